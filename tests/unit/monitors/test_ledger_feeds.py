from datetime import date

from monitors.ledger import Ledger
from schemas.frame import TICKED, Frame
from tests.build import Project, days, frames_of, ledgers_of

DAY = date(2026, 3, 31)


def ticked(ledger: Ledger, day: date) -> None:
    ledger.apply(Frame(ledger.project, ledger.seq + 1, TICKED, day))


def stated(ledger: Ledger, until: str, *, on: str) -> None:
    data = {"bank_code": "102", "complete_until": until}
    ledger.apply(Frame("P1", ledger.seq + 1, "bank.feed_completed", date.fromisoformat(on), data))


def feeds(ledger: Ledger) -> list[tuple[str, str]]:
    return [(str(said.on), said.data["complete_until"]) for said in ledger.said("feed", "102")]


def test_of_a_banks_statements_all_that_reach_farther_than_the_earlier_ones_are_kept() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-07").fed("2026-01-09")
    project.fed("2026-01-08", on="2026-01-10").fed("2026-01-12", on="2026-01-20")
    assert feeds(project.ledger()) == [
        ("2026-01-07", "2026-01-07"),
        ("2026-01-09", "2026-01-09"),
        ("2026-01-20", "2026-01-12"),
    ]


def test_of_a_banks_past_statements_only_the_last_is_kept_when_another_comes() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-07").fed("2026-01-09")
    project.fed("2026-01-12", on="2026-01-20")
    ledger = project.ledger()
    ticked(ledger, date(2026, 1, 10))
    stated(ledger, "2026-01-13", on="2026-01-21")
    assert feeds(ledger) == [("2026-01-09", "2026-01-09"), ("2026-01-20", "2026-01-12"), ("2026-01-21", "2026-01-13")]


def test_ticks_do_not_make_the_feed_grow() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06")
    for day in days("2026-01", 7, 31):
        project.fed(day)
    ledger = ledgers_of(frames_of(project.events, ticks=True))["P1"]
    assert len(feeds(ledger)) <= 2
    assert ledger.today == date(2026, 1, 31)


def test_a_statement_that_comes_late_replaces_those_that_reach_less_far_from_its_day_on() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-08", on="2026-01-10")
    project.fed("2026-01-09", on="2026-01-11").fed("2026-01-12", on="2026-01-10").fed("2026-01-12", on="2026-01-10")
    assert feeds(project.ledger()) == [("2026-01-10", "2026-01-12")]

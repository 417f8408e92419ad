from collections.abc import Callable
from datetime import date

import pytest

from monitors.policy import Policy
from monitors.terms import PayMonth, Terms
from tests.build import Project, findings, frames_of


def month(told: Project, as_of: str = "2026-12-31", name: str = "2026-01") -> PayMonth:
    return PayMonth(told.ledger(), name, date.fromisoformat(as_of))


def terms(told: Project, as_of: str) -> Terms:
    return Terms(told.ledger(), date.fromisoformat(as_of), Policy.shipped())


def test_managers_are_present_but_did_not_attend() -> None:
    found = month(Project().crew(1, "2026-01-05", role="manager").crew(1, "2026-01-05", role="manager"))
    assert list(found.present) == ["w01"]
    assert found.attended == {}


def test_only_paid_lines_that_were_not_returned_are_paid() -> None:
    told = Project().paid("w1", 5).paid("w1", 6, batch="B").paid("w2", 7, status="failed").paid("w3", 8)
    told.happened("bank.wages_returned", "2026-02-10", batch_id="w3/2026-01")
    assert month(told).paid == {"w1": 11}


def test_a_return_dated_before_the_payment_returns_nothing() -> None:
    told = Project().paid("w1", 5, batch="B").happened("bank.wages_returned", "2026-02-09", batch_id="B")
    assert month(told).paid == {"w1": 5}
    told.happened("bank.wages_returned", "2026-02-12", batch_id="B")
    assert month(told, "2026-02-11").paid == {"w1": 5}
    assert month(told, "2026-02-12").paid == {}


def test_a_line_paid_again_after_its_return_counts() -> None:
    told = Project().paid("w1", 5, batch="B").happened("bank.wages_returned", "2026-02-12", batch_id="B")
    assert month(told.paid("w1", 5, batch="B", on="2026-02-13")).paid == {"w1": 5}


def test_a_return_of_another_line_of_the_batch_returns_nothing() -> None:
    told = Project().paid("w1", 5, batch="B").happened("bank.wages_returned", "2026-02-12", batch_id="B", line_id="2")
    assert month(told).paid == {"w1": 5}


def test_of_a_line_dated_forward_the_earlier_version_counts_until_then() -> None:
    told = Project().paid("w1", 5, batch="B").paid("w1", 9, batch="B", on="2026-02-20")
    assert [month(told, day).paid for day in ("2026-02-09", "2026-02-19", "2026-02-20")] == [{}, {"w1": 5}, {"w1": 9}]


def test_due_is_the_sum_over_the_current_sheets() -> None:
    told = Project().sheet({"w1": 5, "w2": 6}).sheet({"w1": 1}, sheet_id="S2").sheet({"w1": 7}, on="2026-02-20")
    assert month(told, "2026-02-19").due == {"w1": 6, "w2": 6}
    assert month(told, "2026-02-20").due == {"w1": 8}


def test_a_worker_twice_on_one_sheet_is_due_both_lines() -> None:
    line = {"worker_id": "w1", "days_worked": 1, "due_fen": 5, "signed": True}
    told = Project().happened("project.pay_sheet_submitted", "2026-02-02", pay_month="2026-01", lines=[line, line])
    assert month(told).due == {"w1": 10}


def test_a_month_of_which_nothing_is_known_is_empty() -> None:
    found = month(Project())
    assert (found.present, found.paid, found.due) == ({}, {}, {})
    assert found.answers(date(2027, 1, 1))


def test_a_month_answers_for_later_days_once_all_that_it_knows_has_happened() -> None:
    told = Project().crew(1, "2026-01-05").sheet({"w01": 5}, on="2026-02-02").paid("w01", 5, batch="B")
    told.happened("bank.wages_returned", "2026-02-12", batch_id="B")
    later = date(2026, 5, 1)
    assert [month(told, day).answers(later) for day in ("2026-02-01", "2026-02-09", "2026-02-11", "2026-02-12")] == [
        False,
        False,
        False,
        True,
    ]
    assert not month(told, "2026-02-12").answers(date(2026, 2, 11))
    assert month(told, "2026-02-01").answers(date(2026, 2, 1))


def test_a_resting_month_gives_the_same_answers() -> None:
    found = month(Project().crew(1, "2026-01-05").sheet({"w01": 5}).paid("w01", 4))
    before = (dict(found.attended), found.paid, found.due)
    found.rest()
    assert (dict(found.attended), found.paid, found.due) == before


def test_a_question_is_asked_once_for_the_same_arguments() -> None:
    asked = []

    def question(found: PayMonth, number: int) -> int:
        asked.append(found.name)
        return number

    found = month(Project())
    assert [found.once(question, 1), found.once(question, 1), found.once(question, 2)] == [1, 1, 2]
    assert len(asked) == 2


def settled(told: Project, as_of: str) -> bool:
    return terms(told, as_of).is_settled("2026-01")


def test_a_month_is_settled_after_its_due_day_if_the_banks_delivered_and_nothing_excuses() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06").fed("2026-02-10")
    assert not settled(told, "2026-02-10")
    assert settled(told, "2026-02-11")
    assert not settled(told.happened("project.force_majeure_declared", "2026-02-10", until="2026-02-11"), "2026-02-11")
    assert settled(told, "2026-02-12")


def test_what_is_missing_for_a_settled_month_is_told() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06")
    assert [term.holds for term in terms(told, "2026-02-11").settled("2026-01")] == [True, False, True]
    assert terms(told, "2026-02-11").settled("2026-01")[1].value == ["102"]


@pytest.mark.parametrize(
    "news",
    [
        lambda told: told.paid("w02", 5, on="2026-02-11"),
        lambda told: told.paid("w01", 5, batch="B", status="failed"),
        lambda told: told.sheet({"w01": 9}, sheet_id="S2"),
        lambda told: told.attended("w03", "2026-01-06"),
        lambda told: told.punched("2026-02-01", ("w03", "06:00:00", "out")),
        lambda told: told.happened("attendance.day_corrected", "2026-01-07", worker_id="w02", present=False),
        lambda told: told.happened("bank.wages_returned", "2026-02-11", batch_id="B"),
        lambda told: told.enrolled("w02", role="manager"),
        lambda told: told.happened("attendance.worker_exited", "2026-01-06", worker_id="w02"),
        lambda told: told.happened("project.updated", "2026-02-01", pay_day=20),
        lambda told: told.happened("project.force_majeure_declared", "2026-02-01"),
        lambda told: told.happened("bank.account_opened", "2026-02-01"),
    ],
)
def test_what_reaches_a_month_after_it_was_judged_is_judged(news: Callable[[Project], Project]) -> None:
    told = Project().crew(2, "2026-01-07").sheet({"w01": 5, "w02": 5}).paid("w01", 5, batch="B")
    ledger = told.ledger()
    before = findings(ledger, "2026-02-12")
    known = ledger.seq
    for frame in list(frames_of(news(told).events)):
        if frame.project == "P1" and frame.seq > known:
            ledger.apply(frame)
    assert findings(ledger, "2026-02-12") == findings(told.ledger(), "2026-02-12") != before

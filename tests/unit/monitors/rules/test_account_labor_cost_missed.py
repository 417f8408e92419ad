from typing import Any

from tests.build import Project

RULE = "account.labor_cost_missed"
FEN = 2_000_000


def site(started: str = "2026-03-10", **registration: Any) -> Project:
    """Cycles run from the 10th to the 9th; without a wage account nobody has to deliver."""
    told = Project(**{"labor_cost_per_cycle_fen": FEN, **registration})
    return told.happened("project.started", started)


def credited(told: Project, on: str, fen: int = FEN, **credit: Any) -> Project:
    number = len(told.events)
    return told.happened("bank.account_credited", on, **{"amount_fen": fen, "transaction_id": f"T{number}", **credit})


def test_a_cycle_can_be_missed_from_its_last_day_on() -> None:
    assert site().levels("2026-04-08", RULE) == {}
    assert site().levels("2026-04-09", RULE) == {"-": "yellow"}


def test_two_missed_cycles_in_a_row_are_red() -> None:
    assert site().levels("2026-05-08", RULE) == {"-": "yellow"}
    assert site().levels("2026-05-09", RULE) == {"-": "red"}


def test_a_fen_too_little_misses_the_cycle_and_several_credits_are_added() -> None:
    told = credited(site(), "2026-03-10", FEN - 1)
    assert told.levels("2026-04-09", RULE) == {"-": "yellow"}
    assert credited(told, "2026-04-09", 1).levels("2026-04-09", RULE) == {}


def test_a_covered_cycle_ends_the_row_whatever_was_missed_before() -> None:
    told = credited(site(), "2026-04-15")
    assert told.levels("2026-05-08", RULE) == {"-": "yellow"}
    assert told.levels("2026-05-09", RULE) == {}
    assert told.levels("2026-06-09", RULE) == {"-": "yellow"}


def test_covering_one_of_two_afterwards_leaves_yellow() -> None:
    told = credited(site(), "2026-03-20")
    assert told.levels("2026-05-09", RULE) == {"-": "yellow"}


def test_money_for_something_else_is_no_labour_cost() -> None:
    assert credited(site(), "2026-03-20", purpose="other").levels("2026-04-09", RULE) == {"-": "yellow"}


def test_where_no_sum_is_agreed_any_labour_cost_will_do() -> None:
    told = site(labor_cost_per_cycle_fen=None)
    assert told.levels("2026-04-09", RULE) == {"-": "yellow"}
    assert credited(told, "2026-04-09", 1).levels("2026-04-09", RULE) == {}


def test_the_day_is_cut_to_the_months_last_in_each_cycle_anew() -> None:
    told = credited(site(started="2026-01-31"), "2026-02-28")
    assert told.levels("2026-02-27", RULE) == {"-": "yellow"}
    assert told.levels("2026-03-29", RULE) == {"-": "yellow"}
    assert told.levels("2026-03-30", RULE) == {}


def test_cycles_of_two_months_end_after_two() -> None:
    assert site(labor_cost_cycle_months=2).levels("2026-05-08", RULE) == {}
    assert site(labor_cost_cycle_months=2).levels("2026-05-09", RULE) == {"-": "yellow"}


def test_a_cycle_that_ends_in_a_suspension_does_not_count() -> None:
    told = site().happened("project.suspended", "2026-04-09").happened("project.resumed", "2026-04-10")
    assert told.levels("2026-04-20", RULE) == {}
    assert told.levels("2026-05-09", RULE) == {"-": "yellow"}


def test_a_bank_that_has_not_delivered_the_last_day_accuses_nobody() -> None:
    told = site().happened("bank.account_opened", "2026-03-01").fed("2026-04-08")
    assert told.levels("2026-04-20", RULE) == {}
    assert told.fed("2026-04-09").levels("2026-04-20", RULE) == {"-": "yellow"}


def test_a_completed_or_not_started_project_misses_nothing() -> None:
    assert site().happened("project.completed", "2026-04-20").levels("2026-04-20", RULE) == {}
    assert Project(labor_cost_per_cycle_fen=FEN).levels("2026-12-31", RULE) == {}


def test_a_start_told_anew_moves_the_cycles() -> None:
    told = site().happened("project.started", "2026-03-20")
    assert told.levels("2026-04-09", RULE) == {}
    assert told.levels("2026-04-19", RULE) == {"-": "yellow"}


def test_cycles_at_the_end_of_the_calendar_come_to_an_end() -> None:
    told = site(started="9999-10-10", contract_signed_on="9999-01-04")
    assert told.levels("9999-11-09", RULE) == {"-": "yellow"}
    assert told.levels("9999-12-31", RULE) == {"-": "red"}


def test_it_holds_since_the_last_day_of_the_first_cycle_of_the_row() -> None:
    for as_of in ("2026-04-09", "2026-05-09"):
        (finding,) = site().findings(as_of, RULE)
        assert str(finding.since) == "2026-04-09"

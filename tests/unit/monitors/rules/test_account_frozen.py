from typing import Any

from tests.build import Project

RULE = "account.frozen"


def frozen(on: str = "2026-03-10", **restriction: Any) -> Project:
    return Project().happened("bank.account_restricted", on, **{"for_project_wages": False, **restriction})


def test_a_restriction_for_something_else_is_red_from_its_day_on() -> None:
    assert frozen().levels("2026-03-09", RULE) == {}
    assert frozen().levels("2026-03-10", RULE) == {"R1": "red"}


def test_a_restriction_for_this_projects_wages_is_lawful() -> None:
    assert frozen(for_project_wages=True).levels("2026-03-10", RULE) == {}


def test_funds_beyond_the_wages_may_be_restricted() -> None:
    assert frozen(funds="excess").levels("2026-03-10", RULE) == {}


def test_protected_funds_on_a_bond_account_are_protected_too() -> None:
    told = Project().happened("bank.account_opened", "2026-03-01", account_id="B", kind="bond")
    told.happened("bank.account_restricted", "2026-03-10", account_id="B", for_project_wages=False)
    assert told.levels("2026-03-10", RULE) == {"R1": "red"}


def test_the_day_of_the_release_is_free_and_the_day_before_is_not() -> None:
    told = frozen().happened("bank.account_released", "2026-03-12")
    assert told.levels("2026-03-11", RULE) == {"R1": "red"}
    assert told.levels("2026-03-12", RULE) == {}


def test_releasing_one_of_two_leaves_the_other() -> None:
    told = frozen().happened("bank.account_restricted", "2026-03-10", restriction_id="R2", for_project_wages=False)
    assert told.happened("bank.account_released", "2026-03-11").levels("2026-03-11", RULE) == {"R2": "red"}


def test_a_released_restriction_does_not_come_back() -> None:
    told = frozen().happened("bank.account_released", "2026-03-12")
    told.happened("bank.account_restricted", "2026-03-14", for_project_wages=False)
    assert told.levels("2026-03-14", RULE) == {}


def test_what_was_last_said_of_a_restriction_counts() -> None:
    told = frozen().happened("bank.account_restricted", "2026-03-11", for_project_wages=True)
    assert told.levels("2026-03-10", RULE) == {"R1": "red"}
    assert told.levels("2026-03-11", RULE) == {}


def test_it_holds_since_the_first_event_and_tells_who_did_it() -> None:
    told = frozen(amount_fen=7).happened("bank.account_restricted", "2026-03-12", for_project_wages=False)
    (finding,) = told.findings("2026-03-12", RULE)
    assert str(finding.since) == "2026-03-10"
    assert finding.facts["authority"] == "Court"
    assert "amount_fen" not in finding.facts

from typing import Any

from tests.build import Project

RULE = "account.restriction_uninformed"
TOLD = "2026-03-11T09:00:00+08:00"


def frozen(on: str = "2026-03-10", **restriction: Any) -> Project:
    return Project().happened("bank.account_restricted", on, **{"supervisor_informed_at": None, **restriction})


def test_one_working_day_after_the_first_event_is_the_last_lawful_day() -> None:
    assert frozen().levels("2026-03-11", RULE) == {}
    assert frozen().levels("2026-03-12", RULE) == {"R1": "yellow"}


def test_a_restriction_of_friday_leaves_time_until_monday() -> None:
    assert frozen(on="2026-03-13").levels("2026-03-16", RULE) == {}
    assert frozen(on="2026-03-13").levels("2026-03-17", RULE) == {"R1": "yellow"}


def test_telling_one_of_two_is_not_enough_and_telling_both_is() -> None:
    told = frozen(authority_prompted_at=None)
    told.happened("bank.account_restricted", "2026-03-12", supervisor_informed_at=None)
    assert told.findings("2026-03-12", RULE)[0].facts["missing"] == ["supervisor_informed_at"]
    assert told.happened("bank.account_restricted", "2026-03-13").levels("2026-03-13", RULE) == {}


def test_telling_only_the_supervisor_is_not_enough() -> None:
    told = frozen(authority_prompted_at=None, supervisor_informed_at=TOLD)
    assert told.levels("2026-03-12", RULE) == {"R1": "yellow"}


def test_a_repetition_does_not_give_another_day() -> None:
    told = frozen().happened("bank.account_restricted", "2026-03-12", supervisor_informed_at=None)
    assert told.levels("2026-03-12", RULE) == {"R1": "yellow"}


def test_a_release_ends_it() -> None:
    assert frozen().happened("bank.account_released", "2026-03-12").levels("2026-03-12", RULE) == {}

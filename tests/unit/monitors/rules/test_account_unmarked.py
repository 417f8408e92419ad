from typing import Any

from tests.build import Project

RULE = "account.unmarked"


def site(**account: Any) -> Project:
    """An account opened on Tuesday, 10 February 2026; three working days later it is Friday the 13th."""
    return Project().happened("bank.account_opened", "2026-02-10", protection_mark=False, **account)


def test_the_third_working_day_is_the_last_lawful_one() -> None:
    assert site().levels("2026-02-13", RULE) == {}
    assert site().levels("2026-02-14", RULE) == {"A1": "yellow"}


def test_holidays_are_no_working_days() -> None:
    told = Project().happened("bank.account_opened", "2026-02-13", protection_mark=False)
    assert told.levels("2026-02-25", RULE) == {}
    assert told.levels("2026-02-26", RULE) == {"A1": "yellow"}


def test_a_bond_account_needs_the_mark_too() -> None:
    assert site(kind="bond").levels("2026-02-14", RULE) == {"A1": "yellow"}


def test_each_account_is_cured_by_its_own_mark() -> None:
    told = site().happened("bank.account_opened", "2026-02-10", account_id="A2", protection_mark=False)
    told.happened("bank.account_marked", "2026-02-20")
    assert told.levels("2026-02-19", RULE) == {"A1": "yellow", "A2": "yellow"}
    assert told.levels("2026-02-20", RULE) == {"A2": "yellow"}
    assert told.happened("bank.account_marked", "2026-02-21", account_id="A2").levels("2026-02-21", RULE) == {}


def test_a_later_opening_replaces_the_earlier_one() -> None:
    told = site().happened("bank.account_opened", "2026-02-20", protection_mark=True)
    assert told.levels("2026-02-19", RULE) == {"A1": "yellow"}
    assert told.levels("2026-02-20", RULE) == {}


def test_a_closed_account_needs_no_mark() -> None:
    told = site().happened("bank.account_closed", "2026-02-20")
    assert told.levels("2026-02-19", RULE) == {"A1": "yellow"}
    assert told.levels("2026-02-20", RULE) == {}


def test_an_account_that_opens_tomorrow_is_not_known_today() -> None:
    assert site().levels("2026-02-09", RULE) == {}

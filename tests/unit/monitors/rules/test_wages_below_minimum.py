from datetime import date
from typing import Any

from monitors.policy import Policy
from tests.build import GUIYANG, Project, days

RULE = "wages.below_minimum"
MINIMUM = 189_000
FULL = days("2026-01", 5, 25)


def site(fen: int, worked: list[str] = FULL, **registration: Any) -> Project:
    return Project(region_code=GUIYANG, **registration).crew(1, *worked).paid("w01", fen)


def test_a_fen_below_the_minimum_is_too_little_and_the_minimum_is_not() -> None:
    assert site(MINIMUM - 1).accused("2026-02-11", RULE) == {"2026-01": ("w01",)}
    assert site(MINIMUM).accused("2026-02-11", RULE) == {}


def test_it_is_always_red() -> None:
    assert site(MINIMUM - 1).levels("2026-02-11", RULE) == {"2026-01": "red"}


def test_twenty_one_days_are_a_full_month_and_twenty_are_not() -> None:
    assert len(FULL) == 21
    assert site(1, FULL[1:]).accused("2026-02-11", RULE) == {}


def test_it_waits_for_the_settled_month() -> None:
    assert site(1).accused("2026-02-10", RULE) == {}


def test_the_rest_of_the_wage_cures() -> None:
    told = site(MINIMUM - 2).paid("w01", 1, batch="more", on="2026-02-12")
    assert told.accused("2026-02-12", RULE) != {}
    assert told.paid("w01", 1, batch="rest", on="2026-02-13").accused("2026-02-13", RULE) == {}


def test_who_was_paid_nothing_is_unpaid_and_not_below_the_minimum() -> None:
    assert Project(region_code=GUIYANG).crew(1, *FULL).accused("2026-02-11", RULE) == {}


def test_where_the_minimum_is_unknown_nobody_is_accused() -> None:
    assert Project().crew(1, *FULL).paid("w01", 1).accused("2026-02-11", RULE) == {}


def test_the_minimum_of_the_pay_months_last_day_counts() -> None:
    raised = {"52": [{"from": date(2026, 2, 1), "source": "test", "minimum_wage_fen": 999_999}]}
    assert site(MINIMUM).accused("2026-02-11", RULE, Policy.shipped().with_tables(raised)) == {}
    raised["52"][0]["from"] = date(2026, 1, 31)
    assert site(MINIMUM).accused("2026-02-11", RULE, Policy.shipped().with_tables(raised)) != {}


def test_a_bank_that_has_not_delivered_accuses_nobody() -> None:
    assert site(1).happened("bank.account_opened", "2026-01-05").accused("2026-02-20", RULE) == {}

from typing import Any

from tests.build import Project, policy

RULE = "arrears.criminal_threshold"
MONTHS = ("2026-01", "2026-02", "2026-03")
DUE_DAYS = {"2026-01": "2026-02-10", "2026-02": "2026-03-10", "2026-03": "2026-04-10"}


def one(fens: tuple[int, ...]) -> Project:
    """One worker owed so much in January, February and March 2026."""
    told = Project().enrolled("w1")
    for month, fen in zip(MONTHS, fens, strict=False):
        told.attended("w1", f"{month}-06").sheet({"w1": fen}, month, sheet_id=month)
    return told


def many(size: int, fen: int) -> Project:
    return Project().crew(size, "2026-01-05").sheet({f"w{number:02d}": fen for number in range(1, size + 1)})


def test_three_months_and_five_thousand_yuan_of_one_worker_reach_it_and_a_fen_less_does_not() -> None:
    assert one((200_000, 200_000, 100_000)).accused("2026-04-11", RULE) == {"-": ("w1",)}
    assert one((200_000, 200_000, 99_999)).accused("2026-04-11", RULE) == {}


def test_it_is_red_from_the_day_after_the_third_due_day() -> None:
    assert one((200_000, 200_000, 100_000)).levels("2026-04-10", RULE) == {}
    assert one((200_000, 200_000, 100_000)).levels("2026-04-11", RULE) == {"-": "red"}


def test_two_months_do_not_reach_it_however_much_is_owed() -> None:
    assert one((900_000, 900_000)).levels("2026-04-11", RULE) == {}


def test_ten_workers_and_thirty_thousand_yuan_reach_it_and_a_fen_less_does_not() -> None:
    assert len(many(10, 300_000).accused("2026-02-11", RULE)["-"] or ()) == 10
    assert many(10, 299_999).accused("2026-02-11", RULE) == {}


def test_nine_workers_do_not_reach_it_however_much_is_owed() -> None:
    assert many(9, 9_000_000).levels("2026-02-11", RULE) == {}


def test_both_amounts_are_policy() -> None:
    assert one((1, 1, 1)).levels("2026-04-11", RULE, policy(crime_one_fen=3)) == {"-": "red"}
    assert many(10, 1).levels("2026-02-11", RULE, policy(crime_ten_fen=10)) == {"-": "red"}


def test_paying_a_part_leaves_it_while_the_rest_reaches_it() -> None:
    told = one((200_000, 300_000, 200_000)).paid("w1", 200_000, "2026-02", on="2026-04-11")
    assert told.levels("2026-04-11", RULE) == {"-": "red"}
    told.paid("w1", 1, "2026-01", on="2026-04-12")
    assert told.levels("2026-04-12", RULE) == {}


def test_paying_one_month_in_full_leaves_only_two() -> None:
    told = one((900_000, 900_000, 900_000)).paid("w1", 900_000, "2026-02", on="2026-04-11")
    assert told.levels("2026-04-11", RULE) == {}


def test_all_with_arrears_are_named_as_soon_as_one_reaches_it() -> None:
    told = one((200_000, 200_000, 100_000)).enrolled("w2").attended("w2", "2026-03-06")
    assert told.accused("2026-04-11", RULE) == {"-": ("w1", "w2")}


def unlisted(**enrolment: Any) -> Project:
    """A worker without pay sheet who came on four days in each of three months."""
    told = Project().enrolled("w1", **enrolment)
    return told.attended("w1", *(f"{month}-0{day}" for month in MONTHS for day in (5, 6, 7, 8)))


def test_without_a_sheet_the_agreed_wage_counts_by_days_or_by_month() -> None:
    twelve_days, three_months = policy(crime_one_fen=1200), policy(crime_one_fen=300)
    daily = unlisted(wage_basis="daily", wage_rate_fen=100)
    assert daily.levels("2026-04-11", RULE, twelve_days) == {"-": "red"}
    assert daily.levels("2026-04-11", RULE, policy(crime_one_fen=1201)) == {}
    monthly = unlisted(wage_basis="monthly", wage_rate_fen=100)
    assert monthly.levels("2026-04-11", RULE, three_months) == {"-": "red"}
    assert monthly.levels("2026-04-11", RULE, policy(crime_one_fen=301)) == {}


def test_without_a_sheet_or_a_known_wage_nothing_is_owed() -> None:
    law = policy(crime_one_fen=1)
    assert unlisted(wage_basis="piece", wage_rate_fen=100).levels("2026-04-11", RULE, law) == {}
    assert unlisted(wage_basis="daily").levels("2026-04-11", RULE, law) == {}
    stranger = Project().attended("w1", "2026-01-05", "2026-02-05", "2026-03-05")
    assert stranger.levels("2026-04-11", RULE, law) == {}


def test_on_a_sheet_the_agreed_wage_does_not_count() -> None:
    told = unlisted(wage_basis="monthly", wage_rate_fen=100).sheet({"w1": 0})
    assert told.findings("2026-04-11", RULE, policy(crime_one_fen=200))[0].facts["owed_fen"] == 200


def test_a_bank_that_has_not_delivered_accuses_nobody() -> None:
    told = one((200_000, 200_000, 100_000)).happened("bank.account_opened", "2026-01-05")
    assert told.fed("2026-04-09").levels("2026-04-20", RULE) == {}

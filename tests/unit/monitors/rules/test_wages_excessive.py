from tests.build import GUIYANG, Project

RULE = "wages.excessive"
MONTH_CAP, YEAR_CAP = 5_000_000, 30_000_000


def year(*, december: int = 0, region: str = "330106") -> Project:
    """Six months at the monthly cap come to the yearly one."""
    told = Project(region_code=region)
    for month in range(1, 7):
        told.paid("w1", MONTH_CAP, month=f"2026-{month:02d}", on="2026-07-10")
    return told.paid("w1", december, month="2026-12", on="2026-07-10") if december else told


def test_the_monthly_cap_itself_is_lawful_and_a_fen_more_is_not() -> None:
    assert Project().paid("w1", MONTH_CAP).levels("2026-02-10", RULE) == {}
    assert Project().paid("w1", MONTH_CAP + 1).levels("2026-02-10", RULE) == {"2026-01": "yellow"}


def test_several_lines_of_a_month_are_added() -> None:
    assert Project().paid("w1", MONTH_CAP).paid("w1", 1, batch="more").accused("2026-02-10", RULE) == {
        "2026-01": ("w1",)
    }


def test_the_yearly_cap_itself_is_lawful_and_a_fen_more_is_not() -> None:
    assert year().accused("2026-07-10", RULE) == {}
    assert year(december=1).accused("2026-07-10", RULE) == {"2026": ("w1",)}


def test_what_several_workers_got_together_is_nobodys_year() -> None:
    assert year().paid("w2", MONTH_CAP, month="2026-12", on="2026-07-10").accused("2026-07-10", RULE) == {}


def test_the_year_is_that_of_the_pay_months() -> None:
    assert year().paid("w1", 1, month="2025-12", on="2026-07-10").accused("2026-07-10", RULE) == {}


def test_in_guizhou_it_is_red() -> None:
    assert year(december=MONTH_CAP + 1, region=GUIYANG).levels("2026-07-10", RULE) == {"2026": "red", "2026-12": "red"}


def test_a_return_of_one_of_two_leaves_the_other_and_of_both_nobody() -> None:
    told = Project().paid("w1", MONTH_CAP + 1).paid("w2", MONTH_CAP + 1)
    told.happened("bank.wages_returned", "2026-02-11", batch_id="w1/2026-01")
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w2",)}
    told.happened("bank.wages_returned", "2026-02-12", batch_id="w2/2026-01")
    assert told.accused("2026-02-12", RULE) == {}


def test_a_line_dated_tomorrow_is_not_yet_paid() -> None:
    assert Project().paid("w1", MONTH_CAP + 1, on="2026-02-11").accused("2026-02-10", RULE) == {}


def test_it_needs_no_settled_month() -> None:
    told = Project().paid("w1", MONTH_CAP + 1, month="2026-12", on="2026-01-06")
    assert told.happened("bank.account_opened", "2026-01-05").levels("2026-01-06", RULE) == {"2026-12": "yellow"}

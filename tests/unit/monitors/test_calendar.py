from datetime import date, timedelta

import pytest

from monitors.calendar import (
    day_in,
    days_after,
    due_day,
    first_day,
    is_known,
    is_working_day,
    last_day,
    month_of,
    months_after,
    same_day_after,
    working_days_after,
    working_days_before,
)


def test_the_spring_festival_of_2026_lasts_from_the_15th_to_the_23rd_of_february() -> None:
    february = [date(2026, 2, 1) + timedelta(days) for days in range(28)]
    resting = [day.day for day in february if not is_working_day(day)]
    assert resting == [1, 7, 8, *range(15, 24)]


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert is_working_day(date(2026, 2, 14))
    assert is_working_day(date(2026, 2, 28))
    assert not is_working_day(date(2026, 2, 7))


def test_the_known_years_are_2004_to_2026() -> None:
    assert [year for year in range(1995, 2036) if is_known(year)] == list(range(2004, 2027))


def test_in_an_unknown_year_people_work_from_monday_to_friday() -> None:
    national_day, saturday = date(2027, 10, 1), date(2003, 10, 11)
    assert is_working_day(national_day)
    assert not is_working_day(saturday)


def test_the_nth_working_day_after_skips_the_festival() -> None:
    friday = date(2026, 2, 13)
    assert [working_days_after(friday, n).day for n in (0, 1, 2)] == [13, 14, 24]


def test_counting_starts_after_the_day_even_if_that_is_no_working_day() -> None:
    assert working_days_after(date(2026, 2, 20), 1) == date(2026, 2, 24)
    assert working_days_before(date(2026, 2, 20), 1) == date(2026, 2, 14)
    assert working_days_after(date(2026, 2, 20), 0) == date(2026, 2, 20)


def test_the_nth_working_day_before_skips_the_festival() -> None:
    assert [working_days_before(date(2026, 2, 24), n).day for n in (0, 1, 2)] == [24, 14, 13]


def test_working_days_cross_into_an_unknown_year() -> None:
    assert working_days_after(date(2026, 12, 31), 1) == date(2027, 1, 1)


def test_nothing_lies_beyond_the_calendars_years() -> None:
    assert days_after(date.max, 1) == date.max
    assert days_after(date.min, -1) == date.min
    assert days_after(date(2026, 1, 1), 10**30) == date.max
    assert working_days_after(date.max, 3) == date.max
    assert working_days_before(date.min, 3) == date.min
    assert months_after("9999-12", 1) == "9999-12"
    assert months_after("0001-01", -1) == "0001-01"


def test_months_count_over_the_turn_of_the_year() -> None:
    assert [months_after("2026-01", n) for n in (-13, -1, 0, 11, 12)] == [
        "2024-12",
        "2025-12",
        "2026-01",
        "2026-12",
        "2027-01",
    ]


def test_a_month_begins_with_its_first_day_and_ends_with_its_last() -> None:
    assert (first_day("2028-02"), last_day("2028-02")) == (date(2028, 2, 1), date(2028, 2, 29))
    assert last_day("9999-12") == date.max
    assert month_of(date(2026, 3, 1)) == "2026-03"
    assert month_of(date.min) == "0001-01"


def test_a_day_is_cut_to_the_months_last() -> None:
    assert day_in("2026-02", 31) == date(2026, 2, 28)
    assert same_day_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert same_day_after(date(2026, 1, 31), 2) == date(2026, 3, 31)


def test_a_pay_day_of_31_is_due_on_the_last_of_february_if_people_work_then() -> None:
    assert due_day("2026-01", 31, same_month=False) == date(2026, 2, 28)
    assert due_day("2027-01", 31, same_month=False) == date(2027, 2, 26)


def test_a_sunday_pay_day_is_due_on_the_last_working_day_before_it() -> None:
    assert due_day("2026-01", 15, same_month=False) == date(2026, 2, 14)
    assert due_day("2026-01", 20, same_month=False) == date(2026, 2, 14)


@pytest.mark.parametrize(("pay_day", "due"), [(1, date(2026, 4, 30)), (8, date(2026, 5, 8)), (9, date(2026, 5, 9))])
def test_the_due_day_may_fall_into_the_month_before_or_on_a_make_up_saturday(pay_day: int, due: date) -> None:
    assert due_day("2026-04", pay_day, same_month=False) == due


def test_wages_of_the_same_month_are_due_in_it() -> None:
    assert due_day("2026-01", 31, same_month=True) == date(2026, 1, 30)
    assert due_day("2026-12", 31, same_month=True) == date(2026, 12, 31)
    assert due_day("2026-12", 10, same_month=False) == date(2027, 1, 8)

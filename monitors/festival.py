"""The Spring Festival by the State Council's yearly notice, around which campaigns against arrears are held."""

from datetime import date
from functools import cache
from typing import Final

import chinese_calendar

from monitors.calendar import days_after, is_known

WEEKS: Final = 8
"""A default, not law: winter campaigns have begun about two months before the festival."""


@cache
def spring_festival(year: int) -> tuple[date, date] | None:
    """The first and last day off; None where the year's notice is not known."""
    if not is_known(year):
        return None
    days = [days_after(date(year, 1, 1), number) for number in range(90)]
    off = [day for day in days if chinese_calendar.get_holiday_detail(day) == (True, "Spring Festival")]
    return (off[0], off[-1]) if off else None


def next_festival(day: date) -> tuple[date, date] | None:
    """The next Spring Festival that has not begun before a day; None where its notice is not known yet."""
    for year in (day.year, day.year + 1):
        found = spring_festival(year)
        if found is not None and found[0] >= day:
            return found
    return None

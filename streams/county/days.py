"""Days and months as a county office counts them; what the calendar says comes from `monitors.calendar`."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from monitors.calendar import (
    due_day,
    first_day,
    is_working_day,
    last_day,
    month_of,
    months_after,
    same_day_after,
    working_days_after,
    working_days_before,
)

__all__ = [
    "DAY",
    "due_on",
    "festival",
    "first_day",
    "is_working_day",
    "last_day",
    "month_after",
    "month_before",
    "month_of",
    "on_or_after",
    "same_day_after",
    "span",
    "working_days_after",
    "working_days_before",
]

DAY = timedelta(days=1)
_FESTIVAL_FROM, _FESTIVAL_UNTIL = (1, 15), (3, 5)
_FESTIVAL_DAYS = 5


def on_or_after(day: date) -> date:
    """The first working day from this one on."""
    return day if is_working_day(day) else working_days_after(day, 1)


def span(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += DAY


def month_before(month: str) -> str:
    """The month before."""
    return months_after(month, -1)


def month_after(month: str) -> str:
    """The month after."""
    return months_after(month, 1)


def due_on(month: str, pay_day: int) -> date:
    """The day by which the wages of a month are due, as every project of the county has agreed: in the next month."""
    return due_day(month, pay_day, same_month=False)


@cache
def festival(year: int) -> tuple[date, date] | None:
    """The first and last day off of the Spring Festival, or None where the calendar does not know it."""
    run: list[date] = []
    for day in span(date(year, *_FESTIVAL_FROM), date(year, *_FESTIVAL_UNTIL)):
        if not is_working_day(day):
            run.append(day)
        elif len(run) >= _FESTIVAL_DAYS:
            return run[0], run[-1]
        else:
            run = []
    return None

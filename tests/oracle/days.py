"""Days, months and working days, straight from their definitions; nothing is remembered between calls."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
KNOWN_YEARS = range(2004, 2027)
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class Month(NamedTuple):
    """One calendar month; compares in time order."""

    year: int
    month: int

    def __str__(self) -> str:
        """Say YYYY-MM."""
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> Month:
        """Return the month that many months later."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def day(self, number: int) -> date:
        """Return that day of the month, cut to the month's last; beyond the calendar's end its last day."""
        if self.year > date.max.year:
            return date.max
        return date(self.year, self.month, min(number, calendar.monthrange(self.year, self.month)[1]))


def month_of(day: date) -> Month:
    """Return the month a day lies in."""
    return Month(day.year, day.month)


def parse_day(text: str) -> date:
    """Read YYYY-MM-DD; anything else is a ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_month(text: str) -> Month:
    """Read YYYY-MM; anything else is a ValueError."""
    match = _MONTH.fullmatch(text)
    if not match:
        raise ValueError(text)
    return month_of(date(int(match[1]), int(match[2]), 1))


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant with offset as UTC; anything else is a ValueError."""
    match = _INSTANT.fullmatch(text)
    if not match:
        raise ValueError(text)
    zone = match[8]
    if zone in "Zz":
        offset = timedelta(0)
    else:
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if hours > 23 or minutes > 59:
            raise ValueError(text)
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    microseconds = int((match[7] or ".0")[1:7].ljust(6, "0"))
    numbers = [int(match[index]) for index in range(1, 7)]
    local = datetime(*numbers, microseconds, tzinfo=timezone(offset))  # type: ignore[arg-type,misc]  # six numbers, then the fraction
    try:
        instant = local.astimezone(UTC)
        instant.astimezone(SHANGHAI)
    except OverflowError as error:
        raise ValueError(text) from error
    return instant


def shanghai_day(instant: datetime) -> date:
    """Return the day of an instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def plus_days(day: date, days: int) -> date:
    """Return the day that many calendar days later, held within the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def is_working_day(day: date) -> bool:
    """Tell working days.

    “In a year whose calendar is not known to the system (now known: 2004-2026) the working days are Monday to Friday.”
    """
    if day.year in KNOWN_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def plus_working_days(day: date, count: int) -> date:
    """Return D ± n wd: “`D + n wd` is the n-th working day after D, `D − n wd` the n-th before it”."""
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day = plus_days(day, step)
        while not is_working_day(day) and date.min < day < date.max:
            day = plus_days(day, step)
    return day


def plus_months(day: date, months: int) -> date:
    """Return the same day that many months later, “day cut to the month's last”."""
    return month_of(day).plus(months).day(day.day)

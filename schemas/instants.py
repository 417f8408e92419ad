"""Texts that name a time: instants, days and months, all counted in Asia/Shanghai.

Sources: RFC 3339 (instants, with offset), GB/T 7408 / ISO 8601 (dates and months in extended form).
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

PATTERN: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""The form of RFC 3339 (ECMA-262); that the day and the hour exist is checked apart."""

_INSTANT = re.compile(PATTERN).fullmatch
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])").fullmatch
_MINUTES: Final = [f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(24 * 60)]
PLAIN_SECONDS: Final = {
    f"{minutes}{second:02}+08:00": 60 * number + second
    for number, minutes in enumerate(_MINUTES)
    for second in range(60)
}
"""The seconds since midnight by all of an instant that follows its date, for one written on Shanghai's clocks."""

PLAIN_SINCE: Final = "1992-01-01"
"""From this day on Shanghai's clocks are always +08:00; until 1991 they knew summer time."""


def instant(text: str) -> datetime:
    """The moment that an RFC 3339 text with offset names, on Shanghai's clocks.

    Digits beyond the microsecond are cut.

    Raises:
        ValueError: another form, a day or an hour that does not exist (24:00 and leap seconds among them).
    """
    if not _INSTANT(text):
        raise ValueError(text)
    try:
        return datetime.fromisoformat(text.upper()).astimezone(SHANGHAI)
    except OverflowError as error:
        raise ValueError(text) from error


def day(text: str) -> date:
    """The date of `YYYY-MM-DD`.

    Raises:
        ValueError: another form, or a day that does not exist.
    """
    if not _DAY(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def month(text: str) -> date:
    """The first day of `YYYY-MM`.

    Raises:
        ValueError: another form, or a month that does not exist.
    """
    if not _MONTH(text):
        raise ValueError(text)
    return date.fromisoformat(f"{text}-01")


def local(text: str) -> tuple[str, int | float]:
    """The same moment as `instant`: its day, and the seconds since midnight (a fraction only where there is one).

    A text already on Shanghai's clocks is only taken apart: punches come by the million.

    Raises:
        ValueError: as `instant`.
    """
    seconds = PLAIN_SECONDS.get(text[10:])
    if seconds is not None and is_plain_day(text[:10]):
        return text[:10], seconds
    moment = instant(text)
    whole = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.date().isoformat(), whole + moment.microsecond / 1e6 if moment.microsecond else whole


@lru_cache(maxsize=1 << 12)
def is_plain_day(text: str) -> bool:
    """Whether it is a day `YYYY-MM-DD` on which Shanghai's clocks are known to be at +08:00."""
    try:
        return day(text).isoformat() >= PLAIN_SINCE
    except ValueError:
        return False

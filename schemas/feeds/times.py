"""Days, months, instants and times of day, however they are written, on Shanghai's clocks.

Sources: GB/T 7408 (dates); ECMA-376 part 1, 18.17.4 (a spreadsheet's dates are numbers).
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from schemas.feeds.cell import Cell, Manner, Unreadable, plain
from schemas.feeds.column import Column
from schemas.instants import PLAIN_SECONDS, SHANGHAI, instant, is_plain_day

_DAY: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
).match
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))").fullmatch
_CLOCK: Final = re.compile(
    r"(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(\.\d+)?)?|[时点](?:(\d{1,2})分(?:(\d{1,2})秒)?)?|(\d{2})(\d{2})?)"
).fullmatch
_FULL: Final = len("2026-04-01 07:10:00")
_EARLIEST_SERIAL, _LATEST_SERIAL = 32_874, 73_050
"""1990 to 2099: a bare number in a date column of a spreadsheet between them is a day, of any other nobody knows."""


def day_of_cell(cell: Cell, _: Column, manner: Manner) -> str:
    """A date as YYYY-MM-DD. Raises `Unreadable`."""
    return _date_of(cell, manner).isoformat()


def _date_of(cell: Cell, manner: Manner) -> date:
    moment = _moment_of(cell, manner)
    return moment.date() if isinstance(moment, datetime) else moment


def _moment_of(cell: Cell, manner: Manner) -> datetime | date:
    """A date, or a datetime where a time of day (or an offset) stands with it."""
    match cell:
        case date():
            return cell
        case Decimal():
            return _of_number(cell, manner)
        case str():
            return _of_text(plain(cell))
        case _:
            raise _no_day()


def _of_number(number: Decimal, manner: Manner) -> datetime | date:
    if number == number.to_integral_value() and 19_000_101 <= number <= 99_991_231:
        return _of_text(format(number.quantize(Decimal(1)), "f"))
    if manner.epoch is not None and _EARLIEST_SERIAL <= number <= _LATEST_SERIAL:
        return moment_of_serial(number, manner.epoch)
    raise _no_day()


def _of_text(text: str) -> datetime | date:
    found = _DAY(text)
    if found is None:
        raise _no_day()
    year, month, day = (int(part) for part in found.groups() if part is not None)
    rest = text[found.end() :].strip().removeprefix("T").removeprefix("t").strip()
    try:
        on = date(year, month, day)
        if not rest:
            return on
        if rest[-1:] in "Zz" or re.search(r"[+-]\d\d:\d\d$", rest):
            return instant(f"{on.isoformat()}T{rest}")
        return datetime.combine(on, clock_of(rest))
    except ValueError as error:
        raise _no_day() from error


def _no_day() -> Unreadable:
    return Unreadable(
        "a date as 2026-04-01, 2026/4/1, 2026年4月1日 or 20260401",
        "日期,如 2026-04-01、2026/4/1、2026年4月1日、20260401",
    )


def month_of_cell(cell: Cell, _: Column, manner: Manner) -> str:
    """A month as YYYY-MM. Raises `Unreadable`."""
    if isinstance(cell, Decimal) and cell == cell.to_integral_value() and 190_001 <= cell <= 999_912:
        cell = format(cell.quantize(Decimal(1)), "f")
    if isinstance(cell, str) and (found := _MONTH(plain(cell))):
        year, month = (int(part) for part in found.groups() if part is not None)
        if 1 <= month <= 12:
            return f"{year:04}-{month:02}"
        raise _no_month()
    try:
        on = _date_of(cell, manner)
    except Unreadable as error:
        raise _no_month() from error
    if on.day != 1:
        raise _no_month()
    return on.isoformat()[:7]


def _no_month() -> Unreadable:
    return Unreadable("a month as 2026-03, 2026年3月 or 202603", "月份,如 2026-03、2026年3月、202603")


def moment_of_cell(cell: Cell, _: Column, manner: Manner) -> str | time:
    """An instant as RFC 3339, or a time of day that still wants its date."""
    if told := _plainly(cell):
        return told
    found = _clock_or_none(cell)
    return instant_text(_moment_of(cell, manner)) if found is None else found


def instant_of_cell(cell: Cell, _: Column, manner: Manner) -> str | time:
    """The same, but a date alone does not do."""
    if told := _plainly(cell):
        return told
    found = _clock_or_none(cell)
    if found is not None:
        return found
    try:
        moment = _moment_of(cell, manner)
    except Unreadable as error:
        raise _no_instant() from error
    if not isinstance(moment, datetime):
        raise _no_instant()
    return instant_text(moment)


def _plainly(cell: Cell) -> str | None:
    """What is written as 2026-04-01 07:10:00 in full, as most are."""
    if not isinstance(cell, str) or len(cell) != _FULL or cell[10] not in " T":
        return None
    text = f"{cell[:10]}T{cell[11:]}+08:00"
    return text if text[10:] in PLAIN_SECONDS and is_plain_day(cell[:10]) else None


def _no_instant() -> Unreadable:
    return Unreadable("a date with a time, as 2026-04-01 07:10:00", "日期和时间,如 2026-04-01 07:10:00")


def _clock_or_none(cell: Cell) -> time | None:
    if isinstance(cell, time):
        return cell
    try:
        return clock_of(plain(cell)) if isinstance(cell, str) else None
    except ValueError:
        return None


def instant_text(moment: datetime | date) -> str:
    """RFC 3339, on Shanghai's clocks where no offset is given; a date is its midnight."""
    full = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return (full if full.tzinfo else full.replace(tzinfo=SHANGHAI)).isoformat()


def clock_of(text: str) -> time:
    """A time of day: 7:10, 07:10:33, 7时10分, 071033.

    Raises:
        ValueError: it is none.
    """
    found = _CLOCK(text)
    if found is None or (text.isdigit() and len(text) not in (4, 6)):
        raise ValueError(text)
    hour, minute, second, fraction, minute_zh, second_zh, minute_plain, second_plain = found.groups()
    micro = int(f"{fraction[1:7]:0<6}") if fraction else 0
    return time(
        int(hour), int(minute or minute_zh or minute_plain or 0), int(second or second_zh or second_plain or 0), micro
    )


def moment_of_serial(serial: Decimal, epoch: datetime) -> datetime:
    """The moment that a spreadsheet's number stands for, to the second.

    Raises:
        Unreadable: it lies outside of the calendar.
    """
    try:
        return epoch + timedelta(seconds=int((serial * 86_400).to_integral_value()))
    except (OverflowError, ValueError) as error:
        raise _no_day() from error

"""What kind of day it is in the People's Republic: working day, rest day, public holiday, make-up working day.

Source: the State Council's yearly holiday notices as collected by the package chinesecalendar.
"""

import enum
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import chinese_calendar

from monitors.calendar import is_known, is_working_day
from portal.i18n import mark


class DayKind(enum.StrEnum):
    """What kind of day it is."""

    WORKING = "working"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class Day:
    """A day's kind, and the holiday that it belongs to or makes up for."""

    kind: DayKind
    name: str = ""


_NAMES: Final = {
    "New Year's Day": mark("元旦"),
    "Spring Festival": mark("春节"),
    "Tomb-sweeping Day": mark("清明节"),
    "Labour Day": mark("劳动节"),
    "Dragon Boat Festival": mark("端午节"),
    "Mid-autumn Festival": mark("中秋节"),
    "National Day": mark("国庆节"),
    "Anti-Fascist 70th Day": mark("抗战胜利纪念日"),
}


@lru_cache(maxsize=2048)
def day_kind(day: date) -> Day:
    """What kind of day it is; of a year whose notice is not known, by the week."""
    works = is_working_day(day)
    if not is_known(day.year):
        return Day(DayKind.WORKING if works else DayKind.REST)
    _, english = chinese_calendar.get_holiday_detail(day)
    name = _NAMES.get(english or "", "")
    if works:
        return Day(DayKind.MAKE_UP, name) if day.weekday() >= 5 else Day(DayKind.WORKING)
    return Day(DayKind.HOLIDAY, name) if name else Day(DayKind.REST)

"""The PRC calendar: working days with public holidays and make-up working days, and months.

Source: the State Council's yearly holiday notices as collected by the package chinesecalendar. In a year that
it does not know the working days are Monday to Friday; `is_known` says so.
"""

import calendar
from datetime import date, timedelta
from functools import cache

import chinese_calendar


@cache
def is_known(year: int) -> bool:
    """Whether the year's holidays and make-up working days are known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def is_working_day(day: date) -> bool:
    """Whether people work on the day, by the year's holiday notice or, where there is none, by the week."""
    if is_known(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def days_after(day: date, days: int) -> date:
    """The day that many calendar days later (earlier if negative), kept within the calendar's years."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


@cache
def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`; `day` itself for 0."""
    return _walked(day, count, 1)


@cache
def working_days_before(day: date, count: int) -> date:
    """The `count`-th working day before `day`; `day` itself for 0."""
    return _walked(day, count, -1)


def _walked(day: date, count: int, step: int) -> date:
    while count > 0:
        following = days_after(day, step)
        if following == day:
            return day
        day = following
        count -= is_working_day(day)
    return day


def month_of(day: date) -> str:
    """The day's month, `YYYY-MM`."""
    return f"{day.year:04d}-{day.month:02d}"


@cache
def first_day(month: str) -> date:
    """The first day of a month `YYYY-MM`."""
    return date(int(month[:4]), int(month[5:]), 1)


@cache
def last_day(month: str) -> date:
    """The last day of a month `YYYY-MM`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])


@cache
def months_after(month: str, count: int) -> str:
    """The month that many months later (earlier if negative), kept within the calendar's years."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    year, index = divmod(min(max(number, 12), 9999 * 12 + 11), 12)
    return f"{year:04d}-{index + 1:02d}"


def day_in(month: str, day: int) -> date:
    """The month's day of that number, cut to the month's last day."""
    return min(last_day(month), days_after(first_day(month), day - 1))


def same_day_after(day: date, months: int) -> date:
    """The same day that many months later, cut to that month's last day."""
    return day_in(months_after(month_of(day), months), day.day)


@cache
def due_day(month: str, pay_day: int, *, same_month: bool) -> date:
    """When the wages of a pay month are due: the pay day, or the last working day before it.

    Source: 《保障农民工工资支付条例》第十四条 (a pay day on a rest day is paid before it).
    """
    paid_in = month if same_month else months_after(month, 1)
    if paid_in == month and not same_month:
        return date.max  # the month after the calendar's last never comes
    due = day_in(paid_in, pay_day)
    return due if is_working_day(due) else working_days_before(due, 1)

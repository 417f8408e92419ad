"""在建无考勤 A project in construction has had nobody on the site for days.

Law       《保障农民工工资支付条例》第二十八条: real-name attendance is kept without interruption.
Holds     while in construction on the day and each of the days before it, with nobody present.
Subject   the project.
"""

from collections.abc import Iterator
from datetime import date

from monitors.calendar import days_after
from monitors.law import REAL_NAME_RULES, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.terms.attendance import upto
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "attendance.silent",
    law=(WAGE_REGULATION.article(28), REAL_NAME_RULES.whole()),
    reads=("silent_days",),
    says=(
        "项目在建,但连续{silent_days}天没有任何人出勤。",
        "The project is in construction, but nobody has been on the site for {silent_days:day}.",
    ),
)
def attendance_silent(terms: Terms) -> Iterator[Verdict]:
    """Yield the verdict of a project that has started."""
    if terms.site.started is None:
        return
    days = terms.number("silent_days")
    judged_from = days_after(terms.site.started.on, days)
    worked = all(terms.site.in_construction(days_after(terms.as_of, -before)) for before in range(days + 1))
    since = days_after(terms.as_of, 1 - days)
    seen = any(_was_anyone_there(month, since, terms.as_of) for month in terms.months)
    yield Verdict(
        terms=(
            Term("开工已满天数 work started long enough ago", terms.as_of >= judged_from, judged_from),
            Term("其间一直在建 it was in construction throughout", worked),
            Term("其间无人出勤 nobody was present", not seen),
        ),
        level=Level.YELLOW,
        facts={"silent_days": days},
    )


def _was_anyone_there(month: PayMonth, since: date, until: date) -> bool:
    return bool(month.once(_days_with_anyone) & upto(month.name, until) & ~upto(month.name, days_after(since, -1)))


def _days_with_anyone(month: PayMonth) -> int:
    days = 0
    for mask in month.present.values():
        days |= mask
    return days

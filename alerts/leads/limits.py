"""The limits of a lead, and how far each has run."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from alerts.leads.lead import Lead, State
from alerts.timers import Limit, Timer
from schemas.measures import Mark, Unit, WorkingCalendar

DECIDE: Final = Limit(
    "lead.decide",
    ("决定是否受理", "decide whether to accept"),
    5,
    Unit.WORKING_DAYS,
    "《浙江省劳动保障监察条例》第二十三条;全国实施规定同为5个工作日(未核实)",
    Mark.PRACTICE,
)
INVESTIGATE: Final = Limit(
    "lead.investigate",
    ("调查完毕", "finish the investigation"),
    60,
    Unit.WORKING_DAYS,
    "《劳动保障监察条例》第十七条",
    Mark.LAW,
)
EXTENSION: Final = Limit(
    "lead.extension",
    ("经负责人批准延长调查", "extension with the head's approval"),
    30,
    Unit.WORKING_DAYS,
    "《劳动保障监察条例》第十七条",
    Mark.LAW,
)
TELL_EXTENSION: Final = Limit(
    "lead.tell_extension",
    ("告知延长", "tell the complainant of the extension"),
    3,
    Unit.CALENDAR_DAYS,
    "《浙江省劳动保障监察条例》第三十条",
    Mark.PRACTICE,
)
ANSWER: Final = Limit(
    "lead.answer",
    ("答复反映人", "tell the complainant the result"),
    3,
    Unit.WORKING_DAYS,
    "《保障农民工工资支付条例》第十条规定应当告知,未定期限;系统默认",
    Mark.DEFAULT,
)
CLOSE: Final = Limit(
    "lead.close",
    ("办结", "close the lead"),
    15,
    Unit.WORKING_DAYS,
    "全国未统一规定;取参数 lead_wd",
    Mark.DEFAULT,
)
LIMITS: Final = (DECIDE, INVESTIGATE, EXTENSION, TELL_EXTENSION, ANSWER, CLOSE)


def timers(lead: Lead, calendar: WorkingCalendar, close_by: date) -> Iterator[Timer]:
    """Every limit that has begun to run; `close_by` is what the policy's parameter comes to."""
    decided = lead.decided_on or (lead.closed_on if lead.state is State.CLOSED else None)
    yield _timer(DECIDE, lead.received_on, calendar, decided)
    if lead.accepted_on:
        until = INVESTIGATE.until(lead.accepted_on, calendar)
        if lead.extended_on:
            until = EXTENSION.until(until, calendar)
        yield Timer(INVESTIGATE, lead.accepted_on, until, lead.handled_on or lead.closed_on)
    if lead.extended_on:
        yield _timer(TELL_EXTENSION, lead.extended_on, calendar, lead.extension_told_on or lead.closed_on)
    settled = lead.handled_on or lead.refused_on
    if settled:
        yield _timer(ANSWER, settled, calendar, lead.answered_on or lead.closed_on)
    yield Timer(CLOSE, lead.received_on, close_by, lead.closed_on)


def due_on(lead: Lead, calendar: WorkingCalendar, close_by: date) -> date | None:
    """The next day by which something must have happened; None once the lead is closed."""
    return min((timer.until for timer in timers(lead, calendar, close_by) if timer.is_open), default=None)


def _timer(limit: Limit, since: date, calendar: WorkingCalendar, met_on: date | None) -> Timer:
    return Timer(limit, since, limit.until(since, calendar), met_on)

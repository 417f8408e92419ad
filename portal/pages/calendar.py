"""The calendar of deadlines: what is late first, then what is due, on a calendar that knows holidays."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from alerts.handoffs.registry import KINDS
from infra.db.agenda import MOST, Agenda, Due, Whose
from monitors.calendar import days_after, first_day, is_known, last_day, month_of, months_after
from portal.holidays import Day, day_kind
from portal.i18n import mark
from portal.page import page
from portal.visitor import Visitor, needs
from portal.working_days import working_days_left
from schemas.finding import Level
from schemas.office import Role

router = APIRouter()
Looker = Annotated[Visitor, Depends(needs(Role.OFFICER, Role.CHIEF, Role.AUDITOR))]
_AHEAD: Final = 14
WHOSE: Final = {Whose.MINE: mark("我的"), Whose.OFFICE: mark("本单位"), Whose.ALL: mark("辖区全部")}
WEEKDAYS: Final = (mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"))
_KINDS: Final = {"alert": mark("预警"), "lead": mark("欠薪线索"), "handoff": mark("移送")}
_GRAVEST_FIRST: Final = (Level.RED, Level.ORANGE, Level.YELLOW)
_YEARS: Final = range(2020, 2100)


@dataclass(slots=True)
class Cell:
    """A day of the month's grid."""

    day: date
    is_in_month: bool
    known: Day
    alerts: dict[str, int] = field(default_factory=dict)
    leads: int = 0
    handoffs: int = 0

    @property
    def total(self) -> int:
        """How much is due."""
        return sum(self.alerts.values()) + self.leads + self.handoffs

    @property
    def worst(self) -> str:
        """The gravest level of the alerts that are due."""
        return next((level.value for level in _GRAVEST_FIRST if self.alerts.get(level.value)), "")


@router.get("/calendar")
def deadlines(
    request: Request, visitor: Looker, month: str = "", whose: Whose = Whose.OFFICE, day: str = ""
) -> Response:
    """A month, or one day of it; what is late comes before either."""
    chosen = _date(day)
    shown = _month(month or month_of(chosen or visitor.today))
    agenda = Agenda(visitor.engine, visitor.officer, whose)
    late, overdue = agenda.overdue(visitor.today)
    first, last = (chosen, chosen) if chosen else (visitor.today, days_after(visitor.today, _AHEAD))
    due = [one for one in agenda.between(first, last) if not one.escalated or chosen]
    return page(
        request,
        visitor,
        "calendar/_calendar.html" if "HX-Request" in request.headers else "calendar/month.html",
        month=shown,
        first=first_day(shown),
        before=months_after(shown, -1),
        after=months_after(shown, 1),
        this_month=month_of(visitor.today),
        whose=whose,
        choices=WHOSE,
        weekdays=WEEKDAYS,
        weeks=_weeks(agenda, shown),
        levels=[level.value for level in _GRAVEST_FIRST],
        chosen=chosen,
        late=late,
        overdue=[_row(visitor, one) for one in overdue],
        agenda=[(on, day_kind(on), rows) for on, rows in _by_day(visitor, due)],
        ahead=_AHEAD,
        is_cut=len(due) >= MOST,
        is_known=is_known(first_day(shown).year),
    )


def _weeks(agenda: Agenda, month: str) -> list[list[Cell]]:
    first, last = first_day(month), last_day(month)
    grid = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    cells = {on: Cell(on, first <= on <= last, day_kind(on)) for week in grid for on in week}
    for count in agenda.counts(grid[0][0], grid[-1][-1]):
        cell = cells[count.day]
        match count.kind:
            case "alert":
                cell.alerts[count.level or ""] = count.count
            case "lead":
                cell.leads += count.count
            case _:
                cell.handoffs += count.count
    return [[cells[on] for on in week] for week in grid]


def _by_day(visitor: Visitor, due: list[Due]) -> Iterator[tuple[date, list[dict[str, Any]]]]:
    for on, some in groupby(due, key=lambda one: one.due_on):
        yield on, [_row(visitor, one) for one in some]


def _row(visitor: Visitor, due: Due) -> dict[str, Any]:
    links = {"alert": f"/alerts/{due.id}", "lead": f"/leads/{due.id}", "handoff": f"/alerts/{due.id}"}
    titles = KINDS[due.what].title if due.kind == "handoff" and due.what in KINDS else ("", "")  # type: ignore[index]  # its keys are texts
    return {
        "it": due,
        "kind": visitor.say(_KINDS[due.kind]),
        "link": links[due.kind],
        "handoff": titles[0 if visitor.lang == "zh" else 1],
        "left": working_days_left(visitor.today, due.due_on),
    }


def _month(text: str) -> str:
    """A month `YYYY-MM` of the calendar's years, or no page."""
    year, _, number = text.partition("-")
    if len(text) != 7 or not (year + number).isdecimal() or not 1 <= int(number) <= 12 or int(year) not in _YEARS:
        raise HTTPException(404)
    return text


def _date(text: str) -> date | None:
    """A day, none where none is asked for, or no page."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(404) from None

"""What one worker's figure in a case rests on: days, sheets, payments, returns, and the records as they came."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from fund.case import FundCase, Line
from infra.db.chronicle import ChronicleStore, Entry
from infra.db.records import Records
from portal.page import page
from portal.pages.calendar import WEEKDAYS
from portal.pages.fund.frame import common
from portal.pages.fund.rights import FundLooker, found, store
from portal.visitor import Visitor
from streams.evidence.sent import Sent
from streams.fund.behind import Behind, behind
from streams.fund.gather import Application, gather
from streams.fund.gathered import Figure

router = APIRouter()
STATUSES: Final = {"paid": "is-good", "failed": "is-bad", "returned": "is-bad"}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a line: what the case holds, what the records say now (None: nothing is owed by them), its days."""

    arrear: Any
    figure: Figure | None
    weeks: tuple[tuple[tuple[int, bool] | None, ...], ...]

    @property
    def has_changed(self) -> bool:
        """Whether the records say something else than what the case was gathered with."""
        return self.figure is None or self.figure.owed_fen != self.arrear.owed_fen


@router.get("/fund/cases/{number}/lines/{place}")
def line(request: Request, visitor: FundLooker, number: int, place: int) -> Response:
    """One line with everything behind it."""
    cases = store(request, visitor)
    case = found(cases, visitor, number)
    held = _line(case, place)
    asked = Application(case.project, held.employer, (held.worker,), held.months)
    now = gather(visitor.engine, cases.rules.policy, asked, visitor.sight, visitor.today)
    figures = {figure.month: figure for figure in now.figures} if now else {}
    return page(
        request, visitor, "fund/line.html", case=case, line=held, place=place, statuses=STATUSES, weekdays=WEEKDAYS,
        months=[_month(arrear, figures.get(arrear.month)) for arrear in held.arrears],
        as_of=now.as_of if now else None, records=behind(visitor.engine, case, held),
        parties={party.id: party.name for party in case.parties}, **common(visitor),
    )  # fmt: skip


@router.get("/fund/cases/{number}/lines/{place}/records/{submission}/{line_no}")
def record(request: Request, visitor: FundLooker, number: int, place: int, submission: int, line_no: int) -> Response:
    """One record as it was received. That it was looked at is written down."""
    case = found(store(request, visitor), visitor, number)
    row = _record(visitor, case, _line(case, place), (submission, line_no))
    records = Records(visitor.engine)
    raw = Sent(visitor.engine).lines([(submission, line_no)])[submission, line_no].decode(errors="replace")
    body = {"submission": submission, "line": line_no}
    officer = visitor.officer
    entry = Entry(f"fund_case:{case.id}", "record_viewed", officer.id, officer.office, visitor.today, body)
    ChronicleStore(visitor.engine).write([entry])
    (receipt,) = records.submitted([submission])
    return page(
        request, visitor, "fund/record.html", case=case, place=place, row=row, raw=raw, receipt=receipt,
        **common(visitor),
    )  # fmt: skip


def _line(case: FundCase, place: int) -> Line:
    """The line at a place, the first being 1; 404 where there is none."""
    if not 0 < place <= len(case.lines):
        raise HTTPException(404)
    return case.lines[place - 1]


def _record(visitor: Visitor, case: FundCase, held: Line, place: tuple[int, int]) -> Behind:
    """The record from a place, if the line rests on it; 404 otherwise."""
    for one in behind(visitor.engine, case, held):
        if (one.origin.submission, one.origin.line_no) == place:
            return one
    raise HTTPException(404)


def _month(arrear: Any, figure: Figure | None) -> Month:
    return Month(arrear, figure, tuple(_weeks(arrear.month, figure.days if figure else ())))


def _weeks(month: str, days: tuple[date, ...]) -> Iterator[tuple[tuple[int, bool] | None, ...]]:
    """The days of a month by week, Monday first, each with whether the worker was there; None outside the month."""
    year, number = map(int, month.split("-"))
    first, count = monthrange(year, number)
    there = {day.day for day in days}
    cells: list[tuple[int, bool] | None] = [None] * first
    cells += [(day, day in there) for day in range(1, count + 1)]
    cells += [None] * (-len(cells) % 7)
    return (tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))

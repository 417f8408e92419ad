"""Workers across projects: only with a purpose stated, and every look-up written down before anything is shown.

The token never stands in an address: a look-up has a number of its own that ends after half an hour.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.portraits import Listed, Lookup, Lookups, Portraits, Purpose, Question
from infra.db.works.store import Works
from infra.vault import Vault
from monitors.portrait.cells import OWING, Column
from monitors.portrait.matrix import Row
from portal.i18n import mark
from portal.page import page
from portal.portraits import words
from portal.portraits.gallery import GALLERY, law
from portal.portraits.places import Places
from portal.portraits.wages import CellView, cell_view
from portal.visitor import Visitor, Worker
from schemas.fields import LONGEST_ID
from streams.sentence import sentence

router = APIRouter()
PURPOSES: Final = {
    Purpose.LEAD: mark("核处欠薪线索"),
    Purpose.CASE: mark("办理案件"),
    Purpose.INSPECTION: mark("日常巡查"),
    Purpose.PAYMENT: mark("核实工资支付"),
    Purpose.FUND: mark("应急周转金"),
    Purpose.LEGAL_AID: mark("仲裁或法律援助"),
    Purpose.WORKER: mark("工人本人申请"),
}
MOST: Final = 12
"""Projects shown at once: each costs reading and painting its whole ledger, some 10 to 60 milliseconds."""
_MISSPELT: Final = mark("身份证号的校验码不对,请核对。")
_MISSING: Final = mark("请填写工人代号、用途和具体事由(至少4个字)")


@dataclass(frozen=True, slots=True)
class There:
    """What a project knows of the worker: a cell for each month, and what is owed."""

    listed: Listed
    employer: str
    row: Row
    months: tuple[tuple[Column, CellView], ...]
    attended: int
    due_fen: int
    paid_fen: int
    owed_fen: int
    owed_unmeasured: int


@router.get("/workers")
def ask(request: Request, visitor: Worker) -> Response:
    """The form that asks for a purpose, and the look-ups that may still be read."""
    return _form(request, visitor, {})


@router.post("/workers")
def look_up(
    request: Request,
    visitor: Worker,
    *,
    worker: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    case_number: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Write the look-up down, then lead to its answer; without a purpose ask for one."""
    token = Vault.of(visitor.engine, request.app.state.settings).tokens().text(worker.strip(), "worker_id")
    if "*" in token:
        return _form(request, visitor, {}, _MISSPELT, 422)
    told = {"worker": token, "purpose": purpose, "reason": reason.strip(), "case_number": case_number.strip()}
    if not purpose and not reason:
        return _form(request, visitor, told)
    if not _is_complete(told):
        return _form(request, visitor, told, _MISSING, 422)
    question = Question(told["worker"], Purpose(purpose), told["reason"], told["case_number"])
    found = Lookups(visitor.engine).open(question, visitor.officer, visitor.today, clock.now())
    return RedirectResponse(f"/workers/lookups/{found.id}", 303)


@router.get("/workers/lookups/{name}")
def answer(request: Request, visitor: Worker, name: str) -> Response:
    """What is known of the worker in the visitor's sight, as long as the look-up lasts."""
    found = Lookups(visitor.engine).get(name.replace("\0", ""), visitor.officer, clock.now())
    if found is None:
        return page(request, visitor, "workers/gone.html", 404)
    listed = Portraits(visitor.engine).of_worker(found.worker, visitor.sight)
    projects = [there for one in listed[:MOST] if (there := _there(request, visitor, found, one)) is not None]
    return page(
        request,
        visitor,
        "workers/worker.html",
        lookup=found,
        purposes=PURPOSES,
        projects=projects,
        hidden=max(len(listed) - MOST, 0),
        matters=_matters(visitor, found.worker, [one.project for one in listed]),
        places=Places.of(visitor),
        words=words,
    )


def _matters(visitor: Visitor, worker: str, projects: list[str]) -> list[tuple[int, str]]:
    """The alerts for which the worker's number may be shown."""
    named = Works(visitor.engine).naming(worker, projects, visitor.sight)[:MOST]
    return [(work.id, sentence(work.finding, visitor.lang)) for work in named]


def _there(request: Request, visitor: Visitor, lookup: Lookup, listed: Listed) -> There | None:
    shown = GALLERY.shown(visitor, law(request), listed.project)
    if shown is None:
        return None
    row = next((row for row in shown.portrait.matrix.rows if row.worker == lookup.worker), None)
    if row is None:
        return None
    names = shown.portrait.parties.names if shown.portrait.parties else {}
    columns = shown.portrait.matrix.columns
    owing = [cell.owed_fen for cell in row.cells if cell.mark in OWING]
    return There(
        listed,
        names.get(row.employer or "", row.employer or visitor.say("未实名登记")),
        row,
        tuple((column, cell_view(visitor, cell, column)) for column, cell in zip(columns, row.cells, strict=True)),
        sum(cell.facts.days for cell in row.cells),
        sum(cell.facts.due_fen or 0 for cell in row.cells),
        sum(cell.facts.paid_fen for cell in row.cells),
        sum(fen for fen in owing if fen is not None),
        sum(fen is None for fen in owing),
    )


def _form(request: Request, visitor: Visitor, told: dict[str, Any], error: str = "", status: int = 200) -> Response:
    own = Lookups(visitor.engine).own(visitor.officer, clock.now())
    return page(request, visitor, "workers/ask.html", status, told=told, error=error, purposes=PURPOSES, lookups=own)


def _is_complete(told: dict[str, str]) -> bool:
    worker, reason = told["worker"], told["reason"]
    fits = 0 < len(worker) <= LONGEST_ID and 4 <= len(reason) <= 500 and "\0" not in worker + reason
    return fits and told["purpose"] in set(Purpose) and "\0" not in told["case_number"]

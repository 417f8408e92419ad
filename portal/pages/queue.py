"""The work queue: what to do next, for one officer, one office, or everything in sight."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.datastructures import FormData, QueryParams
from starlette.responses import RedirectResponse, Response

from alerts.work import State
from infra.db.offices import Offices
from infra.db.offices.store import Listed as Colleague
from infra.db.works.asking import Asked, Scope
from infra.db.works.queue import Listed, Page, Queue
from infra.db.works.saved_views import MOST, SavedViews
from infra.db.works.store import Works
from portal.page import page
from portal.places import place
from portal.queue_address import address, asked_of
from portal.queue_bulk import Answer, answer_of, command_of, picked
from portal.queue_facets import chips, facets
from portal.visitor import SignedIn, Visitor, Worker, needs
from portal.work_words import ORDERS, SCOPES, STATES
from portal.working_days import working_days_left
from schemas.office import Office, Role
from streams.sentence import sentence
from streams.wording import rule_title

router = APIRouter()
SIZE: Final = 50
_LOOKERS: Final = Depends(needs(Role.OFFICER, Role.CHIEF, Role.AUDITOR))
Looker = Annotated[Visitor, _LOOKERS]


@router.get("/queue")
def queue(request: Request, visitor: Looker) -> Response:
    """The queue as the address asks for it."""
    return _shown(request, visitor, request.query_params)


@router.post("/queue/bulk")
def bulk(request: Request, visitor: Worker) -> Response:
    """Acknowledge or assign the picked alerts; each for itself, and what failed says why."""
    form: FormData = request.state.form
    query = QueryParams(str(form.get("view", "")))
    command = command_of(form)
    chosen = dict(picked(form.getlist("pick")))
    if command is None or not chosen:
        return _shown(request, visitor, query, note=visitor.say("请先选择预警和要执行的操作。"))
    outcomes = Works(visitor.engine).act_on(chosen, command, visitor.officer, visitor.sight, visitor.today)
    return _shown(request, visitor, query, answer=answer_of(visitor, outcomes))


@router.post("/queue/views")
def save_view(
    request: Request, visitor: SignedIn, name: Annotated[str, Form()], view: Annotated[str, Form()] = ""
) -> Response:
    """Keep the view under a name."""
    shown = address(asked_of(QueryParams(view), visitor.officer, visitor.today, SIZE))
    name = name.strip()[:40]
    if not name or not SavedViews(visitor.engine).save(visitor.officer.id, name, shown):
        note = visitor.say("视图须有名称,且最多保存 %(most)s 个。", most=MOST)
        return _shown(request, visitor, QueryParams(view), note=note)
    return RedirectResponse(f"/queue?{shown}", 303)


@router.post("/queue/views/{view_id}/forget")
def forget_view(visitor: SignedIn, view_id: int) -> Response:
    """Drop one of one's own views."""
    SavedViews(visitor.engine).forget(visitor.officer.id, view_id)
    return RedirectResponse("/queue", 303)


def _shown(
    request: Request, visitor: Visitor, query: QueryParams, answer: Answer | None = None, note: str | None = None
) -> Response:
    store = Queue(visitor.engine)
    asked = store.found(asked_of(query, visitor.officer, visitor.today, SIZE))
    listed, counts = store.page(asked), store.counts(asked)
    offices = Offices(visitor.engine).offices(visitor.sight)
    names = _names(visitor, asked, listed.rows)
    colleagues = [each for each in Offices(visitor.engine).members(visitor.office.code) if _works(each)]
    return page(
        request,
        visitor,
        "queue/_queue.html" if "HX-Request" in request.headers else "queue/list.html",
        asked=asked,
        view=address(asked),
        rows=[_row(visitor, row, offices, names) for row in listed.rows],
        facets=list(facets(visitor, asked, counts, offices)),
        chips=list(chips(visitor, asked, offices, names)),
        counts=counts,
        tabs=[(SCOPES[scope], f"?{address(asked, scope=scope)}", counts.scopes.get(scope), scope) for scope in Scope],
        orders=ORDERS,
        following=_following(asked, listed),
        views=SavedViews(visitor.engine).of(visitor.officer.id),
        colleagues=colleagues,
        may_work=visitor.may(Role.OFFICER, Role.CHIEF),
        is_new=counts.total == 0 and store.is_empty(),
        answer=answer,
        note=note,
        hidden=[("after", query["after"])] if "after" in query else [],
    )


def _row(visitor: Visitor, row: Listed, offices: list[Office], names: Mapping[str, str]) -> dict[str, Any]:
    left = None if row.due_on is None else working_days_left(visitor.today, row.due_on)
    return {
        "it": row,
        "sentence": sentence(row.finding, visitor.lang),
        "title": rule_title(row.finding.rule, visitor.lang),
        "place": place(row.region[:6], offices),
        "state": STATES[State(row.state)],
        "left": left,
        "days": (visitor.today - (row.since or row.opened_on)).days,
        "assignee": names.get(row.assignee or "", row.assignee),
    }


def _names(visitor: Visitor, asked: Asked, rows: Sequence[Listed]) -> dict[str, str]:
    return Offices(visitor.engine).names({row.assignee for row in rows if row.assignee} | {*asked.filters.assignees})


def _following(asked: Asked, listed: Page) -> str | None:
    return address(asked, after=listed.after) if listed.after else None


def _works(colleague: Colleague) -> bool:
    return bool(colleague.roles & {Role.OFFICER, Role.CHIEF})

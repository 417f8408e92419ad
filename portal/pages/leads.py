"""Leads (欠薪线索): the list, the intake form, and one lead with everything that can be done with it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from alerts.leads import Command, Match, Outcome, Refused, Transfer
from infra.db.engine import connected
from infra.db.leads.admission import region_of
from infra.db.leads.intake import Contact, take
from infra.db.leads.rows import Kept
from infra.db.leads.store import PAGE, Leads, Listed, NotFound, Stale, Wanted
from infra.db.offices import Offices
from infra.db.portraits import Portraits
from portal.i18n import mark
from portal.leads import words
from portal.leads.forms import Wrong, command_of, intake_of
from portal.leads.view import evidence_view, law, lead_view, seal, unmasked
from portal.page import page
from portal.visitor import SignedIn, Visitor, Worker
from portal.working_days import working_days_left
from streams.caretaker.leads import admit_leads, say_leads

router = APIRouter()
_STALE: Final = mark("其他人刚刚办理了这条线索,请核对后再操作")
_PURPOSE: Final = mark("请写明查看联系方式的用途(至少4个字)")


@router.get("/leads")
def listed(
    request: Request,
    visitor: SignedIn,
    which: str = "open",
    channel: str = "",
    q: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """The leads in sight, the next deadline first."""
    wanted = Wanted(which if which in words.TABS else "open", channel, q.strip(), page=number)
    found = Leads(visitor.engine).listed(wanted, visitor.sight, visitor.today)
    names = {office.code: office.name for office in Offices(visitor.engine).offices(visitor.sight)}
    return page(
        request,
        visitor,
        "leads/list.html",
        found=found,
        wanted=wanted,
        pages=-(-found.total // PAGE),
        projects=_project_names(visitor, found),
        office_names=names,
        threshold=law(request).number("group_threshold", visitor.office.region, visitor.today),
        words=words,
        left=working_days_left,
    )


@router.get("/leads/new")
def intake(request: Request, visitor: Worker) -> Response:
    """The intake form."""
    return _intake(request, visitor, {}, None)


@router.post("/leads")
def taken(request: Request, visitor: Worker) -> Response:
    """Write a lead down, let it in, and lead to it."""
    form = request.state.form
    threshold = law(request).number("group_threshold", visitor.office.region, visitor.today)
    try:
        told = intake_of(form, visitor.today, threshold)
    except Wrong as error:
        return _intake(request, visitor, dict(form), str(error), 422)
    lead_id = take(visitor.engine, told, visitor.officer, visitor.office, seal(request), visitor.today)
    say_leads(visitor.engine)
    admit_leads(visitor.engine, law(request), visitor.today)
    return RedirectResponse(f"/leads/{lead_id}", 303)


@router.get("/leads/{lead_id}")
def lead(request: Request, visitor: SignedIn, lead_id: str) -> Response:
    """One lead."""
    return _lead(request, visitor, _found(visitor, lead_id))


@router.post("/leads/{lead_id}/contact")
def contact(
    request: Request, visitor: Worker, lead_id: str, purpose: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """The complainant's contact data, once, for a stated purpose."""
    kept = _found(visitor, lead_id)
    if len(purpose.strip()) < 4:
        return _lead(request, visitor, kept, error=visitor.say(_PURPOSE), status=422)
    shown = unmasked(request, visitor, lead_id, purpose.strip())
    return _lead(request, visitor, kept, shown=shown)


@router.post("/leads/{lead_id}/match")
def match(
    request: Request,
    visitor: Worker,
    lead_id: str,
    version: Annotated[int, Form()],
    project: Annotated[str, Form(max_length=200)] = "",
    employer: Annotated[str, Form(max_length=18)] = "",
    why: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Say which project and employer the lead is about; the evidence follows from it."""
    kept = _found(visitor, lead_id)
    if project and Portraits(visitor.engine).get(project, visitor.sight) is None:
        return _lead(request, visitor, kept, error=visitor.say("辖区内没有这个项目"), status=422)
    with connected(visitor.engine) as connection:
        region = region_of(connection, project) if project else kept.lead.region
    employer_uscc = employer or kept.lead.employer_uscc
    command = Match(project or None, employer_uscc, kept.lead.workers, region or kept.lead.region, why)
    return _act(request, visitor, kept, version, command)


@router.post("/leads/{lead_id}/transfer")
def transfer(
    request: Request,
    visitor: Worker,
    lead_id: str,
    version: Annotated[int, Form()],
    office: Annotated[str, Form()] = "",
    why: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Transfer a lead that belongs to another office; the first receiver stays answerable."""
    kept = _found(visitor, lead_id)
    taker = Offices(visitor.engine).office(office)
    if taker is None:
        return _lead(request, visitor, kept, error=visitor.say("请选择接收机构"), status=422)
    return _act(request, visitor, kept, version, Transfer(taker.code, taker.region, why))


@router.post("/leads/{lead_id}/{act}")
def acted(request: Request, visitor: Worker, lead_id: str, act: str, version: Annotated[int, Form()]) -> Response:
    """Every other step in the life of a lead."""
    kept = _found(visitor, lead_id)
    try:
        command = command_of(act, dict(request.state.form))
    except Wrong as error:
        return _lead(request, visitor, kept, error=visitor.say(str(error)), status=422)
    if command is None:
        raise HTTPException(404)
    return _act(request, visitor, kept, version, command)


def _act(request: Request, visitor: Visitor, kept: Kept, version: int, command: Command) -> Response:
    done = Leads(visitor.engine).act(kept.lead.id, version, command, visitor.officer, visitor.today)
    match done:
        case Kept():
            return RedirectResponse(f"/leads/{kept.lead.id}", 303)
        case NotFound():
            raise HTTPException(404)
        case Stale():
            return _lead(request, visitor, _found(visitor, kept.lead.id), error=visitor.say(_STALE), status=409)
        case Refused():
            return _lead(request, visitor, kept, error=visitor.say(words.REFUSALS[done]), status=422)


def _found(visitor: Visitor, lead_id: str) -> Kept:
    kept = Leads(visitor.engine).get(lead_id, visitor.sight)
    if kept is None:
        raise HTTPException(404)
    return kept


def _lead(
    request: Request,
    visitor: Visitor,
    kept: Kept,
    *,
    status: int = 200,
    error: str | None = None,
    shown: Contact | None = None,
) -> Response:
    project = kept.lead.project
    listed = Portraits(visitor.engine).get(project, visitor.sight) if project else None
    return page(
        request,
        visitor,
        "leads/lead.html",
        status,
        view=lead_view(request, visitor, kept),
        project=listed,
        snapshot_view=evidence_view,
        error=error,
        contact=shown,
        outcomes=[outcome for outcome in words.OUTCOMES if outcome is not Outcome.REFUSED],
        words=words,
        left=working_days_left,
    )


def _intake(request: Request, visitor: Visitor, told: dict[str, Any], error: str | None, status: int = 200) -> Response:
    said = None if error is None else visitor.say(error)
    return page(request, visitor, "leads/new.html", status, told=told, error=said, words=words)


def _project_names(visitor: Visitor, found: Listed) -> dict[str, str]:
    wanted = {kept.lead.project for kept in found.leads if kept.lead.project}
    store = Portraits(visitor.engine)
    listed = (store.get(project, visitor.sight) for project in sorted(wanted))
    return {one.project: one.name for one in listed if one is not None}

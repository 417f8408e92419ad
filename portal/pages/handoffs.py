"""Hand-offs: the panel on an alert's page, one hand-off with its timers and papers, and its dossier."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from alerts.handoffs import (
    KINDS,
    Advance,
    Attach,
    Close,
    Command,
    Decide,
    HandoffState,
    Kind,
    Refused,
    Result,
    Stage,
    missing_documents,
    timers,
)
from alerts.work import Work
from infra.db.chronicle import ChronicleStore
from infra.db.handoffs.situations import Certified
from infra.db.handoffs.store import Handoffs, Kept, Lacking, NotFound, Stale
from infra.db.offices import Offices
from infra.db.works.store import Works
from monitors import calendar
from portal.handoffs import words
from portal.handoffs.dossier import dossier
from portal.i18n import mark
from portal.leads import words as lead_words
from portal.leads.view import law
from portal.page import page
from portal.visitor import SignedIn, Visitor, Worker
from portal.working_days import working_days_left
from schemas.office import Role

router = APIRouter()
_STALE: Final = mark("其他人刚刚更新了这项移送,请核对后再操作")
_LACKING: Final = mark("要件不具备,不能移送:%(elements)s")


@router.get("/handoffs")
def listed(request: Request, visitor: SignedIn) -> Response:
    """The hand-offs under way in sight, the next deadline first."""
    found = Handoffs(visitor.engine).open(visitor.sight)
    return page(request, visitor, "handoffs/list.html", found=found, **_common())


@router.get("/alerts/{work_id}/handoffs")
def panel(request: Request, visitor: SignedIn, work_id: int) -> Response:
    """Where the alert may be handed on to, element by element, and where it was handed to."""
    return _panel(request, visitor, _work(visitor, work_id))


@router.post("/alerts/{work_id}/handoffs")
def prepare(
    request: Request,
    visitor: Worker,
    work_id: int,
    kind: Annotated[str, Form()],
    recipient: Annotated[str, Form(max_length=200)] = "",
    obey_by: Annotated[str, Form()] = "",
    incident: Annotated[str, Form()] = "",
    fled: Annotated[str, Form()] = "",
) -> Response:
    """Open a hand-off, if its elements are met."""
    work = _work(visitor, work_id)
    try:
        wanted = Kind(kind)
        certified = Certified(date.fromisoformat(obey_by) if obey_by else None, bool(incident), bool(fled))
    except ValueError:
        return _panel(request, visitor, work, visitor.say("请把移送表单填写完整"), 422)
    store = Handoffs(visitor.engine)
    done = store.prepare(work_id, wanted, recipient.strip(), visitor.officer, visitor.today, certified)
    match done:
        case int():
            return RedirectResponse(f"/handoffs/{done}", 303)
        case Lacking(elements):
            told = "、".join(element.text[0 if visitor.lang == "zh" else 1] for element in elements)
            return _panel(request, visitor, work, visitor.say(_LACKING, elements=told), 422)
        case NotFound():
            raise HTTPException(404)


@router.get("/handoffs/{number}")
def handoff(request: Request, visitor: SignedIn, number: int) -> Response:
    """One hand-off."""
    return _handoff(request, visitor, _found(visitor, number))


@router.get("/handoffs/{number}/dossier.zip")
def export(request: Request, visitor: Worker, number: int) -> Response:
    """The dossier: everything that goes to the other side, each file with its digest."""
    kept = _found(visitor, number)
    name, content = dossier(request, visitor, kept, _work(visitor, kept.work_id), law(request))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/handoffs/{number}/{act}")
def acted(request: Request, visitor: Worker, number: int, act: str, version: Annotated[int, Form()]) -> Response:
    """Every step of a hand-off."""
    kept = _found(visitor, number)
    try:
        command = _command(act, dict(request.state.form))
    except ValueError:
        return _handoff(request, visitor, kept, visitor.say("请把移送表单填写完整"), 422)
    done = Handoffs(visitor.engine).act(number, version, command, visitor.officer, visitor.today)
    match done:
        case Kept():
            return RedirectResponse(f"/handoffs/{number}", 303)
        case NotFound():
            raise HTTPException(404)
        case Stale():
            return _handoff(request, visitor, _found(visitor, number), visitor.say(_STALE), 409)
        case Refused():
            return _handoff(request, visitor, kept, visitor.say(words.REFUSALS[done]), 422)


def _command(act: str, form: dict[str, Any]) -> Command:
    """The command of a form. Raises `ValueError` on a field that cannot be read, and 404 on an act there is not."""
    match act:
        case "document":
            return Attach(str(form.get("document", "")), str(form.get("proof", ""))[:500])
        case "sent" | "received" | "objected":
            return Advance(Stage(act), date.fromisoformat(str(form.get("on", ""))), _number(form))
        case "decided" | "returned":
            on = date.fromisoformat(str(form.get("on", "")))
            reason = str(form.get("why", ""))[:2000]
            return Decide(Result(act), on, str(form.get("result", "")), reason, _number(form))
        case "closed":
            return Close(str(form.get("why", ""))[:2000])
        case _:
            raise HTTPException(404)


def _number(form: dict[str, Any]) -> str:
    return str(form.get("document_no", ""))[:200]


def _work(visitor: Visitor, work_id: int) -> Work:
    work = Works(visitor.engine).get(work_id, visitor.sight) if work_id < 2**63 else None
    if work is None:
        raise HTTPException(404)
    return work


def _found(visitor: Visitor, number: int) -> Kept:
    kept = Handoffs(visitor.engine).get(number, visitor.sight) if number < 2**63 else None
    if kept is None:
        raise HTTPException(404)
    return kept


def _panel(request: Request, visitor: Visitor, work: Work, error: str | None = None, status: int = 200) -> Response:
    store = Handoffs(visitor.engine)
    is_part = "HX-Request" in request.headers
    return page(
        request,
        visitor,
        "handoffs/_panel.html" if is_part else "handoffs/panel.html",
        status,
        work=work,
        offers=store.offers(work.id, visitor.sight, visitor.today),
        had=store.of_work(work.id, visitor.sight),
        may_work=visitor.may(Role.OFFICER, Role.CHIEF),
        error=error,
        **_common(),
    )


def _handoff(request: Request, visitor: Visitor, kept: Kept, error: str | None = None, status: int = 200) -> Response:
    history = ChronicleStore(visitor.engine).about(f"handoff:{kept.id}")
    return page(
        request,
        visitor,
        "handoffs/handoff.html",
        status,
        kept=kept,
        spec=KINDS[kept.handoff.kind],
        work=_work(visitor, kept.work_id),
        timers=list(timers(kept.handoff, calendar)),
        missing=missing_documents(kept.handoff),
        history=history,
        names=Offices(visitor.engine).names({entry.actor for entry in history}),
        may_work=visitor.may(Role.OFFICER, Role.CHIEF),
        error=error,
        **_common(),
    )


def _common() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "words": words,
        "lead_words": lead_words,
        "left": working_days_left,
        "State": HandoffState,
        "Stage": Stage,
    }

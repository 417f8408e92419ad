"""Parameters: what is in force with its source, drafts, publication by a second person, history."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from infra.db.offices import Offices
from infra.db.offices.refusal import RefusedError
from infra.db.policies import FUND, KINDS, LIMITS, RULES, Draft, Kept, Policies, WrongError
from infra.db.policies.store import EVERYONE, governs
from infra.db.policies.text import values_of as set_in
from portal.i18n import mark
from portal.pages.admin.words import REFUSALS, admin_page
from portal.parameters import Asked, rows, values_of
from portal.visitor import PolicyEditor, Visitor
from schemas.office import Officer

router = APIRouter(prefix="/admin/policies")
TITLES: Final = {
    RULES: (mark("规则参数"), mark("起草规则参数")),
    LIMITS: (mark("办理期限"), mark("起草办理期限")),
    FUND: (mark("周转金办法"), mark("起草周转金办法")),
}
"""The kinds of parameters, and what drafting one is called."""


@router.get("")
def policies(request: Request, visitor: PolicyEditor, region: str = "", day: date | None = None) -> Response:
    """What is in force in a region on a day, and every draft and publication."""
    region = region or visitor.office.region
    if not region.isdigit() or not visitor.sight.sees(region):
        raise HTTPException(404)
    store, day = Policies(visitor.engine), day or visitor.today
    kept = [found for found in store.all() if _concerns(found, visitor)]
    return admin_page(
        request,
        visitor,
        "policies.html",
        region=region,
        day=day,
        kinds=[(kind, title, rows(kind, _asked(request, visitor, region, day))) for kind, (title, _) in TITLES.items()],
        titles=TITLES,
        drafts=[found for found in kept if found.state == "draft"],
        history=[found for found in kept if found.state != "draft"],
        names=_names(visitor, kept),
    )


@router.get("/new")
def new(request: Request, visitor: PolicyEditor, kind: str = RULES, prefix: str = "") -> Response:
    """The form of a draft."""
    return _form(request, visitor, kind if kind in KINDS else RULES, prefix or visitor.office.region)


@router.post("")
def draft(
    request: Request,
    visitor: PolicyEditor,
    kind: Annotated[str, Form()],
    prefix: Annotated[str, Form()],
    since: Annotated[date, Form()],
    source: Annotated[str, Form()] = "",
) -> Response:
    """Keep a draft."""
    if kind not in KINDS or not prefix.isdigit() or len(prefix) > 6:
        raise HTTPException(400)
    form = {name: value.strip() for name, value in request.state.form.items() if isinstance(value, str)}
    several = {"triggers": tuple(str(one) for one in request.state.form.getlist("value.triggers"))}
    try:
        values = values_of(kind, form, several)
        number = Policies(visitor.engine).draft(
            Draft(kind, prefix, since, source, values), visitor.officer, visitor.today
        )
    except RefusedError as error:
        return _form(request, visitor, kind, prefix, visitor.say(REFUSALS[error.refusal]))
    except WrongError as error:
        return _form(request, visitor, kind, prefix, str(error))
    return RedirectResponse(f"/admin/policies/{number}", 303)


@router.get("/{number}")
def one(request: Request, visitor: PolicyEditor, number: int) -> Response:
    """A draft or publication, held against what is in force without it."""
    return _one(request, visitor, number)


@router.post("/{number}/publish")
def publish(request: Request, visitor: PolicyEditor, number: int) -> Response:
    """Put somebody else's draft into force."""
    return _decided(request, visitor, number, Policies(visitor.engine).publish)


@router.post("/{number}/withdraw")
def withdraw(request: Request, visitor: PolicyEditor, number: int) -> Response:
    """Give a draft up."""
    return _decided(request, visitor, number, Policies(visitor.engine).withdraw)


def _decided(request: Request, visitor: Visitor, number: int, decide: Callable[[int, Officer, date], None]) -> Response:
    _seen(visitor, number)
    try:
        decide(number, visitor.officer, visitor.today)
    except RefusedError as error:
        return _one(request, visitor, number, visitor.say(REFUSALS[error.refusal]))
    return RedirectResponse(f"/admin/policies/{number}", 303)


def _concerns(kept: Kept, visitor: Visitor) -> bool:
    """Whether it is of a region the visitor sees, or governs one."""
    region = governs(kept.prefix)
    return visitor.sight.sees(region) or any(own.startswith(region) for own in visitor.sight.regions)


def _seen(visitor: Visitor, number: int) -> Kept:
    kept = Policies(visitor.engine).get(number)
    if kept is None or not _concerns(kept, visitor):
        raise HTTPException(404)
    return kept


def _one(request: Request, visitor: Visitor, number: int, error: str | None = None) -> Response:
    kept = _seen(visitor, number)
    values = set_in(kept.tables)
    region = governs(kept.prefix)
    known = {row.name: row for row in rows(kept.kind, _asked(request, visitor, region, kept.from_day))}
    return admin_page(
        request,
        visitor,
        "policy.html",
        error=error,
        kept=kept,
        changes=[(known[name], value) for name, value in values.items() if name in known],
        names=_names(visitor, [kept]),
        own=kept.drafted_by == visitor.officer.id,
        past=kept.from_day < visitor.today,
        may=visitor.sight.sees(region),
    )


def _form(request: Request, visitor: Visitor, kind: str, prefix: str, error: str | None = None) -> Response:
    form = getattr(request.state, "form", {})
    asked = _asked(request, visitor, governs(prefix), visitor.today)
    given: dict[str, Any] = {
        "kind": kind,
        "prefix": prefix,
        "rows": rows(kind, asked),
        "title": TITLES[kind][1],
        "several": set(form.getlist("value.triggers")) if hasattr(form, "getlist") else set(),
        "form": form,
        "error": error,
        "everyone": EVERYONE,
    }
    return admin_page(request, visitor, "policy_new.html", **given)


def _names(visitor: Visitor, kept: list[Kept]) -> dict[str, str]:
    people = {name for found in kept for name in (found.drafted_by, found.decided_by) if name}
    return Offices(visitor.engine).names(people)


def _asked(request: Request, visitor: Visitor, region: str, day: date) -> Asked:
    return Asked(visitor, request.app.state.settings.policy, region, day)

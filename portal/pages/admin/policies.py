"""Parameters: what is in force with its source, drafts, publication by a second person, history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from alerts.limits import Limits, Span
from infra.db.offices import Offices
from infra.db.offices.refusal import RefusedError
from infra.db.policies import LIMITS, RULES, Draft, Kept, Policies, WrongError
from infra.db.policies.store import EVERYONE, governs
from infra.db.policies.text import values_of
from monitors.policy import PARAMETERS
from monitors.policy.parameters import Unit
from portal.i18n import mark
from portal.pages.admin.words import REFUSALS, admin_page
from portal.visitor import PolicyEditor, Visitor
from schemas.finding import Level
from streams.policies import policy_in_force

router = APIRouter(prefix="/admin/policies")
UNITS = {
    Unit.FEN: mark("分"),
    Unit.CALENDAR_DAYS: mark("日"),
    Unit.WORKING_DAYS: mark("工作日"),
    Unit.DAYS_PRESENT: mark("出勤日"),
    Unit.WORKERS: mark("人"),
    Unit.RATIO: mark("比例"),
    Unit.LEVEL: mark("级别"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter as it is in force in a region on a day."""

    name: str
    title: str
    unit: str
    value: Any
    source: str
    since: date | None
    prefix: str
    choices: tuple[str, ...] = ()


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
        rules=list(_rules(request, visitor, region, day)),
        limits=list(_limits(visitor, region, day)),
        drafts=[found for found in kept if found.state == "draft"],
        history=[found for found in kept if found.state != "draft"],
        names=_names(visitor, kept),
    )


@router.get("/new")
def new(request: Request, visitor: PolicyEditor, kind: str = RULES, prefix: str = "") -> Response:
    """The form of a draft."""
    return _form(request, visitor, kind if kind in (RULES, LIMITS) else RULES, prefix or visitor.office.region)


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
    if kind not in (RULES, LIMITS) or not prefix.isdigit() or len(prefix) > 6:
        raise HTTPException(400)
    form = {name: value.strip() for name, value in request.state.form.items() if isinstance(value, str)}
    try:
        values = dict(_values(kind, form))
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
    _seen(visitor, number)
    try:
        Policies(visitor.engine).publish(number, visitor.officer, visitor.today)
    except RefusedError as error:
        return _one(request, visitor, number, visitor.say(REFUSALS[error.refusal]))
    return RedirectResponse(f"/admin/policies/{number}", 303)


@router.post("/{number}/withdraw")
def withdraw(request: Request, visitor: PolicyEditor, number: int) -> Response:
    """Give a draft up."""
    _seen(visitor, number)
    try:
        Policies(visitor.engine).withdraw(number, visitor.officer, visitor.today)
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
    values = values_of(kept.tables)
    region = governs(kept.prefix)
    rows = {row.name: row for row in _rows(request, visitor, kept.kind, region, kept.from_day)}
    return admin_page(
        request,
        visitor,
        "policy.html",
        error=error,
        kept=kept,
        changes=[(rows[name], value) for name, value in values.items() if name in rows],
        names=_names(visitor, [kept]),
        own=kept.drafted_by == visitor.officer.id,
        past=kept.from_day < visitor.today,
        may=visitor.sight.sees(region),
    )


def _form(request: Request, visitor: Visitor, kind: str, prefix: str, error: str | None = None) -> Response:
    form = getattr(request.state, "form", {})
    rows = list(_rows(request, visitor, kind, governs(prefix), visitor.today))
    given: dict[str, Any] = {
        "kind": kind,
        "prefix": prefix,
        "rows": rows,
        "form": form,
        "error": error,
        "everyone": EVERYONE,
    }
    return admin_page(request, visitor, "policy_new.html", **given)


def _names(visitor: Visitor, kept: list[Kept]) -> dict[str, str]:
    people = {name for found in kept for name in (found.drafted_by, found.decided_by) if name}
    return Offices(visitor.engine).names(people)


def _rows(request: Request, visitor: Visitor, kind: str, region: str, day: date) -> Iterator[Row]:
    return _rules(request, visitor, region, day) if kind == RULES else _limits(visitor, region, day)


def _rules(request: Request, visitor: Visitor, region: str, day: date) -> Iterator[Row]:
    policy = policy_in_force(request.app.state.settings.policy, Policies(visitor.engine))
    for name, parameter in PARAMETERS.items():
        found = policy.in_force(name, region, day)
        title = parameter.zh if visitor.lang == "zh" else parameter.en
        choices = tuple(Level) if parameter.unit is Unit.LEVEL else ()
        since = None if found.since == date.min else found.since
        yield Row(name, title, UNITS[parameter.unit], found.value, found.source, since, found.prefix, choices)


def _limits(visitor: Visitor, region: str, day: date) -> Iterator[Row]:
    limits = Policies(visitor.engine).limits()
    for _, shipped in Limits.shipped():
        span, _, level = shipped.name.partition(".")
        found = limits.in_force(Span(span), Level(level or Level.RED), region, day)
        zh, en = found.text
        word = {"red": ("红", "red"), "orange": ("橙", "orange"), "yellow": ("黄", "yellow")}.get(level, ("", ""))
        title = f"{zh} {word[0]}".strip() if visitor.lang == "zh" else f"{en} {word[1]}".strip()
        yield Row(shipped.name, title, UNITS[Unit.WORKING_DAYS], found.count, found.source, None, "")


def _values(kind: str, form: dict[str, str]) -> Iterator[tuple[str, int | Decimal | str]]:
    """The parameters that are filled in.

    Raises:
        WrongError: one is no number.
    """
    units = {name: parameter.unit for name, parameter in PARAMETERS.items()} if kind == RULES else {}
    for field, text in form.items():
        name = field.removeprefix("value.")
        if not text or name == field:
            continue
        yield name, _value(units.get(name, Unit.WORKING_DAYS), name, text)


def _value(unit: Unit, name: str, text: str) -> int | Decimal | str:
    if unit is Unit.LEVEL:
        return text
    try:
        return Decimal(text) if unit is Unit.RATIO else int(text)
    except (InvalidOperation, ValueError):
        raise WrongError(f"{name}: {text}") from None

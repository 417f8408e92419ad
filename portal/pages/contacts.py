"""Administration of the contact points: where an office is told beside the portal, and what became of each delivery."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from alerts.wording import headline
from infra import clock
from infra.channels import BadAddress
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.notices.contacts import Contact, Contacts
from infra.db.notices.delivered import PAGE, Delivered, Delivery, Wanted
from infra.db.offices import Offices
from portal.contact_form import DIGESTS, KINDS, LANGS, LEVELS, given_in, plain
from portal.delivery_words import ERRORS, FAULTS
from portal.i18n import mark
from portal.page import page
from portal.pages.admin.words import tabs
from portal.visitor import Admin, Visitor
from streams.caretaker.delivery import title_of

router = APIRouter(prefix="/admin/contacts")
STATES: Final = {
    "waiting": mark("等待发送"),
    "sending": mark("正在发送"),
    "sent": mark("已送达"),
    "failed": mark("发送失败"),
}


@router.get("")
def contacts(request: Request, visitor: Admin, state: str = "", before: int | None = None) -> Response:
    """Every contact point in sight, and the latest deliveries."""
    return _list(request, visitor, state=state if state in STATES else None, before=before)


@router.post("")
def add(request: Request, visitor: Admin) -> Response:
    """Add a contact point."""
    form = request.state.form
    try:
        given = given_in(request, visitor, form, None)
    except BadAddress as error:
        return _list(request, visitor, error=_why(visitor, error), form=form)
    with connected(visitor.engine) as connection:
        number = Contacts(visitor.engine).add(connection, given)
        _record(connection, visitor, number, "contact_added", plain(given))
    return RedirectResponse(f"/admin/contacts/{number}", 303)


@router.get("/{number}")
def contact(request: Request, visitor: Admin, number: int, before: int | None = None) -> Response:
    """One contact point and its deliveries."""
    return _one(request, visitor, _found(visitor, number), before=before)


@router.post("/{number}")
def change(request: Request, visitor: Admin, number: int) -> Response:
    """Change a contact point; an address left empty stays as it is."""
    form, known = request.state.form, _found(visitor, number)
    try:
        given = given_in(request, visitor, form, known)
    except BadAddress as error:
        return _one(request, visitor, known, error=_why(visitor, error))
    with connected(visitor.engine) as connection:
        changed = Contacts(visitor.engine).change(connection, number, _version(form), given)
        if changed:
            _record(connection, visitor, number, "contact_changed", plain(given))
    if not changed:
        return _one(request, visitor, known, error=visitor.say("已被他人更改,请核对后重新保存。"))
    return RedirectResponse(f"/admin/contacts/{number}?saved=1", 303)


@router.post("/{number}/switch")
def switch(request: Request, visitor: Admin, number: int) -> Response:
    """Switch a contact point on or off."""
    known = _found(visitor, number)
    with connected(visitor.engine) as connection:
        version = _version(request.state.form)
        if Contacts(visitor.engine).switch(connection, number, version, active=not known.active):
            act = "contact_switched_off" if known.active else "contact_switched_on"
            _record(connection, visitor, number, act, {"name": known.name})
    return RedirectResponse(f"/admin/contacts/{number}", 303)


@router.post("/{number}/test")
def test(visitor: Admin, number: int) -> Response:
    """Queue a test message."""
    known = _found(visitor, number)
    Delivered(visitor.engine).test(known, visitor.today, clock.now(), visitor.officer.name)
    return RedirectResponse(f"/admin/contacts/{number}?tested=1", 303)


@router.post("/deliveries/{number}/retry")
def retry(request: Request, visitor: Admin, number: int) -> Response:
    """Let a delivery that failed be tried again."""
    if not Delivered(visitor.engine).retry(visitor.sight, number, clock.now()):
        raise HTTPException(404)
    back = str(request.state.form.get("contact", ""))
    return RedirectResponse(f"/admin/contacts/{back}" if back.isdecimal() else "/admin/contacts", 303)


def _found(visitor: Visitor, number: int) -> Contact:
    known = Contacts(visitor.engine).get(number, visitor.sight)
    if known is None:
        raise HTTPException(404)
    return known


def _version(form: Mapping[str, Any]) -> int:
    text = str(form.get("version", ""))
    if not text.isdecimal():
        raise HTTPException(400)
    return int(text)


def _why(visitor: Visitor, error: BadAddress) -> str:
    return visitor.say("地址无法使用:%(why)s", why=visitor.say(FAULTS[error.fault]))


def _record(connection: sqlalchemy.Connection, visitor: Visitor, number: int, act: str, body: dict[str, Any]) -> None:
    about = f"contact:{number}"
    append(connection, [Entry(about, act, visitor.officer.id, visitor.office.code, visitor.today, body)])


def _list(
    request: Request,
    visitor: Visitor,
    *,
    state: str | None = None,
    before: int | None = None,
    error: str | None = None,
    form: Mapping[str, Any] | None = None,
) -> Response:
    points, sent = Contacts(visitor.engine).all(visitor.sight), Delivered(visitor.engine)
    found = sent.latest(visitor.sight, Wanted(state=state, before=before))
    return page(
        request,
        visitor,
        "contacts/list.html",
        422 if error else 200,
        **_words(visitor, error),
        points=points,
        failures=sent.failures(visitor.sight),
        deliveries=[_row(visitor, one) for one in found],
        following=found[-1].id if len(found) == PAGE else None,
        state=state,
        entered={name: str(value) for name, value in (form or {}).items() if name != "address"},
    )


def _one(
    request: Request, visitor: Visitor, known: Contact, *, error: str | None = None, before: int | None = None
) -> Response:
    found = Delivered(visitor.engine).latest(visitor.sight, Wanted(contact=known.id, before=before))
    note = "tested" if "tested" in request.query_params else "saved" if "saved" in request.query_params else ""
    return page(
        request,
        visitor,
        "contacts/one.html",
        422 if error else 200,
        **_words(visitor, error),
        point=known,
        deliveries=[_row(visitor, one) for one in found],
        following=found[-1].id if len(found) == PAGE else None,
        note=note,
    )


def _words(visitor: Visitor, error: str | None) -> dict[str, Any]:
    offices = Offices(visitor.engine).offices(visitor.sight)
    people = {office.code: Offices(visitor.engine).members(office.code) for office in offices}
    return {
        "tabs": tabs(visitor),
        "error": error,
        "kinds": KINDS,
        "digests": DIGESTS,
        "states": STATES,
        "langs": LANGS,
        "levels": LEVELS,
        "offices": offices,
        "people": people,
    }


def _row(visitor: Visitor, delivery: Delivery) -> dict[str, Any]:
    text = headline(delivery.first, visitor.lang, title_of)
    error = visitor.say(ERRORS.get(delivery.error, delivery.error)) if delivery.error else ""
    return {"it": delivery, "text": text, "others": delivery.count - 1, "error": error}

"""Administration of the contact points: where an office is told beside the portal, and what became of each delivery."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final, TypeVar

import sqlalchemy
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from alerts.wording import headline
from infra import clock
from infra.channels import BadAddress, Kind, normalised, shown
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.notices.contacts import Contact, Contacts, Given
from infra.db.notices.delivered import PAGE, Delivered, Delivery, Wanted
from infra.db.offices import Offices
from infra.seal import Seal
from portal.delivery_words import ERRORS, FAULTS
from portal.i18n import mark
from portal.page import page
from portal.pages.admin.words import tabs
from portal.visitor import Admin, Visitor
from schemas.finding import Level
from streams.caretaker.delivery import title_of

router = APIRouter(prefix="/admin/contacts")
KINDS: Final = {
    Kind.MAIL: (mark("邮件"), "duty@hrss.example.gov.cn"),
    Kind.WECOM: (mark("企业微信群机器人"), "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"),
    Kind.DINGTALK: (mark("钉钉群机器人"), "https://oapi.dingtalk.com/robot/send?access_token=…"),
    Kind.FEISHU: (mark("飞书群机器人"), "https://open.feishu.cn/open-apis/bot/v2/hook/…"),
    Kind.WEBHOOK: (mark("Webhook 接口"), "https://…"),
    Kind.ALERTMANAGER: (mark("Alertmanager 格式接口"), "https://…"),
}
DIGESTS: Final = {"workdays": mark("工作日发送"), "daily": mark("每天发送"), "never": mark("不发送")}
STATES: Final = {
    "waiting": mark("等待发送"),
    "sending": mark("正在发送"),
    "sent": mark("已送达"),
    "failed": mark("发送失败"),
}
_Chosen = TypeVar("_Chosen", bound=StrEnum)
_LANGS: Final = {"zh": "中文", "en": "English"}
_LEVELS: Final = (Level.RED, Level.ORANGE, Level.YELLOW)


@router.get("")
def contacts(request: Request, visitor: Admin, state: str = "", before: int | None = None) -> Response:
    """Every contact point in sight, and the latest deliveries."""
    return _list(request, visitor, state=state if state in STATES else None, before=before)


@router.post("")
def add(request: Request, visitor: Admin) -> Response:
    """Add a contact point."""
    form = request.state.form
    try:
        given = _given(request, visitor, form, None)
    except BadAddress as error:
        return _list(request, visitor, error=_why(visitor, error), form=form)
    with connected(visitor.engine) as connection:
        number = Contacts(visitor.engine).add(connection, given)
        _record(connection, visitor, number, "contact_added", _plain(given))
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
        given = _given(request, visitor, form, known)
    except BadAddress as error:
        return _one(request, visitor, known, error=_why(visitor, error))
    with connected(visitor.engine) as connection:
        changed = Contacts(visitor.engine).change(connection, number, _version(form), given)
        if changed:
            _record(connection, visitor, number, "contact_changed", _plain(given))
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


def _given(request: Request, visitor: Visitor, form: Mapping[str, Any], known: Contact | None) -> Given:
    """What was entered. Raises `BadAddress`; what no form of ours sends is a 400, another's office a 404."""
    text = {name: str(form.get(name, "")).strip() for name in ("office", "officer", "name", "address")}
    kind, level = _choice(Kind, form.get("kind")), _choice(Level, form.get("from_level"))
    lang, digest = str(form.get("lang")), str(form.get("digest"))
    if lang not in _LANGS or digest not in DIGESTS:
        raise HTTPException(400)
    if text["office"] not in {office.code for office in Offices(visitor.engine).offices(visitor.sight)}:
        raise HTTPException(404)
    if text["officer"] and text["officer"] not in {one.id for one in Offices(visitor.engine).members(text["office"])}:
        raise HTTPException(404)
    name = text["name"][:60] or visitor.say(KINDS[kind][0])
    given = Given(text["office"], text["officer"], name, kind.value, lang, level.value, digest, None, "")
    if not text["address"] and known is not None and known.kind == kind:
        return given
    address = normalised(kind, text["address"])
    sealed = Seal.of(request.app.state.settings).sealed(address)
    return replace(given, sealed=sealed, shown=shown(kind, address))


def _choice(kind: type[_Chosen], value: object) -> _Chosen:
    try:
        return kind(str(value))
    except ValueError:
        raise HTTPException(400) from None


def _why(visitor: Visitor, error: BadAddress) -> str:
    return visitor.say("地址无法使用:%(why)s", why=visitor.say(FAULTS[error.fault]))


def _plain(given: Given) -> dict[str, Any]:
    """What the chronicle keeps of it: no address."""
    names = ("office", "officer", "name", "kind", "lang", "from_level", "digest", "shown")
    return {name: getattr(given, name) for name in names if getattr(given, name)}


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
        "langs": _LANGS,
        "levels": _LEVELS,
        "offices": offices,
        "people": people,
    }


def _row(visitor: Visitor, delivery: Delivery) -> dict[str, Any]:
    text = headline(delivery.first, visitor.lang, title_of)
    error = visitor.say(ERRORS.get(delivery.error, delivery.error)) if delivery.error else ""
    return {"it": delivery, "text": text, "others": delivery.count - 1, "error": error}

"""Machine clients of the district: registered, changed, given keys, and their keys refused."""

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.clients import Clients, Listed, Taken, Unknown
from infra.db.clients.registration import Registrar, Wrong, new_client
from infra.db.offices import Offices
from infra.db.offices.refusal import Refusal
from infra.db.offices.senders import senders_of
from infra.signed_request import BadKey
from portal.i18n import mark
from portal.pages.admin.words import admin_page
from portal.visitor import Admin, Visitor
from schemas.client import ClientKind

router = APIRouter(prefix="/admin/clients")
KINDS: Final = {
    ClientKind.BANK: mark("银行"),
    ClientKind.SITE: mark("工地"),
    ClientKind.REGISTRY: mark("登记部门"),
    ClientKind.DEVICE: mark("考勤设备"),
}
_KEY_STATES: Final = {
    None: (mark("有效"), "is-good"),
    "revoked": (mark("已吊销"), "is-bad"),
    "expired": (mark("已到期"), "is-bad"),
    "not valid yet": (mark("尚未生效"), "is-warn"),
}
_NO_KEY: Final = mark("这不是可用的公钥。请粘贴 JWK 或 PEM 格式的公钥,不要粘贴私钥。")
_TAKEN: Final = mark("该编号或密钥已登记。")
_ELSEWHERE: Final = mark("该地区不在您的辖区内。")
_FINGERPRINT: Final = re.compile(r"(?:[0-9a-fA-F]{2}:?){32}")


@router.get("")
def clients(request: Request, visitor: Admin) -> Response:
    """The clients that offices of the district administer."""
    return _list(request, visitor)


@router.post("")
def add(
    request: Request,
    visitor: Admin,
    client_id: Annotated[str, Form()] = "",
    kind: Annotated[ClientKind, Form()] = ClientKind.BANK,
    name: Annotated[str, Form()] = "",
    bank_code: Annotated[str, Form()] = "",
    projects: Annotated[str, Form()] = "",
    regions: Annotated[str, Form()] = "",
) -> Response:
    """Register a client: a registry only within the administrator's own district."""
    made = new_client(client_id, kind, name, bank_code, projects.split(), regions.split())
    if not all(map(visitor.sight.sees, made.regions)):
        return _list(request, visitor, error=visitor.say(_ELSEWHERE))
    try:
        _registrar(visitor).add(made)
    except Wrong as error:
        return _list(request, visitor, error=visitor.told(str(error), error.zh))
    except Taken:
        return _list(request, visitor, error=visitor.say(_TAKEN))
    return RedirectResponse(f"/admin/clients/{made.id}", 303)


@router.get("/{client_id}")
def client(request: Request, visitor: Admin, client_id: str) -> Response:
    """One client: what it may send, its keys, its people."""
    return client_page(request, visitor, client_id)


@router.post("/{client_id}")
def change(
    request: Request,
    visitor: Admin,
    client_id: str,
    name: Annotated[str, Form()] = "",
    projects: Annotated[str, Form()] = "",
    regions: Annotated[str, Form()] = "",
    active: Annotated[bool, Form()] = False,
) -> Response:
    """Change a client's name and scope, or let it in no more."""
    old = own_client(visitor, client_id).client
    parts = (name, old.bank_code or "", projects.split(), regions.split(), old.source)
    made = new_client(old.id, old.kind, *parts)
    if not all(map(visitor.sight.sees, set(made.regions) - set(old.regions))):
        return client_page(request, visitor, client_id, error=visitor.say(_ELSEWHERE))
    try:
        _registrar(visitor).change(made, active=active)
    except Wrong as error:
        return client_page(request, visitor, client_id, error=visitor.told(str(error), error.zh))
    return RedirectResponse(f"/admin/clients/{client_id}?saved=1", 303)


@router.post("/{client_id}/keys")
def add_key(
    request: Request,
    visitor: Admin,
    client_id: str,
    pasted: Annotated[str, Form()] = "",
    last: Annotated[str, Form()] = "",
) -> Response:
    """Register a public key or a certificate; without one make a pair and show its private half once."""
    own_client(visitor, client_id)
    registrar, until, given = _registrar(visitor), _end_of(last), pasted.strip()
    try:
        if not given:
            return client_page(request, visitor, client_id, private=json.dumps(registrar.generate(client_id, until)))
        add = registrar.add_certificate if _FINGERPRINT.fullmatch(given) else registrar.add_key
        add(client_id, given, until)
    except BadKey:
        return client_page(request, visitor, client_id, error=visitor.say(_NO_KEY))
    except Taken:
        return client_page(request, visitor, client_id, error=visitor.say(_TAKEN))
    return RedirectResponse(f"/admin/clients/{client_id}#keys", 303)


@router.post("/{client_id}/revoke")
def revoke(visitor: Admin, client_id: str, kid: Annotated[str, Form()] = "") -> Response:
    """Refuse a key from now on."""
    own_client(visitor, client_id)
    try:
        _registrar(visitor).revoke(client_id, kid)
    except Unknown:
        raise HTTPException(404) from None
    return RedirectResponse(f"/admin/clients/{client_id}#keys", 303)


def own_client(visitor: Visitor, client_id: str) -> Listed:
    """A client that an office of the district administers; any other is one that there is not."""
    found = next((one for one in _seen(visitor) if one.client.id == client_id), None)
    if found is None:
        raise HTTPException(404)
    return found


def client_page(
    request: Request, visitor: Visitor, client_id: str, refusal: Refusal | None = None, **told: Any
) -> Response:
    """The page of a client; `private` is a new key's private half, `password` somebody's new one, shown this once."""
    given = {
        "one": own_client(visitor, client_id),
        "people": senders_of(visitor.engine, [client_id]).get(client_id, []),
        "kinds": KINDS,
        "states": _KEY_STATES,
        "now": clock.now(),
        "tomorrow": visitor.today + timedelta(days=1),
        "saved": "saved" in request.query_params,
        "private": None,
        "password": None,
        **told,
    }
    return admin_page(request, visitor, "client.html", refusal, **given)


def _list(request: Request, visitor: Visitor, **told: Any) -> Response:
    found = _seen(visitor)
    given = {
        "found": found,
        "people": senders_of(visitor.engine, [one.client.id for one in found]),
        "kinds": KINDS,
        "now": clock.now(),
        "form": getattr(request.state, "form", {}),
        **told,
    }
    return admin_page(request, visitor, "clients.html", **given)


def _registrar(visitor: Visitor) -> Registrar:
    return Registrar(visitor.engine, visitor.officer.id, visitor.officer.office, visitor.today)


def _seen(visitor: Visitor) -> list[Listed]:
    return Clients(visitor.engine).listed([office.code for office in Offices(visitor.engine).offices(visitor.sight)])


def _end_of(last: str) -> datetime | None:
    """The end of the last day; none where nothing was filled in."""
    try:
        return datetime.combine(date.fromisoformat(last) + timedelta(days=1), time(), clock.SHANGHAI)
    except ValueError:
        return None

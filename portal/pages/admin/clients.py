"""Machine clients of the district: registered, given keys, and their keys refused."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.clients import Clients, Listed, Taken, Unknown
from infra.db.clients.registration import Registrar, Wrong, new_client
from infra.db.offices import Offices
from infra.signed_request import BadKey
from portal.i18n import mark
from portal.pages.admin.words import admin_page
from portal.visitor import Admin, Visitor
from schemas.client import ClientKind

router = APIRouter(prefix="/admin")
KINDS = {
    ClientKind.BANK: mark("银行"),
    ClientKind.SITE: mark("工地"),
    ClientKind.REGISTRY: mark("登记部门"),
    ClientKind.DEVICE: mark("考勤设备"),
}
_NO_KEY = mark("这不是可用的公钥。请粘贴 JWK 或 PEM 格式的公钥,不要粘贴私钥。")
_TAKEN = mark("该编号或密钥已登记。")


@router.get("/clients")
def clients(request: Request, visitor: Admin) -> Response:
    """The clients that offices of the district administer."""
    return _page(request, visitor)


@router.post("/clients")
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
        return _page(request, visitor, error=visitor.say(mark("该地区不在您的辖区内。")))
    try:
        _registrar(visitor).add(made)
    except Wrong as error:
        return _page(request, visitor, error=error.zh if visitor.lang == "zh" else str(error))
    except Taken:
        return _page(request, visitor, error=visitor.say(_TAKEN))
    return RedirectResponse("/admin/clients", 303)


@router.post("/clients/{client_id}/keys")
def add_key(request: Request, visitor: Admin, client_id: str, pasted: Annotated[str, Form()] = "") -> Response:
    """Register a pasted public key; without one make a pair and show its private half once."""
    _own(visitor, client_id)
    try:
        if not pasted.strip():
            return _page(request, visitor, private=json.dumps(_registrar(visitor).generate(client_id)))
        _registrar(visitor).add_key(client_id, pasted)
    except BadKey:
        return _page(request, visitor, error=visitor.say(_NO_KEY))
    except Taken:
        return _page(request, visitor, error=visitor.say(_TAKEN))
    return RedirectResponse("/admin/clients", 303)


@router.post("/clients/{client_id}/revoke")
def revoke(visitor: Admin, client_id: str, kid: Annotated[str, Form()] = "") -> Response:
    """Refuse a key from now on."""
    _own(visitor, client_id)
    try:
        _registrar(visitor).revoke(client_id, kid)
    except Unknown:
        raise HTTPException(404) from None
    return RedirectResponse("/admin/clients", 303)


def _registrar(visitor: Visitor) -> Registrar:
    return Registrar(visitor.engine, visitor.officer.id, visitor.officer.office, visitor.today)


def _seen(visitor: Visitor) -> list[Listed]:
    return Clients(visitor.engine).listed([office.code for office in Offices(visitor.engine).offices(visitor.sight)])


def _own(visitor: Visitor, client_id: str) -> None:
    if not any(one.client.id == client_id for one in _seen(visitor)):
        raise HTTPException(404)


def _page(request: Request, visitor: Visitor, **told: Any) -> Response:
    given = {"found": _seen(visitor), "kinds": KINDS, "now": clock.now(), "private": None, **told}
    return admin_page(request, visitor, "clients.html", **given)

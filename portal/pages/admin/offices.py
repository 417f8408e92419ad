"""Offices and officers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from infra.db.offices import Listed, Offices
from infra.db.offices.administration import Administration, NewOfficer
from infra.db.offices.refusal import Refusal, RefusedError
from portal.pages.admin.words import ROLES, admin_page, tabs
from portal.visitor import Admin, Visitor, needs
from schemas.office import Office, Role

router = APIRouter(prefix="/admin")


@router.get("")
def first(visitor: Annotated[Visitor, Depends(needs(Role.ADMIN, Role.POLICY))]) -> Response:
    """Lead to the first page that the visitor may see."""
    return RedirectResponse(tabs(visitor)[0][0], 303)


@router.get("/offices")
def offices(request: Request, visitor: Admin) -> Response:
    """The offices of the district with their officers."""
    return _offices(request, visitor)


@router.post("/offices")
def add_office(
    request: Request,
    visitor: Admin,
    code: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    parent: Annotated[str, Form()] = "",
) -> Response:
    """Found an office."""
    try:
        _administration(visitor).add_office(Office(code.strip(), name.strip(), region.strip(), parent or None))
    except RefusedError as error:
        return _offices(request, visitor, error.refusal)
    return RedirectResponse("/admin/offices", 303)


@router.post("/officers")
def add_officer(
    request: Request,
    visitor: Admin,
    name: Annotated[str, Form()] = "",
    called: Annotated[str, Form()] = "",
    office: Annotated[str, Form()] = "",
    subject: Annotated[str, Form()] = "",
    roles: Annotated[list[Role] | None, Form()] = None,
) -> Response:
    """Appoint an officer, and show the first password once."""
    new = NewOfficer(name.strip(), called.strip(), office, frozenset(roles or ()), subject.strip() or None)
    try:
        password = _administration(visitor).add_officer(new)
    except RefusedError as error:
        return _offices(request, visitor, error.refusal)
    if password is None:
        return RedirectResponse(f"/admin/officers/{new.id}", 303)
    return _officer(request, visitor, new.id, password=password)


@router.get("/officers/{name}")
def officer(request: Request, visitor: Admin, name: str) -> Response:
    """One officer."""
    return _officer(request, visitor, name)


@router.post("/officers/{name}")
def change_officer(
    request: Request,
    visitor: Admin,
    name: str,
    subject: Annotated[str, Form()] = "",
    roles: Annotated[list[Role] | None, Form()] = None,
) -> Response:
    """Change roles and the name at the identity provider."""
    given = frozenset(roles or ()), subject.strip() or None
    return _changed(request, visitor, name, lambda: _administration(visitor).change_officer(name, *given))


@router.post("/officers/{name}/disable")
def disable(request: Request, visitor: Admin, name: str) -> Response:
    """Let an officer sign in no more."""
    return _changed(request, visitor, name, lambda: _administration(visitor).disable(name))


@router.post("/officers/{name}/enable")
def enable(request: Request, visitor: Admin, name: str) -> Response:
    """Let an officer sign in again."""
    return _changed(request, visitor, name, lambda: _administration(visitor).enable(name))


@router.post("/officers/{name}/password")
def reset_password(request: Request, visitor: Admin, name: str) -> Response:
    """Give an officer a new password, and show it once."""
    try:
        password = _administration(visitor).reset_password(name)
    except RefusedError as error:
        return _officer(request, visitor, name, refusal=error.refusal)
    return _officer(request, visitor, name, password=password)


def _changed(request: Request, visitor: Visitor, name: str, change: Callable[[], None]) -> Response:
    try:
        change()
    except RefusedError as error:
        return _officer(request, visitor, name, refusal=error.refusal)
    return RedirectResponse(f"/admin/officers/{name}", 303)


def _administration(visitor: Visitor) -> Administration:
    return Administration(visitor.engine, visitor.officer, visitor.today)


def _offices(request: Request, visitor: Visitor, refusal: Refusal | None = None) -> Response:
    store = Offices(visitor.engine)
    people: dict[str, list[Listed]] = {}
    for found in store.officers(visitor.sight):
        people.setdefault(found.office, []).append(found)
    given = {"offices": store.offices(visitor.sight), "people": people, "roles": ROLES}
    return admin_page(request, visitor, "offices.html", refusal, **given)


def _officer(
    request: Request, visitor: Visitor, name: str, password: str | None = None, refusal: Refusal | None = None
) -> Response:
    store = Offices(visitor.engine)
    found = next((listed for listed in store.officers(visitor.sight) if listed.id == name), None)
    if found is None:
        raise HTTPException(404)
    given = {"person": found, "place": store.office(found.office), "roles": ROLES, "password": password}
    return admin_page(request, visitor, "officer.html", refusal, **given)

"""Substitutes and phones."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from infra.db.engine import connected
from infra.db.offices import KINDS, Offices
from infra.db.offices.administration import Administration
from infra.db.offices.phones import own_phones
from infra.db.offices.refusal import Refusal, RefusedError
from portal.pages.admin.words import PHONES, admin_page
from portal.visitor import Admin, Visitor

router = APIRouter(prefix="/admin")


@router.get("/substitutes")
def substitutes(request: Request, visitor: Admin) -> Response:
    """Who acts for whom, now and later."""
    return _substitutes(request, visitor)


@router.post("/substitutes")
def substitute(
    request: Request,
    visitor: Admin,
    from_day: Annotated[date, Form()],
    until_day: Annotated[date, Form()],
    absent: Annotated[str, Form()] = "",
    acting: Annotated[str, Form()] = "",
) -> Response:
    """Let one officer act for another."""
    try:
        _administration(visitor).substitute(absent, acting, from_day, until_day)
    except RefusedError as error:
        return _substitutes(request, visitor, error.refusal)
    return RedirectResponse("/admin/substitutes", 303)


@router.post("/substitutes/{number}/end")
def end_substitution(visitor: Admin, number: int) -> Response:
    """Take a substitution back."""
    try:
        _administration(visitor).end_substitution(number)
    except RefusedError:
        raise HTTPException(404) from None
    return RedirectResponse("/admin/substitutes", 303)


@router.get("/phones")
def phones(request: Request, visitor: Admin, region: str = "") -> Response:
    """Where workers of a region turn to."""
    return _phones(request, visitor, region or visitor.office.region)


@router.post("/phones")
def write_phones(request: Request, visitor: Admin, region: Annotated[str, Form()] = "") -> Response:
    """Say where workers of a region turn to."""
    form = request.state.form
    given = {kind: value for kind in KINDS if isinstance(value := form.get(kind), str)}
    try:
        _administration(visitor).write_phones(region, given)
    except RefusedError as error:
        if error.refusal is Refusal.ELSEWHERE:
            raise HTTPException(404) from None
        return _phones(request, visitor, region, error.refusal)
    return RedirectResponse(f"/admin/phones?region={region}&saved=1", 303)


def _administration(visitor: Visitor) -> Administration:
    return Administration(visitor.engine, visitor.officer, visitor.today)


def _substitutes(request: Request, visitor: Visitor, refusal: Refusal | None = None) -> Response:
    store = Offices(visitor.engine)
    people = store.officers(visitor.sight)
    found = store.substitutes(visitor.sight, visitor.today)
    given = {
        "people": [person for person in people if not person.disabled],
        "names": store.names({name for one in found for name in (one.absent, one.substitute)}),
        "places": {office.code: office.name for office in store.offices(visitor.sight)},
        "found": found,
    }
    return admin_page(request, visitor, "substitutes.html", refusal, **given)


def _phones(request: Request, visitor: Visitor, region: str, refusal: Refusal | None = None) -> Response:
    store = Offices(visitor.engine)
    places = store.offices(visitor.sight)
    if not any(office.region == region for office in places):
        raise HTTPException(404)
    with connected(visitor.engine) as connection:
        own = own_phones(connection, region)
    given = {
        "region": region,
        "places": places,
        "own": own,
        "effective": store.phones(region),
        "kinds": PHONES,
        "saved": "saved" in request.query_params,
    }
    return admin_page(request, visitor, "phones.html", refusal, **given)

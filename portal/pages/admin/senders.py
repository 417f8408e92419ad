"""The people who sign in for a machine client."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from infra.db.offices.refusal import Refusal, RefusedError
from infra.db.offices.senders import Senders
from portal.pages.admin.clients import client_page, own_client
from portal.visitor import Admin, Visitor

router = APIRouter(prefix="/admin/clients/{client_id}/people")


@router.post("")
def add(
    request: Request,
    visitor: Admin,
    client_id: str,
    name: Annotated[str, Form()] = "",
    called: Annotated[str, Form()] = "",
) -> Response:
    """Let somebody sign in for the client, and show the first password once."""
    own_client(visitor, client_id)
    try:
        password = _senders(visitor).add(client_id, name.strip(), called)
    except RefusedError as error:
        return client_page(request, visitor, client_id, error.refusal)
    return client_page(request, visitor, client_id, password=(name.strip(), password))


@router.post("/{name}/password")
def reset_password(request: Request, visitor: Admin, client_id: str, name: str) -> Response:
    """Give somebody a new password, and show it once."""
    own_client(visitor, client_id)
    try:
        password = _senders(visitor).reset_password(client_id, name)
    except RefusedError as error:
        raise _missing(error) from None
    return client_page(request, visitor, client_id, password=(name, password))


@router.post("/{name}/disable")
def disable(visitor: Admin, client_id: str, name: str) -> Response:
    """Let somebody sign in no more."""
    return _switched(visitor, client_id, name, disabled=True)


@router.post("/{name}/enable")
def enable(visitor: Admin, client_id: str, name: str) -> Response:
    """Let somebody sign in again."""
    return _switched(visitor, client_id, name, disabled=False)


def _switched(visitor: Visitor, client_id: str, name: str, *, disabled: bool) -> Response:
    own_client(visitor, client_id)
    try:
        _senders(visitor).switch(client_id, name, disabled=disabled)
    except RefusedError as error:
        raise _missing(error) from None
    return RedirectResponse(f"/admin/clients/{client_id}#people", 303)


def _senders(visitor: Visitor) -> Senders:
    return Senders(visitor.engine, visitor.officer, visitor.today)


def _missing(error: RefusedError) -> HTTPException:
    assert error.refusal is Refusal.MISSING  # nothing else is refused to somebody who is there
    return HTTPException(404)

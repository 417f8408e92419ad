"""How the client's feed stands today, and the statement that a day's data is complete."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.door.own import Own
from portal.machine.problem import Problem
from portal.page import page
from portal.security import SENDERS
from portal.senders.delivering import brought, door_of, of_bytes
from portal.senders.view import feeds_of, shown
from portal.visitor import Sender, Sending
from streams.door.events import completed
from streams.door.health import health

router = APIRouter(prefix=SENDERS)
_LATEST = 6
_FEW = 5
_LAST = 2**62


@router.get("")
def first(_visitor: Sending) -> Response:
    """Lead to the first page."""
    return RedirectResponse("/sender/today", 303)


@router.get("/today")
def today(request: Request, visitor: Sending) -> Response:
    """The feed at a glance, what waits for repair, the last deliveries."""
    return _today(request, visitor)


@router.post("/completed")
async def complete(request: Request, visitor: Sending, until: Annotated[date, Form()]) -> Response:
    """Say that everything up to a day was delivered: an event like any other, through the door."""
    client = visitor.client
    if client.bank_code is None:
        raise HTTPException(403)
    if until > visitor.today:
        text = visitor.say("不能声明今天以后的数据已经报送完毕。")
        return await run_in_threadpool(_today, request, visitor, 422, text)
    body = of_bytes(completed(client, client.bank_code, until, clock.now()))
    name = f"报送完毕-{until}.jsonl"
    try:
        delivery = await brought(request, client, body, name=name, said={}, form="")
    except Problem as refused:
        return await run_in_threadpool(_today, request, visitor, refused.status, visitor.told(refused.en, refused.zh))
    return RedirectResponse(f"/sender/deliveries/{delivery.id}", 303)


def _today(request: Request, visitor: Sender, status: int = 200, error: str | None = None) -> Response:
    own, client = Own(visitor.engine), visitor.client
    door = door_of(request)
    latest = shown(
        own, request.app.state.interface.state.signer, client, door.deliveries.listed(client.id, None, _LATEST)
    )
    waiting = own.waiting(client.id)
    given = {
        "client": client,
        "health": health(own, client, visitor.today, visitor.today),
        "latest": latest,
        "rows": own.quarantined(client.id, before=_LAST, limit=_FEW),
        "waiting": sum(waiting.values()),
        "feeds": feeds_of(client),
        "error": error,
    }
    return page(request, visitor, "sender/today.html", status, **given)

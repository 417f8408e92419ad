"""Deliveries that are made here, of a request that is no file: one event, through the door like any other."""

from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from infra.db.door import Delivery
from portal.machine.bringing import spooled
from portal.machine.delivering import answered, door_of, through, turns_of
from schemas.client import Client

_SMALL: Final = 4 * 1024 * 1024
_WAIT_S: Final = 60.0


async def carried(
    request: Request, client: Client, body: bytes, key: str | None, channel: str = "http"
) -> tuple[Delivery, bool]:
    """The delivery of these lines; with it, whether it is the answer to an earlier request.

    Raises:
        Problem: it is too much at once, or the key is taken.
    """
    door = door_of(request)
    with turns_of(request).turn(client.id):
        spool = await spooled(door, _once(body), _SMALL)
        given: dict[str, Any] = {"key": key, "name": "events.jsonl", "channel": channel, "said": {}, "wait_s": _WAIT_S}
        return await through(door, client, spool, **given)


async def delivered(request: Request, client: Client, body: bytes, key: str | None) -> Response:
    """The same, answered as a submission is."""
    delivery, repeated = await carried(request, client, body, key)
    return answered(delivery, request.app.state.signer, repeated=repeated)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body

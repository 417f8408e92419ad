"""What people deliver goes through the door of the machines: the same spool, turns, limits, receipts."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile

from infra.db.door import Delivery
from portal.machine.bringing import spooled
from portal.machine.delivering import opened, through, turns_in
from portal.machine.problem import problem
from portal.machine.uploading import Uploading
from portal.security import SENDERS
from schemas.client import Client
from streams.door.door import Door
from streams.formats.refused import MEBIBYTE

CHANNEL: Final = "portal"
_WAIT_S: Final = 15.0
"""As long a sender waits for the answer; afterwards the delivery's page shows how far it is."""


def door_of(request: Request) -> Door:
    """The door that machines come through as well."""
    return opened(request.app.state.interface.state)


def uploading(request: Request, client: Client) -> Uploading:
    """The client's uploads in pieces, at the addresses of its people."""
    return Uploading.of(request.app.state.interface.state, client, f"{SENDERS}/uploads")


async def brought(  # noqa: PLR0913 (what a delivery is made of)
    request: Request, client: Client, pieces: AsyncIterator[bytes], *, name: str, said: Mapping[str, Any], form: str
) -> Delivery:
    """Deliver what a person brings; the same file out of the same form (`form` is its number) is delivered once.

    Raises:
        Problem: it is empty, too large, or too much at once.
    """
    door = door_of(request)
    most = request.app.state.settings.delivery_max_mib * MEBIBYTE
    with turns_in(request.app.state.interface.state).turn(client.id):
        spool = await spooled(door, pieces, most)
        if not spool.size:
            raise problem(422, "empty", "the file is empty", "文件是空的")
        key = f"{CHANNEL}-{form}-{spool.sha256[:32]}"[:255] if form else None
        given: dict[str, Any] = {"key": key, "name": name, "channel": CHANNEL, "said": said, "wait_s": _WAIT_S}
        return (await through(door, client, spool, **given))[0]


async def of_file(file: UploadFile) -> AsyncIterator[bytes]:
    """An uploaded file, piece by piece."""
    while piece := await file.read(MEBIBYTE):
        yield piece


async def of_bytes(body: bytes) -> AsyncIterator[bytes]:
    """Bytes made here."""
    yield body

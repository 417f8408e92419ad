"""A file from a browser in pieces, as machines send theirs: what came stays, though the line or the page be lost."""

from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, RedirectResponse, Response

from portal.machine.problem import Problem
from portal.machine.uploading import Uploading
from portal.security import SENDERS
from portal.senders.delivering import CHANNEL, uploading
from portal.visitor import Sender, Sending

router = APIRouter(prefix=f"{SENDERS}/uploads")
Number = Annotated[str, Path(pattern=r"^u[0-9a-f]{32}$")]
_WAIT_S: Final = 2.0
"""A small file is read by then; the page of any other shows how far it is."""


@router.post("", status_code=201)
def begin(
    request: Request,
    visitor: Sending,
    length: Annotated[int, Header(alias="Upload-Length", ge=1)],
    about: Annotated[str, Header(alias="Upload-Metadata", max_length=4096)] = "",
) -> Response:
    """Begin an upload of so many bytes."""
    return _of(request, visitor).begin(length, about)


@router.head("/{number}")
def progress(request: Request, visitor: Sending, number: Number) -> Response:
    """How many bytes have come."""
    return _of(request, visitor).progress(number)


@router.patch("/{number}", status_code=204)
async def more(
    request: Request, visitor: Sending, number: Number, offset: Annotated[int, Header(alias="Upload-Offset", ge=0)]
) -> Response:
    """The next bytes, from the offset on; whatever of them came before the line broke counts."""
    try:
        return await _of(request, visitor).more(request, number, offset, whole=False)
    except Problem:
        with suppress(RuntimeError, ClientDisconnect):  # it was read to its end already, or nobody listens
            async for _ in request.stream():
                pass  # a browser hears no answer before it has sent the whole piece
        raise


@router.post("/{number}/submission", status_code=201)
async def deliver(request: Request, visitor: Sending, number: Number) -> Response:
    """Deliver what was uploaded, and say on which page it is read; asked again it is the same delivery."""
    delivery, _ = await _of(request, visitor).deliver(number, key=None, channel=CHANNEL, wait_s=_WAIT_S)
    return JSONResponse({"page": f"{SENDERS}/deliveries/{delivery.id}"}, 201)


@router.post("/{number}/forget")
def give_up(request: Request, visitor: Sending, number: Number) -> Response:
    """Give an upload up."""
    _of(request, visitor).give_up(number)
    return RedirectResponse(f"{SENDERS}/upload#unfinished", 303)


def _of(request: Request, visitor: Sender) -> Uploading:
    return uploading(request, visitor.client)

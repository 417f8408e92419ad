"""The client's deliveries: what became of each, its receipt, the rows set aside and what repaired them."""

import json
from secrets import token_hex
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Query, Request
from starlette.responses import JSONResponse, Response

from infra.db.door import Delivery
from infra.db.door.own import Own
from infra.signing import Signer
from portal.event_words import KINDS
from portal.machine.receipts import downloaded, next_of, place_of, printed
from portal.page import page
from portal.security import SENDERS
from portal.senders.delivering import door_of
from portal.senders.view import feeds_of, links, names_of, shown
from portal.visitor import Sender, Sending

router = APIRouter(prefix=SENDERS)
Number = Annotated[str, Path(pattern=r"^d[0-9a-f]{32}$")]
_PAGE: Final = 50
_ROWS: Final = 200
_LAST: Final = 2**62


@router.get("/deliveries")
def deliveries(
    request: Request, visitor: Sending, before: Annotated[str | None, Query(max_length=120)] = None
) -> Response:
    """The deliveries, the newest first."""
    found = door_of(request).deliveries.listed(visitor.client.id, place_of(before), _PAGE)
    listed = shown(Own(visitor.engine), _signer(request), visitor.client, found)
    more = next_of(found) if len(found) == _PAGE else None
    return page(request, visitor, "sender/deliveries.html", found=listed, more=more, before=before)


@router.get("/deliveries/{number}")
def delivery(request: Request, visitor: Sending, number: Number) -> Response:
    """One delivery; while it is read, its page asks again by itself."""
    own, client, it = Own(visitor.engine), visitor.client, _own(request, visitor, number)
    asks = "HX-Request" in request.headers
    if asks and not it.running:
        return Response(headers={"HX-Refresh": "true"})
    repairs = links(own, client)
    rows = own.set_aside(client.id, number, _ROWS)
    older = own.numbered(client.id, [old for row in rows for old in row.supersedes])
    given: dict[str, Any] = {
        "one": shown(own, _signer(request), client, [it])[0],
        "rows": rows,
        "older": {row.id: row for row in older},
        "most": _ROWS,
        "sent_again_in": {link.row.id: link.by for link in repairs if link.row.submission == number},
        "repairs": [link.row for link in repairs if link.by == number and link.row.state == "retried"],
        "names": names_of(door_of(request).deliveries, client, {link.by for link in repairs}),
        "kinds": KINDS,
        "form": token_hex(8),
    }
    return page(request, visitor, f"sender/{'_' if asks else ''}delivery.html", **given)


@router.get("/deliveries/{number}/receipt")
def receipt(request: Request, visitor: Sending, number: Number) -> Response:
    """The signed receipt, as `wagewatch receipt verify` reads it."""
    jws = _receipted(request, visitor, number)
    told = json.loads(_signer(request).read(jws))
    headers = {"Content-Disposition": f'attachment; filename="receipt-{told["number"]}.json"'}
    return JSONResponse({"receipt": told, "jws": jws}, headers=headers)


@router.get("/deliveries/{number}/receipt.pdf")
def paper(request: Request, visitor: Sending, number: Number) -> Response:
    """The receipt to print."""
    jws = _receipted(request, visitor, number)
    return printed(json.loads(_signer(request).read(jws)), jws)


@router.get("/deliveries/{number}/rejected")
def rejected(request: Request, visitor: Sending, number: Number) -> Response:
    """The rows set aside as a file of the same kind with the reasons, to be repaired and uploaded."""
    return downloaded(request, _own(request, visitor, number), visitor.lang)


@router.get("/repairs")
def repairs(request: Request, visitor: Sending, before: Annotated[int, Query(ge=1, le=_LAST)] = _LAST) -> Response:
    """All rows that wait for repair, the newest first."""
    own, client = Own(visitor.engine), visitor.client
    rows = own.quarantined(client.id, before=before, limit=_PAGE)
    given: dict[str, Any] = {
        "rows": rows,
        "more": rows[-1].id if len(rows) == _PAGE else None,
        "waiting": sum(own.waiting(client.id).values()),
        "first": before == _LAST,
        "kinds": KINDS,
        "feeds": feeds_of(client),
    }
    return page(request, visitor, "sender/repairs.html", **given)


def _own(request: Request, visitor: Sender, number: str) -> Delivery:
    """The client's own; another's is answered as one that there is not."""
    found = door_of(request).deliveries.of(visitor.client.id, number)
    if found is None:
        raise HTTPException(404)
    return found


def _receipted(request: Request, visitor: Sender, number: str) -> str:
    jws = _own(request, visitor, number).receipt
    if jws is None:
        raise HTTPException(404)
    return jws


def _signer(request: Request) -> Signer:
    signer: Signer = request.app.state.interface.state.signer
    return signer

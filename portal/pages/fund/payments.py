"""The files that a cashier hands to the banks, with card numbers from the vault; each look is written down."""

import hashlib
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from fund.case import FundCase
from infra import clock
from infra.db.fund.funds import Funds
from infra.db.fund.orders import KeptBatch, KeptFile, Orders
from infra.vault import Asked, Vault
from portal.pages.fund.papers import chronicled, named
from portal.pages.fund.rights import Payer, found, store
from portal.visitor import Visitor
from schemas.office import EVERYWHERE, Sight
from streams.fund.payment_files import Unwritable, files

router = APIRouter()
_MEDIA: Final = {"csv": "text/csv; charset=utf-8", "xml": "application/xml"}
_PURPOSE: Final = "应急周转金支付"


@router.get("/fund/cases/{number}/payments/{name}")
def payment_file(request: Request, visitor: Payer, number: int, name: str) -> Response:
    """A file for a bank, made once: the same bytes for whoever asks again."""
    case = found(store(request, visitor), visitor, number)
    batch, _, form = name.rpartition(".")
    kept = Orders(visitor.engine).get(batch, visitor.sight)
    if kept is None or kept.case_id != case.id or form not in _MEDIA:
        raise HTTPException(404)
    wanted = _files(visitor, kept)[form]
    body = _with_numbers(request, visitor, case, kept, wanted.body)
    chronicled(visitor, case, "payment_file", {"file": wanted.name, "sha256": hashlib.sha256(body).hexdigest()})
    return Response(body, media_type=_MEDIA[form], headers=named(wanted.name))


def _files(visitor: Visitor, kept: KeptBatch) -> dict[str, KeptFile]:
    """The batch's table and message. The fund that pays may be one that another county keeps."""
    fund = Funds(visitor.engine).get(kept.fund, Sight((EVERYWHERE,)))
    assert fund is not None, "a batch's fund is never deleted"
    try:
        table, message = files(Orders(visitor.engine), kept, fund, clock.now())
    except Unwritable as error:
        raise HTTPException(409, str(error)) from error
    return {"csv": table, "xml": message}


def _with_numbers(request: Request, visitor: Visitor, case: FundCase, kept: KeptBatch, body: bytes) -> bytes:
    """The file with a card's number in place of each token whose number the vault has; others are the banks' own."""
    vault = Vault.of(visitor.engine, request.app.state.settings)
    for card, worker in sorted({payment.card: payment.worker for payment in kept.batch.payments}.items()):
        asked = Asked(card, worker, "fund", _PURPOSE, case.number, f"fund_case:{case.id}")
        shown = vault.keeps(card) and vault.reveal(asked, visitor.officer, visitor.today, clock.now(), timedelta())
        if shown:
            body = body.replace(card.encode(), shown.number.encode())
    return body

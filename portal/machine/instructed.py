"""What a bank was instructed to pay, told before a pain.002 says what became of it."""

import tempfile
from collections.abc import Iterable
from typing import IO, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from infra.db.clients.known import KnownThings
from infra.db.messages import MessageWords
from infra.vault import Vault
from portal.machine.caller import Calling
from portal.machine.messages import OPENED, SAYS, only_banks, wrong_field
from portal.machine.problem import problem
from schemas.client import Client
from schemas.feeds.beside import Payment
from streams.formats.mapping import payments_of
from streams.formats.refused import MEBIBYTE, Limits, Refused

router = APIRouter(prefix="/messages", tags=["ISO 20022 messages / ISO 20022 报文"])
STREAMED: Final = ("/messages/payments",)
_MOST_BYTES: Final = 64 * MEBIBYTE
_TABLES: Final = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class PaymentsKept(BaseModel):
    """How many instructed payments are known now by this table.

    已登记的代发指令笔数。
    """

    payments: int = Field(examples=[120])


@router.post(
    "/payments",
    summary="Tell what was instructed / 报送代发指令",
    responses=SAYS,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TABLES},
        }
    },
)
async def payments(request: Request, client: Calling) -> PaymentsKept:
    """The table `wages` (CSV or XLSX) without results, whose payments a pain.002 then answers by batch and line.

    代发明细表(不含结果),其后以 pain.002 按批次号和序号报告结果。
    """
    only_banks(client)
    with tempfile.SpooledTemporaryFile(MEBIBYTE) as file:
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > _MOST_BYTES:
                raise problem(413, "too-large", f"a table has at most {_MOST_BYTES} bytes", "对照表最大 64 MiB")
            file.write(piece)
        count = await run_in_threadpool(_kept, request, client, file)
    return PaymentsKept(payments=count)


def _kept(request: Request, client: Client, file: IO[bytes]) -> int:
    """The payments, persons by their tokens; each for an account that is the bank's own."""
    vault: Vault = request.app.state.vault
    tokens = vault.tokens()
    try:
        told = payments_of(file, Limits(), tokens)
    except Refused as refused:
        raise problem(422, "fields", refused.en, refused.zh) from None
    _own(request, client, told.values())
    tokens.keep()
    MessageWords(request.app.state.engine).add_payments(client.id, told)
    return len(told)


def _own(request: Request, client: Client, told: Iterable[Payment]) -> None:
    known = KnownThings(request.app.state.engine)
    for project, account in sorted({(one.project, str(one.batch["account_id"])) for one in told}):
        if known.bank_of_account(project, account) != client.bank_code:
            raise wrong_field("account_id", account, OPENED)

"""What a bank was instructed to pay, told before a pain.002 says what became of it."""

from typing import Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from infra.sealed_file.scratch import Scratch
from portal.machine.caller import Calling
from portal.machine.messages import SAYS, only_banks, own_tables
from portal.machine.problem import problem
from streams.formats.refused import MEBIBYTE

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
    with Scratch() as file:
        async for piece in request.stream():
            if file.tell() + len(piece) > _MOST_BYTES:
                raise problem(413, "too-large", f"a table has at most {_MOST_BYTES} bytes", "对照表最大 64 MiB")
            file.write(piece)
        count = await run_in_threadpool(own_tables(request, client).add_payments, file.whole(), request.app.state.vault)
    return PaymentsKept(payments=count)

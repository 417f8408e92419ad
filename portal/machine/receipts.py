"""What became of deliveries: their state, receipts, and the rows that were set aside."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from infra import clock
from infra.db.door import Delivery
from infra.db.quarantine import QuarantineStore
from infra.db.readings import ReadingStore
from portal.documents.press import document
from portal.event_words import KINDS
from portal.machine.caller import Calling
from portal.machine.delivering import door_of, told_of
from portal.machine.problem import Problem, documented, problem
from portal.machine.told import Signed, SubmissionPage, SubmissionTold
from schemas.client import Client
from streams.door.rejected import rejected
from streams.formats.refused import Refused

router = APIRouter(tags=["submissions / 报送"])
_PAGE: Final = 50
_ISSUER: Final = "薪哨 农民工工资支付监测预警系统"
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_PAPER: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "PDF", "content": {"application/pdf": _FILE}}}
_KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
_ROWS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "the rows / 隔离的行", "content": {kind.partition(";")[0]: _FILE for kind in _KINDS.values()}}
}
Number = Annotated[str, Path(pattern=r"^d[0-9a-f]{32}$", description="the submission's id / 报送编号")]
Lang = Annotated[str, Query(pattern="^(zh|en)$", description="zh or en / 语言")]


@router.get(
    "/submissions",
    response_model=SubmissionPage,
    response_model_exclude_unset=True,
    responses=documented(401, 422, 503),
)
def listed(
    request: Request,
    client: Calling,
    before: Annotated[
        str | None, Query(max_length=120, description="`next` of the page before / 上一页的 next")
    ] = None,
) -> dict[str, Any]:
    """Your submissions, the newest first.

    本机构的报送,最新在前。
    """
    found = door_of(request).deliveries.listed(client.id, place_of(before), _PAGE)
    items = [told_of(one, request.app.state.signer) for one in found]
    return {"items": items, "next": next_of(found) if len(found) == _PAGE else None}


def next_of(found: Sequence[Delivery]) -> str:
    """The name of the page after these."""
    return f"{found[-1].begun_at.isoformat()}~{found[-1].id}"


def place_of(before: str | None) -> tuple[datetime, str] | None:
    """Where a page of deliveries begins. Raises `Problem` 422 for what was never a page's `next`."""
    if before is None:
        return None
    at, _, number = before.partition("~")
    try:
        instant = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        raise problem(422, "fields", "before is the `next` of a page", "before 应为上一页的 next") from None
    if instant.tzinfo is None:
        raise problem(422, "fields", "before is the `next` of a page", "before 应为上一页的 next")
    return instant, number


@router.get(
    "/submissions/{number}",
    response_model=SubmissionTold,
    response_model_exclude_unset=True,
    responses=documented(401, 404, 503),
)
def one(request: Request, client: Calling, number: Number) -> dict[str, Any]:
    """A submission's state, progress and receipt.

    报送的状态、进度与回执。
    """
    return told_of(_own(request, client, number), request.app.state.signer)


@router.get("/submissions/{number}/receipt", response_model=Signed, responses=documented(401, 404, 503))
def receipt(request: Request, client: Calling, number: Number) -> dict[str, Any]:
    """The signed receipt; `wagewatch receipt verify` checks it.

    签名回执。
    """
    jws = _receipted(request, client, number)
    return {"receipt": json.loads(request.app.state.signer.read(jws)), "jws": jws}


@router.get("/submissions/{number}/receipt.pdf", response_class=Response, responses=_PAPER | documented(401, 404, 503))
def paper(request: Request, client: Calling, number: Number) -> Response:
    """The receipt to print.

    回执(PDF)。
    """
    jws = _receipted(request, client, number)
    return printed(json.loads(request.app.state.signer.read(jws)), jws)


def printed(told: dict[str, Any], jws: str) -> Response:
    """The receipt as a paper."""
    day = datetime.fromisoformat(told["received_at"]).astimezone(clock.SHANGHAI).date()
    given = {"receipt": told, "jws": jws, "office": _ISSUER, "number": f"第{told['number']}号", "names": KINDS}
    body = document("receipt", given, dated=day)
    headers = {"Content-Disposition": f'attachment; filename="receipt-{told["number"]}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


@router.get("/submissions/{number}/rejected", response_class=Response, responses=_ROWS | documented(401, 404, 422, 503))
async def set_aside(request: Request, client: Calling, number: Number, lang: Lang = "zh") -> Response:
    """The rows set aside as a file of the same kind, with reasons; repair and submit it.

    被隔离的行及原因。
    """
    delivery = await run_in_threadpool(_own, request, client, number)
    return await run_in_threadpool(downloaded, request, delivery, lang)


def downloaded(request: Request, delivery: Delivery, lang: str) -> Response:
    """The rows of a delivery that are set aside, to be saved. Raises `Problem` 404 where there are none."""
    if delivery.submission_id is None:
        raise nothing()
    engine = request.app.state.engine
    try:
        made = rejected(QuarantineStore(engine), ReadingStore(engine), delivery.submission_id, lang)
    except Refused as refused:
        raise problem(422, "not-read", refused.en, refused.zh) from None
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Content-Length": str(made.size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(made.pieces(), media_type=_KINDS[made.name.rpartition(".")[2]], headers=headers)


def _receipted(request: Request, client: Client, number: str) -> str:
    jws = _own(request, client, number).receipt
    if jws is None:
        raise nothing()
    return jws


def _own(request: Request, client: Client, number: str) -> Delivery:
    """The client's own; another's is answered as if it did not exist."""
    found = door_of(request).deliveries.of(client.id, number)
    if found is None:
        raise nothing()
    return found


def nothing() -> Problem:
    """What is not there, or not the caller's."""
    return problem(404, "nothing", "there is no such thing of yours", "没有这条记录,或不属于本机构")

"""`POST /v1/submissions`: a file of any known kind, with a signed receipt, and what became of it."""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from infra import clock
from infra.db.door import Delivery
from infra.db.quarantine import QuarantineStore
from infra.db.readings import ReadingStore
from portal.documents.press import document
from portal.machine.caller import Calling
from portal.machine.delivering import answered, door_of, named, said_of, spooled, through, told_of, too_large, turns_of
from portal.machine.problem import Problem, documented, problem
from schemas.client import Client
from streams.door.rejected import rejected
from streams.formats.refused import MEBIBYTE, Refused

router = APIRouter(tags=["submissions / 报送"])
STREAMED: Final = ("/submissions",)
_READ: Final = frozenset(
    {
        "application/x-ndjson", "application/jsonl", "application/json", "application/cloudevents+json",
        "application/cloudevents-batch+json", "text/csv", "text/tab-separated-values", "application/xml", "text/xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/gzip", "application/x-gzip",
        "application/zstd", "application/octet-stream", "text/plain",
    }
)  # fmt: skip
_PACKINGS: Final = frozenset({"", "identity", "gzip", "zstd"})
_LONGEST_WAIT_S: Final = 600.0
_WAIT: Final = re.compile(r"\bwait\s*=\s*(\d{1,4})")
_PAGE: Final = 50
_ISSUER: Final = "薪哨 农民工工资支付监测预警系统"
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(_READ)},
    }
}
Number = Annotated[str, Path(pattern=r"^d[0-9a-f]{32}$", description="the submission's id / 报送编号")]
Lang = Annotated[str, Query(pattern="^(zh|en)$", description="zh or en / 语言")]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="the same request gets the stored answer / 同一请求得到同一答复"),
]
FeedName = Annotated[
    str | None, Query(max_length=64, description="what the table is, where headings do not say / 报表种类")
]
SourceName = Annotated[str | None, Query(max_length=256, description="who speaks; default: the client's source / 来源")]
SheetName = Annotated[str | None, Query(max_length=64, description="which sheet of a workbook / 工作表")]
FileName = Annotated[str | None, Query(max_length=512, description="what you call the file / 文件名")]


@router.post(
    "/submissions", status_code=201, openapi_extra=_BODY, responses=documented(400, 401, 409, 413, 415, 422, 429, 503)
)
async def submit(  # noqa: PLR0913, PLR0917 (a request's parts, named by FastAPI)
    request: Request,
    client: Calling,
    feed: FeedName = None,
    source: SourceName = None,
    sheet: SheetName = None,
    name: FileName = None,
    key: Key = None,
    prefer: Annotated[str | None, Header(description="respond-async, wait=N (RFC 7240)")] = None,
) -> Response:
    """Deliver a file: CloudEvents JSON Lines, a JSON batch, CSV, XLSX, ISO 20022 XML; also packed by gzip or zstd.

    报送文件:好的行受理,有误的行隔离并说明原因;返回签名回执。大文件可用 `Prefer: respond-async` 后轮询状态。
    """
    door, most = door_of(request), request.app.state.settings.delivery_max_mib * MEBIBYTE
    _readable(request, most)
    said = said_of(feed, source, sheet)
    with turns_of(request).turn(client.id):
        spool = await spooled(door, request.stream(), most)
        if not spool[1]:
            door.spool.forget(spool[0])
            raise problem(400, "empty", "the body is empty", "请求体为空")
        given: dict[str, Any] = {"key": key, "name": named(name), "channel": "http", "said": said}
        delivery, repeated = await through(door, client, spool, wait_s=waiting(prefer), **given)
    return answered(delivery, request.app.state.signer, repeated=repeated)


def _readable(request: Request, most: int) -> None:
    kind = request.headers.get("Content-Type", "application/octet-stream").partition(";")[0].strip().lower()
    packing = request.headers.get("Content-Encoding", "").strip().lower()
    if kind not in _READ or packing not in _PACKINGS:
        found = kind if kind not in _READ else packing
        raise problem(
            415, "media-type", f"{found[:80]} is not read; see accepted", f"不支持 {found[:80]}", accepted=sorted(_READ)
        )
    size = request.headers.get("Content-Length", "")
    if size.isdigit() and int(size) > most:
        raise too_large(most)


def waiting(prefer: str | None) -> float:
    """How long the sender waits for the receipt before it is told to come back for it."""
    if prefer and "respond-async" in prefer:
        asked = _WAIT.search(prefer)
        return min(float(asked[1]), _LONGEST_WAIT_S) if asked else 0.0
    return _LONGEST_WAIT_S


@router.get("/submissions", responses=documented(401, 422, 503))
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
    found = door_of(request).deliveries.listed(client.id, _place(before), _PAGE)
    last = f"{found[-1].begun_at.isoformat()}~{found[-1].id}" if len(found) == _PAGE else None
    return {"items": [told_of(one, request.app.state.signer) for one in found], "next": last}


def _place(before: str | None) -> tuple[datetime, str] | None:
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


@router.get("/submissions/{number}", responses=documented(401, 404, 503))
def one(request: Request, client: Calling, number: Number) -> dict[str, Any]:
    """A submission's state, progress and receipt.

    报送的状态、进度与回执。
    """
    return told_of(_own(request, client, number), request.app.state.signer)


@router.get("/submissions/{number}/receipt", responses=documented(401, 404, 503))
def receipt(request: Request, client: Calling, number: Number) -> dict[str, Any]:
    """The signed receipt; `wagewatch receipt verify` checks it.

    签名回执。
    """
    jws = _receipted(request, client, number)
    return {"receipt": json.loads(request.app.state.signer.read(jws)), "jws": jws}


@router.get("/submissions/{number}/receipt.pdf", response_class=Response, responses=documented(401, 404, 503))
def paper(request: Request, client: Calling, number: Number) -> Response:
    """The receipt to print.

    回执(PDF)。
    """
    jws = _receipted(request, client, number)
    return printed(json.loads(request.app.state.signer.read(jws)), jws)


def printed(told: dict[str, Any], jws: str) -> Response:
    """The receipt as a paper."""
    day = datetime.fromisoformat(told["received_at"]).astimezone(clock.SHANGHAI).date()
    body = document(
        "receipt", {"receipt": told, "jws": jws, "office": _ISSUER, "number": f"第{told['number']}号"}, dated=day
    )
    headers = {"Content-Disposition": f'attachment; filename="receipt-{told["number"]}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


@router.get("/submissions/{number}/rejected", response_class=Response, responses=documented(401, 404, 422, 503))
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
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "X-Content-Type-Options": "nosniff"}
    return Response(made.body, media_type=_KINDS[made.name.rpartition(".")[2]], headers=headers)


_KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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

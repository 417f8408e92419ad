"""`POST /v1/submissions`: a file of any known kind, with a signed receipt, and what became of it."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from portal.machine.bringing import spooled, too_large
from portal.machine.caller import Delivering
from portal.machine.delivering import answered, door_of, named, said_of, through, turns_of
from portal.machine.problem import documented, problem
from portal.machine.told import DELIVERED
from streams.formats.refused import MEBIBYTE

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
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(_READ)},
    }
}
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="the same request gets the stored answer / 同一请求得到同一答复"),
]
FeedName = Annotated[
    str | None, Query(max_length=64, description="what the table is, where headings do not say / 报表种类")
]
SourceName = Annotated[str | None, Query(max_length=256, description="who speaks; default: the client's source / 来源")]
SheetName = Annotated[str | None, Query(max_length=64, description="which sheet of a workbook / 工作表")]
Complete = Annotated[
    bool,
    Query(description="camt.053: its closing date also says that all was delivered up to it / 对账单即报送完毕声明"),
]
FileName = Annotated[str | None, Query(max_length=512, description="what you call the file / 文件名")]


@router.post(
    "/submissions",
    status_code=201,
    openapi_extra=_BODY,
    responses=DELIVERED | documented(400, 401, 409, 413, 415, 422, 429, 503),
)
async def submit(  # noqa: PLR0913, PLR0917 (a request's parts, named by FastAPI)
    request: Request,
    client: Delivering,
    feed: FeedName = None,
    source: SourceName = None,
    sheet: SheetName = None,
    name: FileName = None,
    complete: Complete = False,  # noqa: FBT002 (a query parameter)
    key: Key = None,
    prefer: Annotated[str | None, Header(description="respond-async, wait=N (RFC 7240)")] = None,
) -> Response:
    """Deliver a file: CloudEvents JSON Lines, a JSON batch, CSV, XLSX, ISO 20022 XML; also packed by gzip or zstd.

    报送文件:好的行受理,有误的行隔离并说明原因;返回签名回执。大文件可用 `Prefer: respond-async` 后轮询状态。
    """
    door, most = door_of(request), request.app.state.settings.delivery_max_mib * MEBIBYTE
    _readable(request, most)
    said = said_of(feed, source, sheet, complete=complete)
    with turns_of(request).turn(client.id):
        spool = await spooled(door, request.stream(), most)
        if not spool.size:
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

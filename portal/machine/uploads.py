"""Uploads that can be resumed (tus 1.0, core and creation): a broken line costs the last piece, not the file.

When all bytes are there, `POST /v1/uploads/{id}/submission` delivers them.
"""

import base64
import json
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from infra.db.door import Upload
from portal.machine.caller import Calling
from portal.machine.delivering import answered, door_of, named, said_of, through, too_large, turns_of
from portal.machine.problem import documented, problem
from portal.machine.receipts import nothing
from portal.machine.submissions import Key, waiting
from portal.machine.told import DELIVERED
from schemas.client import Client
from streams.door.door import Door
from streams.door.spool import BusyError, Writing
from streams.formats.refused import MEBIBYTE

router = APIRouter(tags=["uploads / 断点续传"])
STREAMED: Final = ("/uploads",)
_VERSION: Final = {"Tus-Resumable": "1.0.0"}
_PIECES: Final = "application/offset+octet-stream"
_OPEN_EACH: Final = 20
Number = Annotated[str, Path(pattern=r"^u[0-9a-f]{32}$")]


@router.options("/uploads", status_code=204, responses=documented(401))
def offered(request: Request) -> Response:
    """What of tus is spoken here.

    支持的协议。
    """
    most = request.app.state.settings.delivery_max_mib * MEBIBYTE
    told = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,termination", "Tus-Max-Size": str(most)}
    return Response(status_code=204, headers=_VERSION | told)


@router.post("/uploads", status_code=201, responses=documented(400, 401, 413, 422, 429, 503))
def begin(
    request: Request,
    client: Calling,
    length: Annotated[int, Header(alias="Upload-Length", ge=1)],
    about: Annotated[
        str,
        Header(
            alias="Upload-Metadata",
            max_length=4096,
            description="filename, feed, source, sheet, complete (true), base64 each",
        ),
    ] = "",
) -> Response:
    """Begin an upload of so many bytes.

    开始上传。
    """
    door, most = door_of(request), request.app.state.settings.delivery_max_mib * MEBIBYTE
    if length > most:
        raise too_large(most)
    if door.uploads.open_of(client.id) >= _OPEN_EACH:
        made = problem(429, "too-many", f"{_OPEN_EACH} uploads of yours are open", f"未完成的上传已有{_OPEN_EACH}个")
        made.headers = {"Retry-After": "60"}
        raise made
    told = _metadata(about)
    complete = told.get("complete") == "true"
    said = said_of(told.get("feed"), told.get("source"), told.get("sheet"), complete=complete)
    upload = door.uploads.begin(client.id, named(told.get("filename")), said, length)
    headers = {**_VERSION, "Location": f"/v1/uploads/{upload.id}", "Upload-Offset": "0"}
    return Response(status_code=201, headers=headers)


def _metadata(about: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in about.split(","))):
        name, _, value = pair.partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            en, zh = f"the value of {name[:40]} is not base64 of UTF-8", f"{name[:40]} 的值不是 UTF-8 的 base64"
            raise problem(400, "metadata", en, zh) from None
    return told


@router.head("/uploads/{number}", responses=documented(401, 404, 503))
def progress(request: Request, client: Calling, number: Number) -> Response:
    """How many bytes have come.

    已收到的字节数。
    """
    door = door_of(request)
    upload = _own(door, client, number)
    return Response(headers=_place(door, upload) | {"Upload-Length": str(upload.size), "Cache-Control": "no-store"})


@router.patch("/uploads/{number}", status_code=204, responses=documented(400, 401, 404, 409, 413, 415, 423, 429, 503))
async def more(
    request: Request,
    client: Calling,
    number: Number,
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0)],
) -> Response:
    """The next bytes, from the offset on.

    A piece counts when all of it has come as it was signed. 续传。
    """
    if request.headers.get("Content-Type", "").strip().lower() != _PIECES:
        raise problem(415, "media-type", f"a piece is {_PIECES}", f"内容类型应为 {_PIECES}")
    door = door_of(request)
    upload = await run_in_threadpool(_own, door, client, number)
    with turns_of(request).turn(client.id):
        try:
            writing = await run_in_threadpool(door.spool.writing, upload.id)
        except BusyError:
            raise problem(423, "busy", "another request writes this upload", "该上传正被另一请求写入") from None
        try:
            await _append(request, writing, upload, offset)
        finally:
            await run_in_threadpool(writing.close)
    return Response(status_code=204, headers=_place(door, upload))


async def _append(request: Request, writing: Writing, upload: Upload, offset: int) -> None:
    if offset != writing.size:
        en, zh = f"{writing.size} bytes are here, go on from there", f"已收到{writing.size}字节,请从此处续传"
        made = problem(409, "offset", en, zh)
        made.headers = _VERSION | {"Upload-Offset": str(writing.size)}
        raise made
    try:
        async for piece in request.stream():
            if writing.size + len(piece) > upload.size:
                raise too_large(upload.size)  # noqa: TRY301 (what came of the piece is undone below)
            await run_in_threadpool(writing.add, piece)
    except ClientDisconnect:
        if request.state.passing.expected is not None:
            writing.undo()  # nobody vouches for half a piece
        raise
    except BaseException:
        writing.undo()
        raise


@router.delete("/uploads/{number}", status_code=204, responses=documented(401, 404, 503))
def given_up(request: Request, client: Calling, number: Number) -> Response:
    """Give an upload up.

    放弃上传。
    """
    door = door_of(request)
    upload = _own(door, client, number)
    door.uploads.forget(upload.id)
    door.spool.forget(upload.id)
    return Response(status_code=204, headers=_VERSION)


@router.post(
    "/uploads/{number}/submission", status_code=201, responses=DELIVERED | documented(401, 404, 409, 422, 429, 503)
)
async def delivered(
    request: Request,
    client: Calling,
    number: Number,
    key: Key = None,
    prefer: Annotated[str | None, Header(description="respond-async, wait=N (RFC 7240)")] = None,
) -> Response:
    """Deliver what was uploaded; asked again it gives the same answer.

    提交已上传的文件。
    """
    door = door_of(request)
    chosen = key or f"upload-{number}"
    with turns_of(request).turn(client.id):
        upload = await run_in_threadpool(door.uploads.of, client.id, number)
        if upload is None or not door.spool.exists(upload.id):
            earlier = await run_in_threadpool(door.deliveries.of_key, client.id, chosen)
            if earlier is None:
                raise nothing()
            return answered(earlier, request.app.state.signer, repeated=True)
        if door.spool.size(upload.id) != upload.size:
            en, zh = "the upload is not complete", "上传尚未完成"
            raise problem(409, "incomplete", en, zh, received=door.spool.size(upload.id), length=upload.size)
        sha256 = await run_in_threadpool(door.spool.digest, upload.id)
        spool, said = (upload.id, upload.size, sha256), json.loads(upload.said)
        given = {"key": chosen, "name": upload.name, "channel": "upload", "said": said, "wait_s": waiting(prefer)}
        delivery, repeated = await through(door, client, spool, **given)
        await run_in_threadpool(door.uploads.forget, upload.id)
    return answered(delivery, request.app.state.signer, repeated=repeated)


def _own(door: Door, client: Client, number: str) -> Upload:
    found = door.uploads.of(client.id, number)
    if found is None:
        raise nothing()
    return found


def _place(door: Door, upload: Upload) -> dict[str, str]:
    return _VERSION | {"Upload-Offset": str(door.spool.size(upload.id))}

"""Uploads that can be resumed (tus 1.0), as one client makes them: machines under `/v1`, people on their pages."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from infra.db.door import Delivery, Upload
from portal.machine.bringing import too_large
from portal.machine.delivering import named, opened, said_of, through, turns_in
from portal.machine.problem import problem
from portal.machine.receipts import nothing
from portal.machine.turns import Turns
from schemas.client import Client
from streams.door.door import Door
from streams.door.spool import BusyError, Spooled, Writing
from streams.formats.refused import MEBIBYTE

SPOKEN: Final = {"Tus-Resumable": "1.0.0"}
_PIECES: Final = "application/offset+octet-stream"
_OPEN_EACH: Final = 20


@dataclass(frozen=True, slots=True)
class Uploading:
    """A client's uploads, each at an address below `root`; another client's is one that there is not."""

    door: Door
    turns: Turns
    client: Client
    root: str
    most: int

    @classmethod
    def of(cls, state: Any, client: Client, root: str) -> "Uploading":
        """Those of the machine interface with this state."""
        return cls(opened(state), turns_in(state), client, root, state.settings.delivery_max_mib * MEBIBYTE)

    def begin(self, length: int, about: str) -> Response:
        """Begin one of so many bytes; `about` is its `Upload-Metadata`. Raises `Problem`."""
        if length > self.most:
            raise too_large(self.most)
        if self.door.uploads.open_of(self.client.id) >= _OPEN_EACH:
            en = f"{_OPEN_EACH} uploads of yours are open; finish or give up some"
            made = problem(429, "too-many", en, f"未完成的上传已有{_OPEN_EACH}个,请先完成或放弃一些")
            made.headers = {"Retry-After": "60"}
            raise made
        told = metadata_of(about)
        complete = told.get("complete") == "true"
        said = said_of(told.get("feed"), told.get("source"), told.get("sheet"), complete=complete)
        upload = self.door.uploads.begin(self.client.id, named(told.get("filename")), said, length)
        self.door.expect(length)
        headers = {**SPOKEN, "Location": f"{self.root}/{upload.id}", "Upload-Offset": "0"}
        return Response(status_code=201, headers=headers)

    def progress(self, number: str) -> Response:
        """How many bytes of one have come. Raises `Problem`."""
        upload = self._own(number)
        told = {"Upload-Length": str(upload.size), "Cache-Control": "no-store"}
        return Response(headers=self._place(upload) | told)

    async def more(self, request: Request, number: str, offset: int, *, whole: bool) -> Response:
        """Take the bytes of a request; where somebody vouches for the `whole` piece, half of it does not count.

        Raises:
            Problem: it is not the place to go on from, too much, or somebody else writes it.
            ClientDisconnect: the line broke.
        """
        if request.headers.get("Content-Type", "").strip().lower() != _PIECES:
            raise problem(415, "media-type", f"a piece is {_PIECES}", f"内容类型应为 {_PIECES}")
        upload = await run_in_threadpool(self._own, number)
        with self.turns.turn(self.client.id):
            try:
                writing = await run_in_threadpool(self.door.spool.writing, upload.id)
            except BusyError:
                raise problem(423, "busy", "another request writes this upload", "该上传正被另一请求写入") from None
            try:
                await _append(request, writing, upload, offset, whole=whole)
            finally:
                await run_in_threadpool(writing.close)
        return Response(status_code=204, headers=self._place(upload))

    def give_up(self, number: str) -> Response:
        """Forget one and its bytes. Raises `Problem`."""
        upload = self._own(number)
        self.door.uploads.forget(upload.id)
        self.door.spool.forget(upload.id)
        return Response(status_code=204, headers=SPOKEN)

    async def deliver(self, number: str, *, key: str | None, channel: str, wait_s: float) -> tuple[Delivery, bool]:
        """Deliver what came, and wait for it so long; asked again (True) it is the same delivery. Raises `Problem`."""
        chosen = key or f"upload-{number}"
        with self.turns.turn(self.client.id):
            upload = await run_in_threadpool(self.door.uploads.of, self.client.id, number)
            if upload is None or not self.door.spool.exists(upload.id):
                earlier = await run_in_threadpool(self.door.deliveries.of_key, self.client.id, chosen)
                if earlier is None:
                    raise nothing()
                return earlier, True
            spool = await run_in_threadpool(self._whole, upload)
            said = json.loads(upload.said)
            given: dict[str, Any] = {"key": chosen, "name": upload.name, "channel": channel, "said": said}
            delivered = await through(self.door, self.client, spool, wait_s=wait_s, **given)
            await run_in_threadpool(self.door.uploads.forget, upload.id)
        return delivered

    def _whole(self, upload: Upload) -> Spooled:
        came = self.door.spool.size(upload.id)
        if came != upload.size:
            raise problem(
                409, "incomplete", "the upload is not complete", "上传尚未完成", received=came, length=upload.size
            )
        return Spooled(upload.id, upload.size, self.door.spool.digest(upload.id))

    def _own(self, number: str) -> Upload:
        found = self.door.uploads.of(self.client.id, number)
        if found is None:
            raise nothing()
        return found

    def _place(self, upload: Upload) -> dict[str, str]:
        return SPOKEN | {"Upload-Offset": str(self.door.spool.size(upload.id))}


def metadata_of(about: str) -> dict[str, str]:
    """`Upload-Metadata` by name. Raises `Problem`."""
    told: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in about.split(","))):
        name, _, value = pair.partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            en, zh = f"the value of {name[:40]} is not base64 of UTF-8", f"{name[:40]} 的值不是 UTF-8 的 base64"
            raise problem(400, "metadata", en, zh) from None
    return told


async def _append(request: Request, writing: Writing, upload: Upload, offset: int, *, whole: bool) -> None:
    if offset != writing.size:
        en, zh = f"{writing.size} bytes are here, go on from there", f"已收到{writing.size}字节,请从此处续传"
        made = problem(409, "offset", en, zh)
        made.headers = SPOKEN | {"Upload-Offset": str(writing.size)}
        raise made
    try:
        async for piece in request.stream():
            if writing.size + len(piece) > upload.size:
                raise too_large(upload.size)  # noqa: TRY301 (what came of the piece is undone below)
            await run_in_threadpool(writing.add, piece)
    except ClientDisconnect:
        if whole:
            writing.undo()  # nobody vouches for half a piece
        raise
    except BaseException:
        writing.undo()
        raise

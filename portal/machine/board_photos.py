"""Photos of notice boards, sent by a registry or a site before the board that names them."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from infra import clock
from infra.db.boards import Photos, Sent
from infra.db.clients.known import KnownThings
from portal.boards.picture import LARGEST_BYTES, NotAPictureError, Picture, examined
from portal.machine.caller import Calling
from portal.machine.problem import problem
from portal.machine.telling import POSTED, SAYS, not_yours, today_of, wrong_field
from schemas.checked import Reason
from schemas.client import Client

router = APIRouter(tags=["registry / 登记"])
STREAMED: Final = ("/board-photos",)


class Kept(BaseModel):
    """A photo that waits for an officer.

    照片已收,待核验。
    """

    photo: int = Field(examples=[5])
    sha256: str = Field(description="to be named in photo_sha256 of the board / 写入告示牌的 photo_sha256")


@router.post(
    "/board-photos",
    summary="Send a photo of a board / 上传告示牌照片",
    responses=SAYS,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("image/jpeg", "image/png", "image/webp")
            },
        }
    },
)
async def photo(
    request: Request,
    client: Calling,
    project: Annotated[str, Query(pattern=r"^[^\x00-\x1f/]{1,200}$", description="项目编号", examples=["GZ-2026-001"])],
) -> Kept:
    """The picture itself is the body: JPEG, PNG or WebP of at most 12 MB. An officer looks at it.

    请求体即照片,最大 12 MB,由监察员核验。
    """
    engine: Engine = request.app.state.engine
    region = await run_in_threadpool(_region, engine, client, project)
    content = await _content(request)
    return await run_in_threadpool(_kept, engine, project, region, content)


async def _content(request: Request) -> bytes:
    parts, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_BYTES:
            raise problem(413, "too-large", f"a photo has at most {LARGEST_BYTES} bytes", "照片最大 12 MB")
        parts.append(piece)
    return b"".join(parts)


def _region(engine: Engine, client: Client, project: str) -> str:
    """Where the project is, for a client that may tell of its boards; for everybody else it is not there."""
    known = KnownThings(engine)
    wrong, region = client.may_feed(POSTED, project, {}, known), known.region_of(project)
    if wrong is not None or region is None:
        wrong = wrong or Reason("project", project[:80], "a registered project", "已登记的项目")
        raise not_yours(wrong)
    return region


def _kept(engine: Engine, project: str, region: str, content: bytes) -> Kept:
    try:
        picture = examined(content)
    except NotAPictureError as error:
        en = "no picture (JPEG, PNG, WebP) of a usable size"
        raise problem(422, "picture", en, str(error), [wrong_field("body", "bytes", en, str(error))]) from None
    number = Photos(engine).keep(_sent(project, region, picture, content), clock.now(), today_of(engine))
    return Kept(photo=number, sha256=picture.sha256)


def _sent(project: str, region: str, picture: Picture, content: bytes) -> Sent:
    return Sent(
        project, region, picture.sha256, picture.dhash, picture.longitude, picture.latitude, picture.taken_at,
        (), picture.width, picture.height, content, picture.shown,
    )  # fmt: skip

"""A registry's desk: projects, parties, milestones and boards one at a time, as JSON; a board's photos beside them.

Each becomes an event of the contract, goes through the same intake as files, and is answered at once. The same again is
a duplicate. What a client may tell of is what `Client.may_feed` says, here as everywhere.
"""

import hashlib
from datetime import date, datetime, time
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from infra import clock
from infra.db.boards import Photos, Sent
from infra.db.clients.known import KnownThings
from infra.db.clock import ClockStore
from portal.boards.picture import LARGEST_BYTES, NotAPictureError, Picture, examined
from portal.machine.caller import Calling
from portal.machine.problem import Problem, documented, problem
from schemas.checked import Reason
from schemas.checking import check_event
from schemas.client import Client
from streams.intake import Intake

router = APIRouter(tags=["registry / 登记"])
STREAMED: Final = ("/board-photos",)
CHANNEL: Final = "registry"
_POSTED: Final = "project.notice_board_posted"
_SAYS: Final = documented(401, 403, 413, 422, 503)
_DAY: Final = Field(description="the day on which it happened / 发生日期", examples=["2026-05-18"])

Project = Annotated[
    str, Path(pattern=r"^[^\x00-\x1f/]{1,200}$", description="the project's id / 项目编号", examples=["GZ-2026-001"])
]


class Taken(BaseModel):
    """What became of it.

    受理结果。
    """

    submission: int = Field(description="the number of the submission / 报送编号", examples=[17])
    event: str = Field(description="the event's id / 事件编号", examples=["project.registered/GZ-2026-001/3f2a"])
    accepted: int = Field(description="1 the first time / 首次为 1", examples=[1])
    duplicate: int = Field(description="1 if it was told before / 重复报送为 1", examples=[0])


class Kept(BaseModel):
    """A photo that waits for an officer.

    照片已收,待核验。
    """

    photo: int = Field(examples=[5])
    sha256: str = Field(description="to be named in photo_sha256 of the board / 写入告示牌的 photo_sha256")


class Milestone(BaseModel):
    """How a project goes on.

    项目进展。
    """

    event: str = Field(pattern="^(started|suspended|resumed|completed)$", examples=["started"])
    on: date = _DAY


class Party(BaseModel):
    """A subcontractor who comes or goes.

    分包单位进退场。
    """

    event: str = Field(pattern="^(entered|left)$", examples=["entered"])
    uscc: str = Field(description="统一社会信用代码", examples=["91330106MA2KJ5NB08"], max_length=18)
    name: str | None = Field(None, max_length=200, description="needed for one who enters / 进场时必填")
    on: date = _DAY


@router.put("/projects/{project}", summary="Register a project / 登记项目", responses=_SAYS)
def register(
    request: Request,
    client: Calling,
    project: Project,
    data: Annotated[dict[str, Any], Body(description="the data of `project.registered`, see docs/contract.md")],
) -> Taken:
    """A second registration replaces everything that the first said.

    再次登记即整体替换。
    """
    on = data.get("contract_signed_on")
    return _taken(request, client, "project.registered", project, data, on if isinstance(on, str) else None)


@router.post("/projects/{project}/milestones", summary="Tell a milestone / 报告项目进展", responses=_SAYS)
def milestone(request: Request, client: Calling, project: Project, told: Milestone) -> Taken:
    """Started, suspended, resumed, completed.

    开工、停工、复工、完工。
    """
    return _taken(request, client, f"project.{told.event}", project, {"on": f"{told.on}"}, f"{told.on}")


@router.post("/projects/{project}/parties", summary="Tell of a subcontractor / 报告分包单位", responses=_SAYS)
def party(request: Request, client: Calling, project: Project, told: Party) -> Taken:
    """A subcontractor enters or leaves.

    分包单位进场或退场。
    """
    data = {"uscc": told.uscc, "on": f"{told.on}"} | ({"name": told.name} if told.event == "entered" else {})
    return _taken(request, client, f"project.subcontractor_{told.event}", project, data, f"{told.on}")


@router.post("/projects/{project}/boards", summary="Tell of a notice board / 报告告示牌", responses=_SAYS)
def board(
    request: Request,
    client: Calling,
    project: Project,
    data: Annotated[
        dict[str, Any], Body(description="the data of `project.notice_board_posted`, see docs/contract.md")
    ],
) -> Taken:
    """The board and its items; `photo_sha256` names photos sent before.

    告示牌及其内容;照片先行上传。
    """
    on = data.get("posted_on")
    return _taken(request, client, _POSTED, project, data, on if isinstance(on, str) else None)


@router.post(
    "/board-photos",
    summary="Send a photo of a board / 上传告示牌照片",
    responses=_SAYS,
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
    wrong, region = client.may_feed(_POSTED, project, {}, known), known.region_of(project)
    if wrong is not None or region is None:
        wrong = wrong or Reason("project", project[:80], "a registered project", "已登记的项目")
        raise _not_yours(wrong)
    return region


def _kept(engine: Engine, project: str, region: str, content: bytes) -> Kept:
    try:
        picture = examined(content)
    except NotAPictureError as error:
        en = "no picture (JPEG, PNG, WebP) of a usable size"
        raise problem(422, "picture", en, str(error), [_wrong("body", "bytes", en, str(error))]) from None
    number = Photos(engine).keep(_sent(project, region, picture, content), clock.now(), _today(engine))
    return Kept(photo=number, sha256=picture.sha256)


def _sent(project: str, region: str, picture: Picture, content: bytes) -> Sent:
    return Sent(
        project, region, picture.sha256, picture.dhash, picture.longitude, picture.latitude, picture.taken_at,
        (), picture.width, picture.height, content, picture.shown,
    )  # fmt: skip


def _taken(  # noqa: PLR0913, PLR0917 (an event has so many parts)
    request: Request, client: Client, kind: str, project: str, data: dict[str, Any], day: str | None
) -> Taken:
    """The event, checked as every event is, then accepted."""
    engine: Engine = request.app.state.engine
    digest = hashlib.blake2b(msgspec.json.encode(data, order="deterministic"), digest_size=10).hexdigest()
    event = {
        "specversion": "1.0",
        "id": f"{kind}/{project}/{digest}",
        "source": client.source,
        "type": kind,
        "subject": project,
        "time": _instant(day, _today(engine)),
        "data": data,
    }
    checked = check_event(event)
    if checked.rejected or checked.data is None:
        reasons = [reason for rejected in checked.rejected for reason in rejected.reasons]
        raise _refused(reasons)
    if wrong := client.may_feed(kind, project, checked.data, KnownThings(engine)):
        raise _not_yours(wrong)
    line = msgspec.json.encode(event) + b"\n"
    receipt = Intake(engine, tokens=True).accept([line], name=client.id, channel=CHANNEL)
    return Taken(
        submission=receipt.submission, event=str(event["id"]), accepted=receipt.accepted, duplicate=receipt.duplicate
    )


def _instant(day: str | None, today: date) -> str:
    """The beginning of the day in Shanghai; a day that cannot be read is told by the check of its own field."""
    try:
        on = date.fromisoformat(day) if day else today
    except ValueError:
        on = today
    return datetime.combine(on, time(), clock.SHANGHAI).isoformat()


def _today(engine: Engine) -> date:
    return ClockStore(engine).today() or clock.today()


def _refused(reasons: list[Reason]) -> Problem:
    errors = [_wrong(why.field, why.found, why.expected, why.expected_zh) for why in reasons]
    return problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", errors)


def _not_yours(why: Reason) -> Problem:
    errors = [_wrong(why.field, why.found, why.expected, why.expected_zh)]
    return problem(403, "not-yours", f"you may tell of {why.expected} only", f"只能报送:{why.expected_zh}", errors)


def _wrong(field: str, found: str, expected: str, expected_zh: str) -> dict[str, str]:
    return {"field": field, "found": found, "expected": expected, "expected_zh": expected_zh}

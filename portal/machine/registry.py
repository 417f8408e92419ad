"""A registry's desk: projects, parties, milestones and boards one at a time, as JSON.

Each becomes an event of the contract, goes through the same door as files, and is answered with its signed receipt. The
same again is a duplicate. What a client may tell of is what `Client.may_feed` says, here as everywhere.
"""

from datetime import date
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Body, Path, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from portal.machine.caller import Delivering
from portal.machine.delivering import answered, told_of
from portal.machine.made import carried
from portal.machine.submissions import Key
from portal.machine.telling import POSTED, SAYS, event_of
from portal.machine.told import SubmissionTold
from schemas.client import Client

router = APIRouter(tags=["registry / 登记"])
CHANNEL: Final = "registry"
_DAY: Final = Field(description="the day on which it happened / 发生日期", examples=["2026-05-18"])

Project = Annotated[
    str, Path(pattern=r"^[^\x00-\x1f/]{1,200}$", description="the project's id / 项目编号", examples=["GZ-2026-001"])
]


class Taken(SubmissionTold):
    """What became of it.

    受理结果。
    """

    submission: int = Field(description="the number of the submission / 报送编号", examples=[17])
    event: str = Field(description="the event's id / 事件编号", examples=["project.registered/GZ-2026-001/3f2a"])
    accepted: int = Field(description="1 the first time / 首次为 1", examples=[1])
    duplicate: int = Field(description="1 if it was told before / 重复报送为 1", examples=[0])


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


@router.put("/projects/{project}", summary="Register a project / 登记项目", response_model=Taken, responses=SAYS)
async def register(
    request: Request,
    client: Delivering,
    project: Project,
    data: Annotated[dict[str, Any], Body(description="the data of `project.registered`, see docs/contract.md")],
    key: Key = None,
) -> Response:
    """A second registration replaces everything that the first said.

    再次登记即整体替换。
    """
    on = data.get("contract_signed_on")
    return await _taken(request, client, "project.registered", project, data, on if isinstance(on, str) else None, key)


@router.post(
    "/projects/{project}/milestones", summary="Tell a milestone / 报告项目进展", response_model=Taken, responses=SAYS
)
async def milestone(
    request: Request, client: Delivering, project: Project, told: Milestone, key: Key = None
) -> Response:
    """Started, suspended, resumed, completed.

    开工、停工、复工、完工。
    """
    return await _taken(request, client, f"project.{told.event}", project, {"on": f"{told.on}"}, f"{told.on}", key)


@router.post(
    "/projects/{project}/parties",
    summary="Tell of a subcontractor / 报告分包单位",
    response_model=Taken,
    responses=SAYS,
)
async def party(request: Request, client: Delivering, project: Project, told: Party, key: Key = None) -> Response:
    """A subcontractor enters or leaves.

    分包单位进场或退场。
    """
    data = {"uscc": told.uscc, "on": f"{told.on}"} | ({"name": told.name} if told.event == "entered" else {})
    return await _taken(request, client, f"project.subcontractor_{told.event}", project, data, f"{told.on}", key)


@router.post(
    "/projects/{project}/boards", summary="Tell of a notice board / 报告告示牌", response_model=Taken, responses=SAYS
)
async def board(
    request: Request,
    client: Delivering,
    project: Project,
    data: Annotated[
        dict[str, Any], Body(description="the data of `project.notice_board_posted`, see docs/contract.md")
    ],
    key: Key = None,
) -> Response:
    """The board and its items; `photo_sha256` names photos sent before.

    告示牌及其内容;照片先行上传。
    """
    on = data.get("posted_on")
    return await _taken(request, client, POSTED, project, data, on if isinstance(on, str) else None, key)


async def _taken(  # noqa: PLR0913, PLR0917 (an event has so many parts)
    request: Request,
    client: Client,
    kind: str,
    project: str,
    data: dict[str, Any],
    day: str | None,
    key: str | None,
) -> Response:
    """The event, checked as every event is, then delivered as every file is."""
    event = await run_in_threadpool(event_of, request.app.state.engine, client, kind, project, data, day)
    line = msgspec.json.encode(event) + b"\n"
    delivery, repeated = await carried(request, client, line, key, CHANNEL)
    answer = answered(delivery, request.app.state.signer, repeated=repeated)
    if delivery.state != "done":
        return answer
    told = told_of(delivery, request.app.state.signer)
    records = told["receipt"]["records"]
    about = {"submission": told["receipt"]["number"], "event": event["id"]}
    counts = {name: records[name] for name in ("accepted", "duplicate")}
    return JSONResponse({**about, **counts, **told}, 200, _kept_headers(answer))


def _kept_headers(answer: Response) -> dict[str, str]:
    names = ("Location", "Idempotent-Replayed")
    return {name: answer.headers[name] for name in names if name in answer.headers}

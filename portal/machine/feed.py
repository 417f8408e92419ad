"""What senders ask about their own feed, and say without a file: quarantine, records, health, completeness, punches."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from infra import clock
from infra.db.clock import ClockStore
from infra.db.door.own import Own
from infra.db.door.punches import keep_skew
from infra.db.door.versions import Told, told_by
from portal.machine.caller import Calling, Delivering
from portal.machine.made import delivered
from portal.machine.moment import Moment
from portal.machine.own import FeedHealth, Rows, Versions
from portal.machine.problem import documented, problem
from portal.machine.submissions import Key
from portal.machine.told import DELIVERED
from schemas.client import ClientKind
from schemas.versions import Version, versions
from streams.door.events import completed, punched
from streams.door.health import FORMULA, health

router = APIRouter(tags=["feed / 数据质量"])
_LAST: Final = 2**62
_PAGE: Final = 100
_SKEW: Final = {
    "description": "by how many ms the terminal's clock is fast / 终端时钟偏快的毫秒数",
    "schema": {"type": "integer"},
}
_PUNCHED: Final = {status: told | {"headers": {"Wagewatch-Clock-Skew-Ms": _SKEW}} for status, told in DELIVERED.items()}
_ID: Final = r"^[^\x00-\x1f]{1,200}$"


class Completed(BaseModel):
    """Everything booked up to and including the day has been delivered.

    截至该日的全部记账数据已报送完毕。
    """

    complete_until: date = Field(description="the last day / 截至日期", examples=["2026-05-17"])


class PunchTold(BaseModel):
    """One punch.

    一次打卡。
    """

    worker_id: str = Field(max_length=200, examples=["w1"])
    at: Moment = Field(examples=["2026-05-18T07:02:11+08:00"])
    direction: str = Field(max_length=10, description="in or out / 进或出", examples=["in"])
    method: str | None = Field(None, max_length=50, examples=["face"])


class Punches(BaseModel):
    """A batch of a terminal's punches; old ones may come any time later.

    考勤终端的一批打卡记录,可离线补传。
    """

    project: str = Field(pattern=_ID, examples=["P1"])
    device_id: str = Field(pattern=_ID, examples=["gate-1"])
    punches: list[PunchTold] = Field(min_length=1, max_length=5000)


@router.get("/quarantine", response_model=Rows, responses=documented(401, 422, 503))
def quarantined(
    request: Request,
    client: Calling,
    before: Annotated[int, Query(ge=1, le=_LAST, description="`next` of the page before / 上一页的 next")] = _LAST,
    everything: Annotated[bool, Query(alias="all", description="not only those that wait / 含已更正、已取代")] = False,  # noqa: FBT002 (a query parameter)
) -> dict[str, Any]:
    """Your rows set aside, the newest first, with the reasons; `all=true`: repaired and superseded ones as well.

    本机构被隔离的行及原因;`all=true` 含已更正、已被新行取代的。
    """
    rows = Own(request.app.state.engine).quarantined(client.id, before=before, limit=_PAGE, everything=everything)
    return {"items": [_told(row) for row in rows], "next": rows[-1].id if len(rows) == _PAGE else None}


def _told(row: Any) -> dict[str, Any]:
    told = asdict(row)
    names = ("field", "found", "expected", "expected_zh")
    return {**told, "reasons": [dict(zip(names, reason, strict=True)) for reason in row.reasons]}


@router.get("/records", response_model=Versions, responses=documented(401, 422, 503))
def records(  # noqa: PLR0913, PLR0917 (a question's parts, named by FastAPI)
    request: Request,
    client: Calling,
    project: Annotated[str, Query(pattern=_ID, description="the project / 项目编号")],
    kind: Annotated[str, Query(alias="type", pattern=_ID, description="the event type / 事件类型")],
    same: Annotated[
        list[str] | None, Query(max_length=5, description="name=value that the versions share / 如 transaction_id=T1")
    ] = None,
    known_at: Annotated[Moment | None, Query(description="only what was known then / 当时已知的内容")] = None,
) -> dict[str, Any]:
    """All versions of a record of yours: what was said, when it happened (`time`), when it was known (`received_at`).

    某条记录的全部版本:发生时间与获知时间;`known_at` 回答“当时知道什么”。
    """
    pairs = [(name, value) for name, _, value in (pair.partition("=") for pair in same or ())]
    told = told_by(request.app.state.engine, client, project, kind, pairs)
    found = [one for one in told if known_at is None or one.at <= known_at]
    lineage = versions(kind, [one.frame.data for one in found], pairs)
    return {"versions": [_version(found, *pair) for pair in zip(found, lineage, strict=True)]}


def _version(found: list[Told], one: Told, version: Version) -> dict[str, Any]:
    frame = one.frame
    return {
        "source": frame.source, "id": frame.id, "seq": one.seq, "time": frame.at, "received_at": one.at,
        "data": frame.data, "supersedes": None if version.before is None else found[version.before].seq,
        "superseded": version.superseded,
    }  # fmt: skip


@router.get("/feed", response_model=FeedHealth, responses=documented(401, 422, 503))
def feed(
    request: Request,
    client: Calling,
    month: Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-05"])] = None,
) -> dict[str, Any]:
    """The health of your feed.

    数据报送质量:时滞、完整率、退回原因、月度评分。
    """
    engine = request.app.state.engine
    today = ClockStore(engine).today() or clock.today()
    found = health(Own(engine), client, date.fromisoformat(f"{month}-01") if month else today, today)
    reasons = [{"field": f, "expected": en, "expected_zh": zh, "records": n} for f, en, zh, n in found.reasons]
    return {**asdict(found), "reasons": reasons, "formula": FORMULA}


@router.post("/feed/completed", status_code=201, responses=DELIVERED | documented(400, 401, 403, 409, 422, 429, 503))
async def complete(request: Request, client: Delivering, told: Completed, key: Key = None) -> Response:
    """Say that everything up to a day has been delivered.

    报送完毕声明(`bank.feed_completed`)。
    """
    if client.kind is not ClientKind.BANK or client.bank_code is None:
        raise problem(403, "not-a-bank", "only a bank says that of its feed", "仅银行可作此声明")
    return await delivered(request, client, completed(client, client.bank_code, told.complete_until, clock.now()), key)


@router.post("/punches", status_code=201, responses=_PUNCHED | documented(400, 401, 409, 413, 422, 429, 503))
async def punch(
    request: Request,
    client: Delivering,
    told: Punches,
    key: Key = None,
    device_time: Annotated[
        Moment | None,
        Header(alias="Wagewatch-Device-Time", description="the terminal's clock as it sends / 终端当前时间"),
    ] = None,
) -> Response:
    """Punches of a terminal, also of long ago; again they are duplicates.

    考勤终端打卡,可补传,重复无害。
    """
    now = clock.now()
    punches = [one.model_dump(mode="json", exclude_none=True) for one in told.punches]
    at = max(one.at for one in told.punches)
    body = punched(client, told.project, told.device_id, punches, at)
    answer = await delivered(request, client, body, key)
    if device_time is not None:
        skew_ms = round((device_time - now).total_seconds() * 1000)
        answer.headers["Wagewatch-Clock-Skew-Ms"] = str(skew_ms)
        number = answer.headers["Location"].rpartition("/")[2]
        await run_in_threadpool(keep_skew, request.app.state.engine, client.id, number, skew_ms)
    return answer

"""The freeze gate: a bank asks before it executes an order, learns what was decided, and reports what it did.

The check itself is a route without FastAPI's machinery: its answer comes out of memory, its body is decoded once.
"""

from datetime import date, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alerts.gate import (
    Action,
    Channel,
    Executed,
    Execution,
    GateLimits,
    Refused,
    Released,
    Report,
    Review,
    Withdrawn,
)
from infra import clock
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.gate.callbacks import listen
from infra.db.gate.marks import Marks, Version
from infra.db.gate.store import NotFound, Reviews
from infra.db.gate.telling import answer
from infra.seal import Seal
from portal.gate.desk import Conflict
from portal.gate.opening import desk_of
from portal.gate.question import Question
from portal.machine.caller import Calling, PromptCalling, prompt_caller
from portal.machine.problem import Problem, documented, problem
from portal.machine.problem import answer as problem_answer
from schemas.client import Client, ClientKind
from streams.restrictions import events_of

router = APIRouter(tags=["freeze gate / 冻结闸门"])
LIMITS: Final = GateLimits()
_QUESTION: Final = msgspec.json.Decoder(Question)
_JSON: Final = "application/json"
_REFUSALS: Final = {
    Refused.ALREADY_EXECUTED: ("it was reported as executed, with something else", "已报告执行,且内容不同"),
    Refused.NOT_EXECUTED: ("it was never reported as executed", "尚未报告执行"),
    Refused.IS_OVER: ("the case is over", "该案已了结"),
}
_AHEAD: Final = timedelta(minutes=5)
"""So far a bank's clock may be ahead of ours."""


class ExecutedReport(BaseModel):
    """The order was executed.

    已执行。
    """

    executed_at: AwareDatetime = Field(description="执行时间", examples=["2026-05-18T10:00:00+08:00"])
    amount_fen: int | None = Field(None, ge=1, le=10**16, description="金额(分),不填为全部", examples=[1000000])
    channel: Channel = Field(Channel.AUTOMATIC, description="automatic 系统自动,manual 人工")
    restriction_id: str | None = Field(
        None,
        pattern=r"^[^\x00-\x1f]{1,200}$",
        description="the number under which your feed tells of it; the case number if left out / 本行数据中的限制编号",
    )
    authority_prompted_at: AwareDatetime | None = Field(None, description="向有权机关提示账户性质的时间")


class WithdrawnReport(BaseModel):
    """The order will not be executed.

    不执行。
    """

    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]+$", examples=["法院撤回"])


class ReleasedReport(BaseModel):
    """The restriction was lifted.

    已解除。
    """

    on: date = Field(description="解除日期", examples=["2026-05-20"])


class Listener(BaseModel):
    """Where decisions are sent.

    决定推送地址。
    """

    url: str = Field(max_length=500, examples=["https://bank.example.cn/wagewatch"])


class CaseAnswer(BaseModel):
    """A case as its bank is told of it.

    案件。
    """

    case: str = Field(examples=["FR-ABCDEFGHIJKLMNOP"])
    answer: str = Field(description="hold | object | no_objection | unprotected", examples=["hold"])
    state: str = Field(description="held | decided | executed | not_executed | released | unprotected")
    account_id: str
    action: str
    document_no: str
    asked_at: str
    due_on: str
    decision: dict[str, Any] | None = None


async def check(request: Request) -> Response:
    """Answer a check from memory. Nothing that goes wrong is ever an answer `unprotected`."""
    try:
        client = await prompt_caller(request)
        bank_code = _bank(client)
        question = _decoded(await request.body())
        if question.bank_code not in (None, bank_code):
            raise problem(403, "other-bank", "a bank asks about its own accounts only", "只能查询本行账户")
        told = await desk_of(request.app).answer(question, client.id, bank_code)
    except Problem as error:
        return problem_answer(error)
    except Conflict as error:
        return problem_answer(_conflict(error.review))
    except OSError:
        return problem_answer(_unwritten())
    return Response(told, media_type=_JSON)


router.routes.append(Route("/restriction-checks", check, methods=["POST"]))


class CheckBody(BaseModel):
    """What the bank's core system knows of an order before it executes it.

    执行查封、冻结、划拨前的查询。
    """

    account_id: str = Field(min_length=1, max_length=200, examples=["a1"])
    action: Action = Field(description="seal 查封, freeze 冻结, deduct 划拨", examples=["freeze"])
    authority: str = Field(min_length=1, max_length=200, description="有权机关", examples=["云山县人民法院"])
    document_no: str = Field(min_length=1, max_length=200, description="文书编号", examples=["(2026)云0103执12号"])
    amount_fen: int | None = Field(None, ge=1, le=10**16, description="金额(分),不填为全部", examples=[1000000])
    for_project_wages: bool = Field(False, description="是否为支付本项目农民工工资")
    channel: Channel = Field(Channel.AUTOMATIC, description="automatic 系统自动,manual 人工")
    bank_code: str | None = Field(None, description="your own / 本行代码,可不填")


class CheckAnswer(BaseModel):
    """`hold` until a human has decided; `unprotected` rests on what `basis` says.

    作出决定前一律暂缓(hold);`basis` 说明答复所依据的名单。
    """

    answer: str = Field(description="unprotected | hold | object | no_objection", examples=["hold"])
    protected: bool
    case: str | None = Field(None, examples=["FR-ABCDEFGHIJKLMNOP"])
    prompt: dict[str, str] | None = Field(None, description="须向有权机关出示的提示(zh、en)")
    deadline: dict[str, Any] | None = Field(None, description="due_on, working_days")
    decision: dict[str, Any] | None = None
    because: str | None = Field(None, examples=["not known to be unprotected"])
    basis: dict[str, Any] = Field(description="marks_version, as_of, database reachable|unreachable")


@router.post(
    "/restriction-checks",
    summary="Ask before a seal, freeze or deduction / 查封、冻结、划拨前查询",
    response_model=CheckAnswer,
    responses=documented(400, 401, 403, 409, 413, 422, 503),
)
async def described(request: Request, _client: PromptCalling, _told: CheckBody) -> Response:
    """Ask before executing an order on any account; the same question gets the same case.

    The route above answers first; this one describes it. 同一问题始终得到同一案号。
    """
    return await check(request)


@router.get(
    "/restriction-checks/{case}",
    summary="How a case stands / 查询案件",
    response_model=CaseAnswer,
    response_model_exclude_none=True,
    responses=documented(401, 403, 404, 503),
)
def case(request: Request, client: Calling, case: str) -> Any:
    """The case with its decision; `hold` until a person has decided, whatever the deadline.

    作出决定前一直为 hold。
    """
    _bank(client)
    review = Reviews(request.app.state.engine).of_client(case, client.id)
    review = review or desk_of(request.app).case(case, client.id)
    if review is None:
        raise _no_case()
    return answer(review)


@router.post(
    "/restriction-checks/{case}/executed",
    summary="Report an execution / 报告已执行",
    response_model=CaseAnswer,
    response_model_exclude_none=True,
    responses=documented(401, 403, 404, 409, 422, 503),
)
def executed(request: Request, client: Calling, case: str, told: ExecutedReport) -> Any:
    """What was executed becomes the event `bank.account_restricted`.

    形成账户限制事件。
    """
    now = clock.now()
    at = min(told.executed_at.astimezone(clock.SHANGHAI), now)
    name = told.restriction_id or case
    execution = Execution(name, at, told.amount_fen, told.channel, told.authority_prompted_at)
    if told.executed_at > now + _AHEAD:
        raise problem(422, "fields", "executed_at lies in the future", "执行时间晚于当前时间")
    return _reported(request, client, case, Executed(execution))


@router.post(
    "/restriction-checks/{case}/withdrawn",
    summary="Report that it will not be executed / 报告不执行",
    response_model=CaseAnswer,
    response_model_exclude_none=True,
    responses=documented(401, 403, 404, 409, 422, 503),
)
def withdrawn(request: Request, client: Calling, case: str, told: WithdrawnReport) -> Any:
    """The order was withdrawn, or the bank does not carry it out.

    撤回或不予执行。
    """
    return _reported(request, client, case, Withdrawn(told.reason))


@router.post(
    "/restriction-checks/{case}/released",
    summary="Report a release / 报告已解除",
    response_model=CaseAnswer,
    response_model_exclude_none=True,
    responses=documented(401, 403, 404, 409, 422, 503),
)
def released(request: Request, client: Calling, case: str, told: ReleasedReport) -> Any:
    """The restriction was lifted; it becomes the event `bank.account_released`.

    形成解除事件。
    """
    return _reported(request, client, case, Released(told.on))


@router.put("/restriction-callback", status_code=204, summary="Where decisions are sent / 登记推送地址",
            responses=documented(401, 403, 422, 503))  # fmt: skip
def callback(request: Request, client: Calling, told: Listener) -> None:
    """Each decision is POSTed there as a JWS (application/jose) until it is taken; polling stays possible."""
    _bank(client)
    parts = urlsplit(told.url)
    is_own_machine = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_own_machine)):
        raise problem(422, "fields", "expected an https address", "应为 https 地址")
    shown = f"{parts.scheme}://{parts.hostname}/…"
    with connected(request.app.state.engine) as connection:
        listen(connection, client.id, Seal.of(request.app.state.settings).sealed(told.url), shown)


_LIST: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "a compact JWS", "content": {"application/jose": {"schema": {"type": "string"}}}}
}


@router.get(
    "/protection-marks",
    summary="The protected accounts / 受保护账户清单",
    response_class=Response,
    responses=documented(401, 403, 503) | _LIST,
)
def marks(
    request: Request,
    client: Calling,
    since: Annotated[
        int, Query(ge=0, le=2**62, description="only what changed after this version / 此版本之后的变化")
    ] = 0,
) -> Response:
    """The bank's own protected accounts as a compact JWS (its payload is JSON): all of them, or what changed since.

    Load the whole list once, then ask with the last `version`. A line with `closed_on` is a mark that ended.
    本行受保护账户清单(JWS);先取全量,再按 version 取增量。
    """
    found = Marks(request.app.state.engine).since(since, _bank(client))
    signed = request.app.state.signer.signed_json(_listed(found, since, _bank(client)), "protection-marks+jws")
    headers = {"ETag": f'"{found.version}-{since}"', "Wagewatch-Marks-Version": str(found.version)}
    return Response(signed, media_type="application/jose", headers=headers)


def _listed(found: Version, since: int, bank_code: str) -> dict[str, Any]:
    marks = [
        {
            "account_id": mark.account_id,
            "kind": mark.kind,
            "name": mark.name,
            "project": mark.project,
            "opened_on": mark.opened_on.isoformat(),
            "closed_on": None if mark.closed_on is None else mark.closed_on.isoformat(),
            "version": mark.version,
        }
        for mark in found.marks
    ]
    issued = clock.now().isoformat(timespec="seconds")
    return {"bank_code": bank_code, "version": found.version, "since": since, "issued_at": issued, "marks": marks}


def _reported(request: Request, client: Client, case: str, report: Report) -> dict[str, Any]:
    _bank(client)
    engine = request.app.state.engine
    day = ClockStore(engine).today() or clock.today()
    done = Reviews(engine, LIMITS).report(case, client.id, report, events_of, day)
    match done:
        case NotFound():
            raise _no_case()
        case Refused():
            en, zh = _REFUSALS.get(done, ("the case does not allow it", "案件状态不允许"))
            raise problem(409, done.value, en, zh)
        case Review():
            return answer(done)


def _bank(client: Client) -> str:
    if client.kind is not ClientKind.BANK or client.bank_code is None:
        raise problem(403, "banks-only", "only a bank asks here", "仅限银行调用")
    return client.bank_code


def _decoded(body: bytes) -> Question:
    try:
        return _QUESTION.decode(body)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$")
        wrong = {"field": place.strip("`.") or "body", "found": "-", "expected": text, "expected_zh": "见接口文档"}
        raise problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", [wrong]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise problem(400, "json", "the body is no JSON object", "请求内容不是 JSON 对象") from None


def _conflict(review: Review) -> Problem:
    en = "the same order was asked about with another sum, authority or purpose: hold, and give it its own document_no"
    zh = "同一文书此前以不同内容查询过;请继续暂缓,并使用各自的文书编号"
    return problem(409, "other-content", en, zh, case=review.case, answer="hold")


def _unwritten() -> Problem:
    made = problem(
        503, "unavailable", "the check could not be kept; hold, and ask again", "无法留存本次查询;请暂缓执行并重试"
    )
    made.headers = {"Retry-After": "5"}
    return made


def _no_case() -> Problem:
    return problem(404, "no-such-case", "you have asked for no such case", "没有这个案件")

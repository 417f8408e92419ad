"""A case after the check: how it stands, and the bank's reports of what became of the order."""

from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from alerts.gate import Channel, Executed, Execution, Refused, Released, Report, Review, Withdrawn
from infra import clock
from infra.db.clock import ClockStore
from infra.db.gate.store import NotFound, Reviews
from infra.db.gate.telling import answer
from portal.gate.opening import desk_of
from portal.machine.caller import Calling
from portal.machine.gate.asker import bank_of
from portal.machine.moment import Moment
from portal.machine.problem import Problem, documented, problem
from schemas.client import Client
from streams.restrictions import events_of

router = APIRouter()
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

    executed_at: Moment = Field(description="执行时间", examples=["2026-05-18T10:00:00+08:00"])
    amount_fen: int | None = Field(None, ge=1, le=10**16, description="金额(分),不填为全部", examples=[1000000])
    channel: Channel = Field(Channel.AUTOMATIC, description="automatic 系统自动,manual 人工")
    restriction_id: str | None = Field(
        None,
        pattern=r"^[^\x00-\x1f]{1,200}$",
        description="the number under which your feed tells of it; the case number if left out / 本行数据中的限制编号",
    )
    authority_prompted_at: Moment | None = Field(None, description="向有权机关提示账户性质的时间")


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
    bank_of(client)
    store, desk = Reviews(request.app.state.engine), desk_of(request.app)
    review = store.of_client(case, client.id) or desk.case(case, client.id)
    if review is None:
        desk.enter_also(case, client.id)
        review = store.of_client(case, client.id)
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
    at = min(told.executed_at, now)
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


def _reported(request: Request, client: Client, case: str, report: Report) -> dict[str, Any]:
    bank_of(client)
    engine, desk = request.app.state.engine, desk_of(request.app)
    day = ClockStore(engine).today() or clock.today()
    done = Reviews(engine).report(case, client.id, report, events_of, day)
    if isinstance(done, NotFound):  # unless it was held a moment ago
        desk.enter_also(case, client.id)
        done = Reviews(engine).report(case, client.id, report, events_of, day)
    match done:
        case NotFound():
            raise _no_case()
        case Refused():
            en, zh = _REFUSALS.get(done, ("the case does not allow it", "案件状态不允许"))
            raise problem(409, done.value, en, zh)
        case Review():
            return answer(done)


def _no_case() -> Problem:
    return problem(404, "no-such-case", "you have asked for no such case", "没有这个案件")

"""The check: answered out of memory, its body decoded once, without the machinery of pages and routes around it."""

import logging
from typing import Any, Final

import msgspec
from fastapi import Request
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from alerts.gate import Action, Channel, Review
from infra.db.engine import UnreachableError
from portal.gate.desk import Conflict
from portal.gate.opening import desk_of
from portal.gate.question import Question
from portal.machine.body import LARGEST, Passing
from portal.machine.caller import Calling, prompt_caller
from portal.machine.gate.asker import bank_of
from portal.machine.problem import Problem, answer, documented, failure, problem, unavailable
from schemas.sensitive import masked, may_carry

log: Final = logging.getLogger("wagewatch.gate")
_QUESTION: Final = msgspec.json.Decoder(Question)
_HEADERS: Final = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))


async def answered(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a check. Nothing that goes wrong is ever an answer `unprotected`."""
    try:
        told = await _told(HTTPConnection(scope), Passing(receive, LARGEST))
    except ClientDisconnect:
        return
    except Problem as error:
        await _refused(error)(scope, receive, send)
    except Conflict as error:
        await _refused(_conflict(error.review))(scope, receive, send)
    except UnreachableError:
        await _refused(unavailable())(scope, receive, send)
    except OSError:
        await _refused(_unwritten())(scope, receive, send)
    except Exception:
        log.exception("a check was not answered")
        await _refused(failure())(scope, receive, send)
    else:
        length = (b"content-length", str(len(told)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, length]})
        await send({"type": "http.response.body", "body": told})


async def _told(request: HTTPConnection, passing: Passing) -> bytes:
    body = await passing.whole()
    client = await prompt_caller(request, passing)
    bank_code = bank_of(client)
    question = _decoded(body)
    if question.bank_code not in (None, bank_code):
        raise problem(403, "other-bank", "a bank asks about its own accounts only", "只能查询本行账户")
    return await desk_of(request.app).answer(question, client.id, bank_code)


def _refused(error: Problem) -> Response:
    refusal = answer(error)
    refusal.raw_headers.extend(_HEADERS[1:])
    return refusal


class _Prompt(APIRoute):
    """A route that is described like any other and answered by `answered`."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer it; another method than the route's is refused like anywhere."""
        await (answered if scope["method"] == "POST" else super().handle)(scope, receive, send)


router = APIRouter(route_class=_Prompt)


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
    responses=documented(400, 401, 403, 409, 413, 422, 503),
)
def check(_request: Request, _client: Calling, _told: CheckBody) -> CheckAnswer:
    """Ask before executing an order on any account; the same question gets the same case.

    同一问题始终得到同一案号。
    """
    raise NotImplementedError  # `_Prompt` answers


def _decoded(body: bytes) -> Question:
    try:
        asked = _QUESTION.decode(body)
        return _unnumbered(asked) if may_carry(body) else asked
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$")
        wrong = {"field": place.strip("`.") or "body", "found": "-", "expected": text, "expected_zh": "见接口文档"}
        raise problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", [wrong]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise problem(400, "json", "the body is no JSON object", "请求内容不是 JSON 对象") from None


def _unnumbered(asked: Question) -> Question:
    """The question without persons' numbers: an order may name whom it is against, and that is not kept here."""
    texts = {name: masked(getattr(asked, name), name) for name in ("account_id", "authority", "document_no")}
    return msgspec.structs.replace(asked, **texts)


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

"""What a machine is told when something is wrong: RFC 9457, with the field, what was found and what was expected.

Each text stands in both languages: `detail` is English, `detail_zh` Chinese.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from infra.db.engine import UnreachableError

MEDIA_TYPE: Final = "application/problem+json"
_TITLES: Final = {
    400: ("The request cannot be understood", "请求无法理解"),
    401: ("Who asks is not known", "无法确认调用方"),
    403: ("Not yours", "无权限"),
    404: ("Not found", "不存在"),
    405: ("Method not allowed", "不支持该方法"),
    409: ("Conflict", "冲突"),
    413: ("Too large", "内容过大"),
    415: ("This kind of content is not read", "不支持的内容类型"),
    422: ("A field is wrong", "字段有误"),
    423: ("Somebody else writes it", "正被另一请求写入"),
    429: ("Too many requests", "请求过于频繁"),
    500: ("The system failed", "系统出错"),
    503: ("Temporarily unavailable", "暂时不可用"),
}


class WrongField(BaseModel):
    """有误的字段。 One wrong field."""

    field: str = Field(description="path of the field / 字段路径", examples=["account_id"])
    found: str = Field(description="what was found / 收到的内容", examples=["nothing"])
    expected: str = Field(description="what was expected / 应为", examples=["an id of 1 to 200 characters"])
    expected_zh: str = Field(description="应为", examples=["1至200个字符的编号"])


class ProblemBody(BaseModel):
    """错误。 An error (RFC 9457)."""

    type: str = Field(examples=["urn:wagewatch:problem:signature"])
    title: str = Field(examples=["Who asks is not known"])
    status: int = Field(examples=[401])
    detail: str = Field(examples=["the signature's iat is more than 300 s away from this server's clock"])
    title_zh: str = Field(examples=["无法确认调用方"])
    detail_zh: str = Field(examples=["签名时间与服务器时钟相差超过300秒"])
    errors: list[WrongField] = []


@dataclass(slots=True)
class Problem(Exception):
    """A refusal. `code` ends the problem's `type`; `errors` are its wrong fields; `more` joins the body."""

    status: int
    code: str
    en: str
    zh: str
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def problem(status: int, code: str, en: str, zh: str, errors: Sequence[Mapping[str, str]] = (), **more: Any) -> Problem:
    """A refusal to be raised."""
    return Problem(status, code, en, zh, errors, {}, more)


def answer(given: Problem) -> Response:
    """The refusal as a response."""
    title, title_zh = _TITLES.get(given.status, _TITLES[500 if given.status >= 500 else 400])
    body = {
        "type": f"urn:wagewatch:problem:{given.code}",
        "title": title,
        "status": given.status,
        "detail": given.en,
        "title_zh": title_zh,
        "detail_zh": given.zh,
        **given.more,
    }
    if given.errors:
        body["errors"] = [dict(error) for error in given.errors]
    return JSONResponse(body, given.status, dict(given.headers), media_type=MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route for its OpenAPI document: `responses=documented(401, 422)`."""
    return {
        status: {
            "description": " / ".join(_TITLES[status]),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Answer every failure of the machine interface this way."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, error: Problem) -> Response:
        return answer(error)

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> Response:
        title, zh = _TITLES.get(error.status_code, _TITLES[400])
        headers = dict(error.headers or {})
        return answer(
            Problem(error.status_code, f"http-{error.status_code}", str(error.detail or title), zh, (), headers)
        )

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return answer(problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", _wrong(error)))

    @app.exception_handler(UnreachableError)
    async def _unreachable(_request: Request, _error: UnreachableError) -> Response:
        return answer(unavailable())

    @app.exception_handler(ClientDisconnect)
    async def _gone(_request: Request, _error: ClientDisconnect) -> Response:
        return answer(problem(400, "cut", "the request ended before its body did", "请求在内容发送完之前中断"))

    @app.exception_handler(Exception)
    async def _failed(_request: Request, _error: Exception) -> Response:
        return answer(failure())


def failure() -> Problem:
    """Something that nobody foresaw."""
    return problem(500, "failure", "this was not your doing; it is logged", "这不是调用方的问题,错误已记录")


def unavailable() -> Problem:
    """The database is away: nothing was accepted, and the same may be sent again."""
    en = "the database does not answer; nothing of this request was accepted, send the same again later"
    made = problem(503, "unavailable", en, "数据库暂不可用;本次请求未受理任何内容,请稍后原样重发")
    made.headers = {"Retry-After": "5"}
    return made


def _wrong(error: RequestValidationError) -> list[dict[str, str]]:
    """Where, and what was expected; never what stood there, which may be a person's number."""
    return [
        {
            "field": ".".join(str(step) for step in found["loc"] if step != "body") or "body",
            "found": "nothing" if found["type"] == "missing" else type(found.get("input")).__name__,
            "expected": str(found["msg"]),
            "expected_zh": "见接口文档" if found["type"] != "missing" else "必填",
        }
        for found in error.errors()
    ]

"""What a visitor reads when a page is not there, not theirs, changed meanwhile, or failed. Never a traceback."""

from typing import Final
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response

from infra.db.engine import UnreachableError
from portal.i18n import mark
from portal.machine.problem import MEDIA_TYPE, Problem, answer
from portal.page import page
from portal.visitor import NotSignedIn, Visitor, language_of

MESSAGES: Final = {
    400: (mark("这个请求无法理解"), mark("填写的内容或链接有误。请返回上一页,检查后再试。")),
    403: (mark("没有权限"), mark("您的角色不能做这件事,或页面已过期。请返回刷新后再试,或联系本单位管理员。")),
    404: (mark("没有这个页面"), mark("没有这条记录,或不在您的辖区内。")),
    405: (mark("这个请求无法理解"), mark("填写的内容或链接有误。请返回上一页,检查后再试。")),
    409: (mark("内容已被他人更改"), mark("您打开页面后,有人先办理了。请刷新查看最新情况,再决定是否办理。")),
    413: (mark("文件太大"), mark("上传的内容超过了限制。请压缩后再传。")),
    429: (mark("尝试过于频繁"), mark("请稍候再试。")),
    500: (mark("系统出错"), mark("这不是您的操作造成的,错误已经记录。请稍后再试。")),
    503: (mark("暂时无法连接数据库"), mark("已做的更改不会丢失。请稍后再试。")),
}
_FALLBACK: Final = 400


def failure(request: Request, status: int, detail: str | None = None) -> HTMLResponse:
    """The page of an error; `detail` stands in place of the usual sentence, already in the visitor's language."""
    shown = status if status in MESSAGES else (500 if status >= 500 else _FALLBACK)
    title, text = MESSAGES[shown]
    found = getattr(request.state, "visitor", None)
    visitor = found if isinstance(found, Visitor) else None
    return page(request, visitor, "errors/error.html", status, code=status, title=title, text=text, detail=detail)


def install(app: FastAPI) -> None:
    """Answer with pages instead of JSON."""

    @app.exception_handler(StarletteHTTPException)
    def _http(request: Request, error: StarletteHTTPException) -> Response:
        usual = HTTPException(error.status_code).detail
        detail = error.detail if error.detail and error.detail != usual else None
        shown = failure(request, error.status_code, detail)
        shown.headers.update(error.headers or {})
        return shown

    @app.exception_handler(Problem)
    def _problem(request: Request, error: Problem) -> Response:
        if MEDIA_TYPE in request.headers.get("Accept", ""):  # a page's script asks
            return answer(error)
        shown = failure(request, error.status, error.zh if language_of(request) == "zh" else error.en)
        shown.headers.update(error.headers)
        return shown

    @app.exception_handler(ClientDisconnect)
    def _gone(request: Request, _error: ClientDisconnect) -> Response:
        return failure(request, 400)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        of_the_path = any(place["loc"][0] == "path" for place in error.errors())
        return failure(request, 404 if of_the_path else 400)

    @app.exception_handler(UnreachableError)
    def _unreachable(request: Request, _error: UnreachableError) -> Response:
        return failure(request, 503)

    @app.exception_handler(NotSignedIn)
    def _not_signed_in(request: Request, error: NotSignedIn) -> Response:
        to = "/signin" + (f"?next={quote(error.target, safe='/')}" if error.target != "/" else "")
        if "HX-Request" in request.headers:
            return Response(status_code=200, headers={"HX-Redirect": to})
        return RedirectResponse(to, 303)

"""Around every answer: the headers, the visit's cookie, a limit to what is sent, and the last word on a failure."""

import logging
from typing import Final

from fastapi import HTTPException, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.db.engine import UnreachableError
from portal.errors import failure
from portal.machine.problem import answer, problem
from portal.private import numbered, refused
from portal.security import DELIVERIES, HEADERS, LARGEST_BODY, MACHINE, TRANSPORT, is_secure, keep_visit, visit_of

_KEPT: Final = "private, no-store"
log = logging.getLogger(__name__)


class Frame:
    """The outermost layer of the portal."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; an answer comes in any case."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, _limited(scope, receive))
        request.state.too_large = False
        visit_of(request)
        started = False

        async def framed(message: Message) -> None:
            nonlocal started
            if request.state.too_large and not started:
                return  # whoever read the rest answers as if it had been malformed
            if message["type"] == "http.response.start":
                started = True
                _frame(request, message)
            await send(message)

        try:
            unread = refused if numbered(scope) else _misread if _has_two_ends(scope) else None
            if unread is not None:
                await unread(request)(scope, request.receive, framed)
                return
            await self._app(scope, request.receive, framed)
            _look(started, request)
        except Exception as error:
            if not isinstance(error, UnreachableError | _TooLarge):
                log.exception("%s %s failed", request.method, request.url.path)
            if started:
                raise
            request.state.too_large = False
            await failure(request, _status(error))(scope, receive, framed)


def _has_two_ends(scope: Scope) -> bool:
    """Whether the body ends in one place for one reader and in another for the next (RFC 9112, 6.1)."""
    names = {name for name, _ in scope["headers"]}
    return b"transfer-encoding" in names and b"content-length" in names


def _misread(request: Request) -> Response:
    if request.url.path.startswith(f"{MACHINE}/"):
        en, zh = (
            "either Content-Length or Transfer-Encoding, not both",
            "Content-Length 与 Transfer-Encoding 不得同时使用",
        )
        answered = answer(problem(400, "framing", en, zh))
    else:
        answered = failure(request, 400)
    answered.headers["Connection"] = "close"
    return answered


class _TooLarge(Exception):
    """More is sent than anything here needs."""


def _look(started: bool, request: Request) -> None:  # noqa: FBT001 (what has happened so far)
    """See whether too much was sent to somebody who took it for a malformed form."""
    if request.state.too_large and not started:
        raise _TooLarge


def _status(error: Exception) -> int:
    match error:
        case UnreachableError():
            return 503
        case _TooLarge():
            return 413
        case HTTPException():
            return error.status_code
        case _:
            return 500


def _limited(scope: Scope, receive: Receive) -> Receive:
    came = 0
    machine = str(scope.get("path", "")).startswith(f"{MACHINE}/")
    limit = _limit(scope)

    async def counted() -> Message:
        nonlocal came
        message = await receive()
        if machine:
            return message
        came += len(message.get("body", b""))
        if came > limit:
            scope["state"]["too_large"] = True
            raise _TooLarge
        return message

    return counted


def _limit(scope: Scope) -> int:
    if "app" not in scope:
        return LARGEST_BODY
    state = scope["app"].state
    limit: int = state.largest_delivery if scope.get("path") == DELIVERIES else state.largest_body
    return limit


def _frame(request: Request, message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if is_secure(request):
        headers["Strict-Transport-Security"] = TRANSPORT
    if not request.url.path.startswith("/static/"):
        headers.setdefault("Cache-Control", _KEPT)
        headers.add_vary_header("Cookie")
    if getattr(request.state, "new_visit", False) and getattr(request.state, "gives_visit", False):
        answer = Response()
        keep_visit(request, answer)
        headers.append("Set-Cookie", answer.headers["set-cookie"])

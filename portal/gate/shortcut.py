"""The shortest way to a check: around pages' frames and routers, which a signed question to the gate needs none of."""

from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.db.engine import UnreachableError
from infra.signed_request import HEADER
from portal.machine.body import LARGEST, Passing
from portal.machine.gate import check
from portal.machine.problem import Problem, answer, unavailable

PATH: Final = "/v1/restriction-checks"
_SIGNED: Final = HEADER.lower().encode()


class Shortcut:
    """The outermost layer: it answers signed checks and passes everything else on."""

    def __init__(self, app: ASGIApp, interface: FastAPI) -> None:
        self._app = app
        self._interface = interface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a check, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST" or not _is_signed(scope):
            await self._app(scope, receive, send)
            return
        body = Passing(receive, LARGEST)
        state = {**scope.get("state", {}), "passing": body}
        response = await _answer(Request({**scope, "app": self._interface, "state": state}, body.receive))
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        await response(scope, receive, send)


async def _answer(request: Request) -> Response:
    try:
        return await check(request)
    except UnreachableError:
        return answer(unavailable())
    except Problem as error:
        return answer(error)


def _is_signed(scope: Scope) -> bool:
    return any(name == _SIGNED for name, _ in scope["headers"])

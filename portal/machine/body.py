"""The body of a machine's request: its size limited, its digest taken as it passes, compared at its end.

A route that streams reads `request.stream()` as ever: if the last byte shows that it is not the body that was signed,
reading raises a `Problem`, so accept nothing before the stream has ended.
"""

import hashlib
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.machine.problem import Problem, answer, problem

LARGEST: Final = 1024 * 1024
"""Of a body that is no delivery."""


class Body:
    """The layer around the machine interface's routes. `unlimited` are the beginnings of paths that stream."""

    def __init__(self, app: ASGIApp, unlimited: tuple[str, ...] = ()) -> None:
        self._app = app
        self._unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not scope["path"].isprintable():
            await answer(problem(404, "http-404", "no path has such characters", "路径含不可用字符"))(
                scope, receive, send
            )
            return
        state = scope.setdefault("state", {})
        limit = None if _route(scope).startswith(self._unlimited or ("\0",)) else LARGEST
        passing = Passing(receive, limit)
        state["passing"] = passing
        failed: Problem | None = None
        started = False

        async def seen(message: Message) -> None:
            """Whoever parses a body takes any failure to read it for a malformed one; say what it was."""
            nonlocal failed, started
            if passing.problem is not None and not started:
                failed = passing.problem
                return
            started = True
            await send(message)

        try:
            await self._app(scope, passing.receive, seen)
        except Problem as error:
            if started:
                raise
            failed = error
        if failed is not None:
            await answer(failed)(scope, receive, send)


class Passing:
    """A body on its way. `expected` is the digest that was signed, once that is known."""

    def __init__(self, receive: Receive, limit: int | None) -> None:
        self._receive = receive
        self._limit = limit
        self._digest = hashlib.sha256()
        self.size = 0
        self.ended = False
        self.expected: str | None = None
        self.problem: Problem | None = None
        """Why the body is not read to its end, or not taken for what it says it is."""

    async def receive(self) -> Message:
        """The next piece. Raises `Problem` where it is too much, or at the end not what was signed."""
        message = await self._receive()
        if message["type"] != "http.request" or self.ended:
            return message
        piece = message.get("body", b"")
        self.size += len(piece)
        if self._limit is not None and self.size > self._limit:
            en, zh = f"the body is larger than {self._limit} bytes", f"内容超过{self._limit}字节"
            self.problem = problem(413, "too-large", en, zh)
            raise self.problem
        self._digest.update(piece)
        if not message.get("more_body", False):
            self.ended = True
            self._compare()
        return message

    async def whole(self) -> bytes:
        """All of it. Raises `Problem` as `receive` does, and `ClientDisconnect`."""
        body = b""
        while not self.ended:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
        return body

    def expect(self, sha256: str) -> None:
        """Say what was signed. Raises `Problem` if the body is known already and is another."""
        self.expected = sha256.lower()
        if self.ended:
            self._compare()

    @property
    def sha256(self) -> str:
        """The digest of what has come so far, hex."""
        return self._digest.hexdigest()

    def _compare(self) -> None:
        if self.expected is not None and self.expected != self.sha256:
            self.problem = problem(401, "digest", "the body is not the one that was signed", "请求内容与签名不符")
            raise self.problem


def passing(request: Request) -> Passing:
    """The body of a request of the machine interface."""
    found: Passing = request.state.passing
    return found


def _route(scope: Scope) -> str:
    return str(scope["path"]).removeprefix("/v1")

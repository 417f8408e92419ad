"""Real receivers on this machine: a web server that answers and a mail server that refuses as they are told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Web:
    """A web server: `answers` are given in turn, the last one for ever; each is (status, headers, body)."""

    port: int
    answers: list[tuple[int, dict[str, str], bytes]]
    calls: list[Call] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook"


@contextmanager
def web(*answers: tuple[int, dict[str, str], bytes] | int) -> Iterator[Web]:
    given = [answer if isinstance(answer, tuple) else (answer, {}, b"") for answer in answers or (200,)]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = json.loads(body) if "json" in self.headers.get("Content-Type", "") else body.decode()
            heard.calls.append(Call(self.path, dict(self.headers.items()), told))
            status, headers, text = heard.answers[min(len(heard.calls), len(heard.answers)) - 1]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard = Web(server.server_port, given)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Post:
    """A mail server: `refused` maps addresses to the reply they get."""

    port: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    mails: list[Message] = field(default_factory=list)

    @property
    def server(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=wagewatch@office.example"

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (the library's name)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


class _AnyPort(Controller):
    """Takes a free port, and knocks there instead of at port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(**refused: str) -> Iterator[Post]:
    """Keys are local parts of @office.example, values the replies."""
    handler = Post(refused={f"{name}@office.example": reply for name, reply in refused.items()})
    controller = _AnyPort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()

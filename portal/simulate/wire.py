"""The sender's end of the wire: requests signed as any bank would sign them, and one that is cut in the middle."""

import hashlib
import socket
import uuid
from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from infra import clock
from infra.signed_request import HEADER, signed_request
from portal.simulate.delivery import JSONL, Delivery, Event

_PATIENCE_S: Final = 120.0
_SUBMISSIONS: Final = "/v1/submissions"


class NotTaken(Exception):
    """The door refused what it should have taken; the text is its answer."""


class Signing(httpx.Auth):
    """Signs each request with the sender's private JWK."""

    requires_request_body = True

    def __init__(self, key: dict[str, Any]) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers[HEADER] = self.header(request.method, request.url.raw_path.decode(), request.content)
        yield request

    def header(self, method: str, target: str, body: bytes) -> str:
        """The header's value for a request."""
        digest = hashlib.sha256(body).hexdigest()
        return signed_request(self._key, method, target, digest, int(clock.now().timestamp()), uuid.uuid4().hex)


class Wire:
    """One sender's connection. Close it."""

    def __init__(self, url: str, key: dict[str, Any]) -> None:
        """Takes the portal's address and the sender's private JWK."""
        self._signing = Signing(key)
        self._http = httpx.Client(base_url=url, auth=self._signing, timeout=_PATIENCE_S, trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def submit(self, sent: Delivery, key: str) -> dict[str, Any]:
        """Deliver a file; the answer with its receipt. Raises `NotTaken`."""
        headers = {"Content-Type": sent.media, "Idempotency-Key": key}
        return self._told(self._http.post(_target(sent), content=sent.body, headers=headers))

    def cut(self, sent: Delivery, key: str) -> None:
        """Begin to deliver a file and hang up in the middle of it."""
        base, target = self._http.base_url, _target(sent)
        head = [
            f"POST {target} HTTP/1.1", f"Host: {base.netloc.decode()}", f"Content-Type: {sent.media}",
            f"Content-Length: {len(sent.body)}", f"Idempotency-Key: {key}",
            f"{HEADER}: {self._signing.header('POST', target, sent.body)}", "", "",
        ]  # fmt: skip
        with socket.create_connection((base.host, base.port or 80), timeout=_PATIENCE_S) as line, suppress(OSError):
            line.sendall("\r\n".join(head).encode() + sent.body[: len(sent.body) // 2])

    def rejected(self, submission: str) -> bytes:
        """The rows of a submission that were set aside, as a file. Raises `NotTaken`."""
        answer = self._http.get(f"{_SUBMISSIONS}/{submission}/rejected")
        if answer.is_error:
            raise NotTaken(answer.text)
        return answer.content

    def may_restrict(self, order: Event) -> str:
        """Ask the freeze gate before an order is executed; its answer in one word. Raises `NotTaken`."""
        data: Mapping[str, Any] = order["data"]
        asked = {name: data[name] for name in ("account_id", "action", "authority", "document_no") if name in data}
        amount = {"amount_fen": data["amount_fen"]} if data.get("amount_fen") else {}
        return str(self._told(self._http.post("/v1/restriction-checks", json=asked | amount))["answer"])

    def _told(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            raise NotTaken(answer.text)
        told: dict[str, Any] = answer.json()
        return told


def _target(sent: Delivery) -> str:
    said = {"name": sent.name} | ({"feed": sent.feed} if sent.feed and sent.media != JSONL else {})
    return f"{_SUBMISSIONS}?{urlencode(said)}"

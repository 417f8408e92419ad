"""Requests signed as the interface wants them, from any httpx client: `httpx.Client(auth=Signature(key))`."""

import hashlib
from collections.abc import Generator
from typing import Any
from uuid import uuid4

import httpx

from infra import clock
from infra.signed_request import HEADER, signed_request


class Signature(httpx.Auth):
    """Signs every request with a private JWK, `kid` included, anew each time."""

    requires_request_body = True

    def __init__(self, key: dict[str, Any]) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the signature."""
        request.headers[HEADER] = self.header(request.method, request.url.raw_path.decode(), request.content)
        yield request

    def header(self, method: str, target: str, body: bytes) -> str:
        """The header's value for a request to a target, which is the path with its query as sent."""
        return self.over(method, target, hashlib.sha256(body).hexdigest())

    def over(self, method: str, target: str, sha256: str) -> str:
        """The same for a body that is known by its digest only, in hex."""
        return signed_request(self._key, **self.said(method, target, sha256))

    def said(self, method: str, target: str, sha256: str) -> dict[str, Any]:
        """What is signed."""
        now = int(clock.now().timestamp())
        return {"method": method, "target": target, "sha256": sha256, "iat": now, "jti": uuid4().hex}

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
        sha256 = hashlib.sha256(request.content).hexdigest()
        target, now = request.url.raw_path.decode(), int(clock.now().timestamp())
        request.headers[HEADER] = signed_request(self._key, request.method, target, sha256, now, uuid4().hex)
        yield request

"""A real OpenID provider for tests, on the loopback: discovery, authorization with PKCE, token, keys.

What it does wrong is said by a test: `forged` signs with a key that is not published, `claims` overrides claims of the
identity token, `issuer` what discovery says.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from infra import clock


@dataclass(slots=True)
class Provider:
    """The provider: who signs in there, and what it gives out."""

    client_id: str = "wagewatch"
    client_secret: str = "portal-secret"
    subject: str = "E-1024"
    forged: bool = False
    issuer: str | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    requests: list[str] = field(default_factory=list)
    _key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.url,
            "authorization_endpoint": self.url + "/authorize",
            "token_endpoint": self.url + "/token",
            "jwks_uri": self.url + "/jwks",
        }

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self._key]).as_dict(private=False))

    def authorized(self, query: dict[str, str]) -> str:
        """Where the browser is sent after the person signed in here."""
        assert query["response_type"] == "code"
        assert query["client_id"] == self.client_id
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The answer of the token endpoint; a code is good once."""
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = "Basic " + base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if authorization != basic:
            return 401, {"error": "invalid_client"}
        at = int(clock.now().timestamp())
        claims = {"iss": self.url, "sub": self.subject, "aud": self.client_id, "iat": at, "exp": at + 300}
        claims |= {"nonce": asked["nonce"]} | self.claims
        key = RSAKey.generate_key(2048, {"kid": "k1"}) if self.forged else self._key
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """The provider on a free port."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.requests.append(parts.path)
            match parts.path:
                case "/.well-known/openid-configuration":
                    self._answer(200, provider.discovery())
                case "/jwks":
                    self._answer(200, provider.keys())
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorized(_single(parts.query)))
                    self.end_headers()
                case _:
                    self._answer(404, {})

        def do_POST(self) -> None:
            provider.requests.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*provider.token(_single(body), self.headers.get("Authorization", "")))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _answer(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join(5)


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}

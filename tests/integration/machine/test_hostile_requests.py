"""Requests that no decent client sends: each is answered with what is wrong, none stays for ever."""

import base64
import hashlib
import json
import socket
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from infra.signed_request import HEADER, signed_request
from portal.client.signing import Signature
from tests.freeze_gate import client, held, mark, until
from tests.machine_client import Signs, bank, new_key, register
from tests.portal_fixtures import Portal

TARGET = "/v1/submissions?name=x.csv"


def code(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["type"].rpartition(":")[2]


def raw(portal: Portal, *pieces: bytes) -> socket.socket:
    """A connection on which this was sent."""
    url = httpx.URL(portal.url)
    assert url.port is not None
    made = socket.create_connection((url.host, url.port), timeout=30)
    for piece in pieces:
        made.sendall(piece)
    return made


def answer_on(connection: socket.socket) -> bytes:
    """Everything until the other side hangs up."""
    told = b""
    with connection:
        while piece := connection.recv(65536):
            told += piece
    return told


def head(key: dict[str, Any], *more: str, body: bytes = b"") -> bytes:
    """The head of a delivery, signed."""
    said = Signature(key).said("POST", TARGET, hashlib.sha256(body).hexdigest())
    lines = [f"POST {TARGET} HTTP/1.1", "Host: x", "Content-Type: text/csv", f"{HEADER}: {signed_request(key, **said)}"]
    return "\r\n".join([*lines, *more, "", ""]).encode()


@pytest.fixture
def key(portal: Portal) -> dict[str, Any]:
    made = new_key()
    register(portal.engine, bank("102"), made)
    return made


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "protected", [json.dumps({"alg": "Ed25519", "kid": "\ud800"}), "[" * 4_000, json.dumps({"alg": [], "kid": {}})]
)
@pytest.mark.parametrize("path", ["/v1/submissions", "/v1/restriction-checks"])
def test_a_signature_that_is_bent_is_refused(portal: Portal, path: str, protected: str) -> None:
    answer = httpx.post(f"{portal.url}{path}", headers={HEADER: f"{packed(protected)}.e30.AAAA"}, trust_env=False)
    assert code(answer) == (401, "signature")


@pytest.mark.parametrize("payload", ["[" * 5_000, '{"jti":' + "[" * 4_000])
def test_a_payload_that_is_nested_without_end_is_refused(portal: Portal, key: dict[str, Any], payload: str) -> None:
    class Bent(Signs):
        def auth_flow(self, request: httpx.Request) -> Any:
            header = {"alg": "Ed25519", "kid": key["kid"]}
            request.headers[HEADER] = jws.serialize_compact(
                header, payload.encode(), OKPKey.import_key(key), algorithms=["Ed25519"]
            )
            yield request

    answer = httpx.get(f"{portal.url}/v1/submissions", auth=Bent(key), trust_env=False)
    assert code(answer) == (401, "signature")


@pytest.mark.parametrize("path", [TARGET, "/signin"])
def test_a_body_with_two_ends_is_not_read(portal: Portal, path: str) -> None:
    told = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with raw(portal, told, b"0\r\n\r\nGET /v1/keys HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        answers = answer_on(connection)
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert answers.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_time_that_no_clock_shows_is_a_wrong_field(portal: Portal, moment: str) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        report = asker.post(f"/v1/restriction-checks/{case}/executed", json={"executed_at": moment})
        known = asker.get("/v1/records", params={"project": "P1", "type": "x", "known_at": moment})
    assert code(report) == (422, "fields")
    assert code(known) == (422, "fields")


@pytest.mark.parametrize("url", ["https://[::1", "https://x:99999/", "https://x:y/", "https://a\nb/", "https:///x", ""])
def test_an_address_that_is_none_gets_no_decisions(portal: Portal, url: str) -> None:
    with client(portal) as asker:
        assert code(asker.put("/v1/restriction-callback", json={"url": url})) == (422, "fields")


@pytest.mark.parametrize(
    ("framing", "body"),
    [("Content-Length: 100", b"half"), ("Transfer-Encoding: chunked", b"64\r\nhalf"), (None, b"")],
    ids=["length", "chunk", "head"],
)
def test_who_falls_silent_keeps_no_place(
    portal: Portal, key: dict[str, Any], monkeypatch: pytest.MonkeyPatch, framing: str | None, body: bytes
) -> None:
    monkeypatch.setattr("portal.patient.LOOK_S", 0.2)
    spool = portal.settings.state_dir / "door"
    told = head(key, framing) + body if framing else head(key)[:-2]
    with raw(portal, told) as connection:
        assert answer_on(connection) == b""
    until(lambda: not spool.exists() or not list(spool.iterdir()))

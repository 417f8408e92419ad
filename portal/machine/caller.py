"""Which machine client calls: by its signature over the request, or by the certificate that a proxy hands on.

`Calling` asks the database each time: a revoked key is refused at once, a repeated request too. `prompt_caller` is for
the freeze gate: it knows keys for a few seconds and goes on with the last known when the database is away.
"""

import base64
import hashlib
import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, NoReturn
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from infra import clock
from infra.db.clients import ClientKey, Clients
from infra.settings import Settings
from infra.signed_request import HEADER, BadKey, BadSignature, Claimed, Said, claimed, said
from portal.machine.body import Passing, passing
from portal.machine.directory import Directory
from portal.machine.problem import Problem, problem
from schemas.client import Client

MTLS: Final = "mtls"
_HEADER: Final = HEADER.lower().encode()
_HEX: Final = re.compile(r"(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}", re.IGNORECASE)
_Found = tuple[Client, ClientKey, bool]


Signed = Annotated[
    str | None, Header(alias=HEADER, description="compact JWS over method, target, sha256, iat, jti / 对请求的签名")
]


def caller(request: Request, _signature: Signed = None) -> Client:
    """The client that calls. Raises `Problem` 401 for everybody else, 503 when the database is away."""
    return _calling(request, lasting=True)


def deliverer(request: Request, _signature: Signed = None) -> Client:
    """The same for a route that commits a delivery before it answers: one wait for the disk is enough for both."""
    return _calling(request, lasting=False)


def _calling(request: Request, *, lasting: bool) -> Client:
    store = Clients(request.app.state.engine)
    fingerprint = _certificate(request)
    if fingerprint is not None:
        return _good(store.caller(f"{MTLS}:{fingerprint}"))[0]
    given = _claimed(request)
    known = _usable(_at_hand(request, given.kid) or store.caller(given.kid))
    told = _told(request, given, known)
    window, now = timedelta(seconds=_settings(request).request_window_s), clock.now()
    called = store.called(known[0].id, given.kid, told.jti, now, now + 2 * window, lasting=lasting)
    client, key, _ = _good(_usable(called[0] if called else None))
    if key.public != known[1].public:
        raise _unknown("key", "the key was changed a moment ago", "密钥刚刚变更")
    if called and not called[1]:
        _refuse_replay()
    passing(request).expect(told.sha256)
    return client


def _at_hand(request: Request, kid: str) -> _Found | None:
    """A key that was good a moment ago: its signature is checked before the database is asked whether it still is."""
    directory: Directory = request.app.state.directory
    found = directory.caller(kid)
    return found if found is not None and found[2] and found[1].refusal(clock.now()) is None else None


async def prompt_caller(request: HTTPConnection, body: Passing) -> Client:
    """The same out of what is known in this process: quick, and without a database if need be."""
    directory: Directory = request.app.state.directory
    if directory.is_old():
        await run_in_threadpool(directory.refresh)
    fingerprint = _certificate(request)
    if fingerprint is not None:
        return _good(directory.caller(f"{MTLS}:{fingerprint}"))[0]
    given = _claimed(request)
    if directory.caller(given.kid) is None:
        await run_in_threadpool(directory.look_again)
    client, _key, _active = found = _usable(directory.caller(given.kid))
    told = _told(request, given, found)
    if not directory.first_time(client.id, told.jti, 2 * _settings(request).request_window_s):
        _refuse_replay()
    body.expect(told.sha256)
    return client


Calling = Annotated[Client, Depends(caller)]
"""The client of a route: `def route(client: Calling)`. Its method and path, query and body are those it signed."""
Delivering = Annotated[Client, Depends(deliverer)]
"""The same for what goes through the door: `portal.machine.delivering.through`."""


def _claimed(request: HTTPConnection) -> Claimed:
    given = [value for name, value in request.scope["headers"] if name == _HEADER]
    if len(given) != 1:
        raise _unknown("signature-missing", f"exactly one header {HEADER} is needed", f"须有且仅有一个请求头 {HEADER}")
    try:
        return claimed(given[0].decode("latin-1"))
    except BadSignature as error:
        raise _unknown("signature", str(error), "签名格式不正确") from None


def _usable(found: _Found | None) -> _Found:
    """The key as long as nothing is known of the signature: an unknown key and another's are told alike."""
    if found is None or found[1].alg == MTLS:
        raise _unknown("key", "no key of that kid is registered here", "未登记该 kid 的密钥")
    return found


def _told(request: HTTPConnection, given: Claimed, found: _Found) -> Said:
    """What was signed, by a good key, about this request, now; only the body is still to come."""
    try:
        told = said(given, found[1].public)
    except (BadSignature, BadKey) as error:
        raise _unknown("signature", str(error), "签名验证失败") from None
    _good(found)
    if told.method.upper() != request.scope["method"] or told.target != target_of(request):
        raise _unknown("target", "what was signed is another method or path and query", "签名的方法或地址与请求不符")
    _in_time(request, told)
    return told


def _good(found: _Found | None) -> _Found:
    if found is None:
        raise _unknown("key", "that certificate is not registered here", "未登记该证书")
    client, key, active = found
    refusal = key.refusal(clock.now()) if active else "of a client that is switched off"
    if refusal is not None:
        raise _unknown("key", f"the key is {refusal}", "密钥已停用、过期或尚未生效")
    return client, key, active


def _in_time(request: HTTPConnection, told: Said) -> None:
    window, now = _settings(request).request_window_s, int(clock.now().timestamp())
    if abs(now - told.iat) > window:
        en = f"iat is more than {window} s away from this server's clock, which shows {now}"
        raise _unknown("time", en, f"签名时间与服务器时钟({now})相差超过{window}秒")


def target_of(request: HTTPConnection) -> str:
    """Path and query as they were sent."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    return (raw.partition(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")


def _certificate(request: HTTPConnection) -> str | None:
    """The fingerprint of the certificate with which the client came to a trusted proxy; None where it did not."""
    settings = _settings(request)
    if not settings.client_cert_header:
        return None
    value = request.headers.get(settings.client_cert_header, "")
    if not value or HEADER in request.headers or not _is_proxy(request, settings.client_cert_proxies):
        return None
    try:
        return fingerprint_of(value)
    except ValueError:
        raise _unknown(
            "certificate", "the proxy hands on no certificate that can be read", "无法读取客户端证书"
        ) from None


def fingerprint_of(value: str) -> str:
    """The SHA-256 of a certificate: out of itself in hex, out of RFC 9440's form, or out of PEM, also URL-encoded.

    Raises:
        ValueError: it is none of these.
    """
    text = value.strip()
    if _HEX.fullmatch(text):
        return text.replace(":", "").lower()
    if text.startswith(":") and text.endswith(":"):
        return hashlib.sha256(base64.b64decode(text[1:-1], validate=True)).hexdigest()
    certificate = x509.load_pem_x509_certificate(unquote(text).replace("\t", "\n").encode())
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _is_proxy(request: HTTPConnection, proxies: str) -> bool:
    """Whether the connection itself comes from such an address, whatever `X-Forwarded-For` says."""
    peer = getattr(request.state, "peer", None)
    if peer is None and "X-Forwarded-For" not in request.headers and request.client is not None:
        peer = request.client.host
    try:
        address = ipaddress.ip_address(str(peer))
        networks = [ipaddress.ip_network(one.strip(), strict=False) for one in proxies.split(",") if one.strip()]
    except ValueError:
        return False
    return any(address in network for network in networks)


def _refuse_replay() -> NoReturn:
    raise _unknown(
        "replay", "this signature was used already: sign each request anew", "该签名已使用过,每次请求须重新签名"
    )


def _unknown(code: str, en: str, zh: str, more: Mapping[str, str] | None = None) -> Problem:
    refused = problem(401, code, en, zh)
    refused.headers = {"WWW-Authenticate": HEADER, **(more or {})}
    return refused


def _settings(request: HTTPConnection) -> Settings:
    settings: Settings = request.app.state.settings
    return settings

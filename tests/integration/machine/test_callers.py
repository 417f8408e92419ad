import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from joserfc.jwk import OKPKey
from pydantic import BaseModel, SecretStr
from sqlalchemy import Engine, select

from infra import clock, sm2
from infra.db.clients import ClientKey, Clients
from infra.db.clients.tables import seen_requests
from infra.db.engine import connected, engine_of
from infra.settings import Settings
from infra.signed_request import HEADER
from portal import machine
from portal.machine.body import LARGEST, Passing
from portal.machine.caller import Calling, prompt_caller
from tests.database import rows
from tests.identities import CARD, ZHANG
from tests.machine_client import Signs, bank, entry, new_key, register, serving

pytest_plugins = ("tests.database_fixtures",)


class Told(BaseModel):
    word: str


def application(engine: Engine, settings: Settings) -> FastAPI:
    """The machine interface with routes that say who called."""
    inner = machine.application(settings, engine)

    @inner.post("/told")
    def told(client: Calling, given: Told) -> dict[str, str]:
        return {"client": client.id, "word": given.word}

    @inner.post("/streamed")
    async def streamed(client: Calling, request: Request) -> dict[str, Any]:
        size = sum([len(piece) async for piece in request.stream()])
        request.app.state.streamed = size
        return {"client": client.id, "size": size}

    @inner.post("/prompt")
    async def prompt(request: Request) -> dict[str, str]:
        body = Passing(request.receive, LARGEST)
        word = Told.model_validate_json(await body.whole()).word
        return {"client": (await prompt_caller(request, body)).id, "word": word}

    outer = FastAPI()
    outer.mount(machine.PREFIX, inner)
    outer.state.inner = inner
    return outer


@pytest.fixture
def settings(database_url: str, tmp_path: Any) -> Settings:
    return Settings(
        database_url=SecretStr(database_url), state_dir=tmp_path, client_cert_header="X-Client-Cert",
        client_cert_proxies="10.0.0.7, 192.168.0.0/16",
    )  # fmt: skip


@pytest.fixture
def app(engine: Engine, settings: Settings) -> FastAPI:
    return application(engine, settings)


@pytest.fixture
def http(app: FastAPI) -> Iterator[httpx.Client]:
    with serving(app) as client:
        yield client


@pytest.fixture
def key(engine: Engine) -> dict[str, Any]:
    made = new_key()
    register(engine, bank(), made)
    return made


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].rpartition(":")[2]


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "RSA"])
def test_a_request_signed_with_a_registered_key_is_its_clients(engine: Engine, http: httpx.Client, kind: str) -> None:
    made = new_key(kind)
    register(engine, bank(), made)
    answer = http.post("/v1/told?x=1&y=%E4%B8%AD", json={"word": "w"}, auth=Signs(made))
    assert (answer.status_code, answer.json()) == (200, {"client": "bank-102", "word": "w"}), answer.text


@pytest.mark.skipif(not sm2.available(), reason="the option sm is not installed")
def test_a_bank_may_sign_with_sm2_and_sm3(engine: Engine, http: httpx.Client) -> None:
    made = sm2.generated()
    register(engine, bank(), made)
    assert http.post("/v1/told", json={"word": "w"}, auth=Signs(made)).status_code == 200
    other = {**sm2.generated(), "kid": made["kid"]}
    assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(other))) == (401, "signature")


def test_without_a_signature_nobody_calls(http: httpx.Client) -> None:
    answer = http.post("/v1/told", json={"word": "w"})
    assert code(answer) == (401, "signature-missing")
    assert answer.headers["content-type"] == "application/problem+json"
    assert code(http.post("/v1/told", json={"word": "w"}, headers={HEADER: "a.b.c"})) == (401, "signature")


def test_a_key_that_nobody_registered_is_refused(http: httpx.Client) -> None:
    assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(new_key()))) == (401, "key")


def test_another_key_under_a_registered_kid_is_refused(http: httpx.Client, key: dict[str, Any]) -> None:
    other = {**new_key(), "kid": key["kid"]}
    assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(other))) == (401, "signature")


@pytest.mark.parametrize("path", ["told", "prompt"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"target": "/v1/streamed"}, "target"),
        ({"target": "/v1/told?a=2"}, "target"),
        ({"method": "PUT"}, "target"),
        ({"sha256": hashlib.sha256(b"something else").hexdigest()}, "digest"),
    ],
)
def test_a_signature_over_something_else_is_refused(
    http: httpx.Client, key: dict[str, Any], path: str, change: dict[str, Any], reason: str
) -> None:
    assert code(http.post(f"/v1/{path}", json={"word": "w"}, auth=Signs(key, **change))) == (401, reason)


@pytest.mark.parametrize("path", ["told", "prompt"])
@pytest.mark.parametrize("off", [-400, 400])
def test_a_clock_that_is_far_off_is_refused(http: httpx.Client, key: dict[str, Any], path: str, off: int) -> None:
    signs = Signs(key, iat=int(clock.now().timestamp()) + off)
    assert code(http.post(f"/v1/{path}", json={"word": "w"}, auth=signs)) == (401, "time")


def test_a_clock_that_is_a_little_off_is_no_matter(http: httpx.Client, key: dict[str, Any]) -> None:
    for off in (-250, 250):
        signs = Signs(key, iat=int(clock.now().timestamp()) + off)
        assert http.post("/v1/told", json={"word": "w"}, auth=signs).status_code == 200


@pytest.mark.parametrize("path", ["told", "prompt"])
def test_the_same_request_a_second_time_is_refused(http: httpx.Client, key: dict[str, Any], path: str) -> None:
    signs = Signs(key, jti="once")
    assert http.post(f"/v1/{path}", json={"word": "w"}, auth=signs).status_code == 200
    assert code(http.post(f"/v1/{path}", json={"word": "w"}, auth=signs)) == (401, "replay")


def test_another_client_may_use_the_same_jti(engine: Engine, http: httpx.Client, key: dict[str, Any]) -> None:
    other = new_key()
    register(engine, bank("103"), other)
    for signs in (Signs(key, jti="same"), Signs(other, jti="same")):
        assert http.post("/v1/told", json={"word": "w"}, auth=signs).status_code == 200


@pytest.mark.parametrize("path", ["told", "prompt"])
def test_no_persons_number_stands_in_a_jti(engine: Engine, http: httpx.Client, key: dict[str, Any], path: str) -> None:
    numbers = [ZHANG, f"wages-{ZHANG.lower()}-1", 11010519491231002]
    for number in numbers:
        answer = http.post(f"/v1/{path}", json={"word": "w"}, auth=Signs(key, jti=number))
        assert code(answer) == (401, "signature")
        assert str(number) not in answer.text
    assert http.post(f"/v1/{path}", json={"word": "w"}, auth=Signs(key, jti=CARD)).status_code == 200
    assert not any(CARD in str(row) for row in rows(engine, "SELECT client_id, jti FROM seen_requests"))


def test_seen_requests_are_forgotten_when_they_could_not_come_again(
    engine: Engine, http: httpx.Client, key: dict[str, Any]
) -> None:
    http.post("/v1/told", json={"word": "w"}, auth=Signs(key))
    store, now = Clients(engine), clock.now()
    assert store.forget_requests(now + timedelta(seconds=500)) == 0
    assert store.forget_requests(now + timedelta(seconds=700)) == 1
    with connected(engine) as connection:
        assert connection.execute(select(seen_requests)).all() == []


@pytest.mark.parametrize("path", ["told", "prompt"])
def test_a_revoked_key_is_refused_and_the_new_one_works(
    engine: Engine, http: httpx.Client, key: dict[str, Any], path: str
) -> None:
    fresh = new_key()
    register(engine, bank(), fresh)
    Clients(engine).revoke("bank-102", key["kid"], clock.now(), entry("client:bank-102", "key revoked"))
    assert code(http.post(f"/v1/{path}", json={"word": "w"}, auth=Signs(key))) == (401, "key")
    assert http.post(f"/v1/{path}", json={"word": "w"}, auth=Signs(fresh)).status_code == 200


def test_a_key_that_was_good_a_moment_ago_is_asked_about_all_the_same(
    app: FastAPI, engine: Engine, http: httpx.Client, key: dict[str, Any]
) -> None:
    directory, store = app.state.inner.state.directory, Clients(engine)
    directory.refresh()
    same = Signs(key, jti="j1")
    assert http.post("/v1/told", json={"word": "w"}, auth=same).status_code == 200
    assert code(http.post("/v1/told", json={"word": "w"}, auth=same)) == (401, "replay")
    store.change(bank(), entry("client:bank-102", "switched off"), active=False)
    assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(key))) == (401, "key")
    store.change(bank(), entry("client:bank-102", "switched on"), active=True)
    assert http.post("/v1/told", json={"word": "w"}, auth=Signs(key)).status_code == 200
    store.revoke("bank-102", key["kid"], clock.now(), entry("client:bank-102", "key revoked"))
    assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(key))) == (401, "key")


def test_a_key_is_good_within_its_dates_only(engine: Engine, http: httpx.Client) -> None:
    now, day = clock.now(), timedelta(days=1)
    for valid_from, valid_until in ((now - 2 * day, now - day), (now + day, None)):
        made = new_key()
        register(engine, bank(), made, valid_from=valid_from, valid_until=valid_until)
        assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(made))) == (401, "key")


def test_a_client_that_is_switched_off_is_refused(engine: Engine, http: httpx.Client, key: dict[str, Any]) -> None:
    Clients(engine).change(bank(), entry("client:bank-102", "changed"), active=False)
    assert code(http.post("/v1/told", json={"word": "w"}, auth=Signs(key))) == (401, "key")


def test_a_streamed_body_is_compared_at_its_end(app: FastAPI, http: httpx.Client, key: dict[str, Any]) -> None:
    body = b"x" * 100_000
    answer = http.post("/v1/streamed", content=body, auth=Signs(key))
    assert answer.json() == {"client": "bank-102", "size": 100_000}
    app.state.inner.state.streamed = None
    wrong = Signs(key, sha256=hashlib.sha256(b"y" * 100_000).hexdigest())
    assert code(http.post("/v1/streamed", content=body, auth=wrong)) == (401, "digest")
    assert app.state.inner.state.streamed is None


def test_a_body_larger_than_a_message_is_refused(http: httpx.Client, key: dict[str, Any]) -> None:
    answer = http.post("/v1/told", json={"word": "w" * 1_100_000}, auth=Signs(key))
    assert code(answer) == (413, "too-large")


def test_a_wrong_field_is_named_without_what_stood_there(http: httpx.Client, key: dict[str, Any]) -> None:
    answer = http.post("/v1/told", json={"word": 11010519491231002}, auth=Signs(key))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "word"
    assert "11010519491231002" not in answer.text


def peer(app: Any, address: str) -> Any:
    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["peer"] = address
        await app(scope, receive, send)

    return wrapped


def test_a_certificate_counts_only_from_a_trusted_proxy(engine: Engine, settings: Settings) -> None:
    fingerprint = hashlib.sha256(b"certificate").hexdigest()
    register(engine, bank(), new_key())
    made = ClientKey(f"mtls:{fingerprint}", "bank-102", "mtls", {}, clock.now(), None, None)
    Clients(engine).add_key(made, entry("client:bank-102", "key added"))
    for address, status in (("10.0.0.7", 200), ("192.168.3.4", 200), ("10.0.0.8", 401), ("", 401)):
        with serving(peer(application(engine, settings), address)) as http:
            for path in ("told", "prompt"):
                answer = http.post(f"/v1/{path}", json={"word": "w"}, headers={"X-Client-Cert": fingerprint})
                assert answer.status_code == status, (address, path)
    spoofed = {"X-Client-Cert": fingerprint, "X-Forwarded-For": "10.0.0.7"}
    with serving(application(engine, settings)) as http:
        assert http.post("/v1/told", json={"word": "w"}, headers=spoofed).status_code == 401


def test_the_gate_knows_its_callers_when_the_database_is_away(
    app: FastAPI, http: httpx.Client, key: dict[str, Any]
) -> None:
    assert http.post("/v1/prompt", json={"word": "w"}, auth=Signs(key)).status_code == 200
    directory = app.state.inner.state.directory
    directory._store = Clients(_nowhere())
    directory._read_s -= 60
    assert http.post("/v1/prompt", json={"word": "w"}, auth=Signs(key)).status_code == 200
    assert directory.stale
    app.state.inner.state.engine = _nowhere()
    answer = http.post("/v1/told", json={"word": "w"}, auth=Signs(key))
    assert (code(answer), answer.headers["retry-after"]) == ((503, "unavailable"), "5")


def _nowhere() -> Engine:
    return engine_of("postgresql+psycopg://nobody@127.0.0.1:9/none")


def test_the_servers_keys_are_public(http: httpx.Client) -> None:
    answer = http.get("/v1/keys").json()
    assert OKPKey.import_key({k: answer["keys"][0][k] for k in ("kty", "crv", "x")})
    assert "d" not in answer["keys"][0]


def test_the_document_tells_of_the_machine_interface_only(http: httpx.Client) -> None:
    document = http.get("/v1/openapi.json").json()
    assert "/keys" in document["paths"]
    assert not any(path.startswith(("/queue", "/v1")) for path in document["paths"])

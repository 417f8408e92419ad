"""Decisions sent to a bank: signed, again until taken, given up visibly, twice with one id and never with two."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from alerts.gate import Decision
from infra import clock
from infra.db.gate.callbacks import LEASE, Callbacks
from infra.signing import NotSigned, verified
from streams.caretaker.callbacks import ATTEMPTS, FIRST_WAIT_S, LONGEST_WAIT_S, call_banks
from tests.database import rows
from tests.freeze_gate import ORDER, client, decide, held, mark
from tests.machine_client import bank
from tests.portal_fixtures import Portal
from tests.receivers import Web, web

pytest_plugins = ("tests.portal_fixtures",)
LISTENER = "/v1/restriction-callback"


@pytest.fixture
def asker(portal: Portal) -> Iterator[httpx.Client]:
    mark(portal)
    with client(portal) as made:
        yield made


def listens(asker: httpx.Client, receiver: Web) -> None:
    answer = asker.put(LISTENER, json={"url": f"http://127.0.0.1:{receiver.port}/hook"})
    assert answer.status_code == 204, answer.text


def decided(portal: Portal, asker: httpx.Client, document: str = "d1") -> str:
    case = held(portal, asker, document_no=document)
    decide(portal, case, Decision.OBJECT)
    return case


def call(portal: Portal, now: datetime) -> int:
    return call_banks(portal.engine, portal.settings, now)


def standing(portal: Portal, case: str) -> tuple[str, int, str | None]:
    told = Callbacks(portal.engine).of(case)[0]
    return told.state, told.attempts, told.error


def test_a_decision_comes_as_a_jws_that_the_published_keys_verify(portal: Portal, asker: httpx.Client) -> None:
    with web(204) as receiver:
        listens(asker, receiver)
        case = decided(portal, asker)
        assert call(portal, clock.now()) == 1
        assert call(portal, clock.now()) == 0
    keys = httpx.get(f"{portal.url}/v1/keys", trust_env=False).json()
    heard = receiver.calls[0]
    told = json.loads(verified(heard.body, keys))
    assert heard.headers["Content-Type"] == "application/jose"
    assert (told["kind"], told["case"]["case"], told["case"]["answer"]) == ("restriction-decision", case, "object")
    assert told["case"] == asker.get(f"/v1/restriction-checks/{case}").json()
    head, _, tail = heard.body.rpartition(".")
    with pytest.raises(NotSigned):
        verified(f"{head[:-2]}AA.{tail}", keys)
    assert standing(portal, case) == ("sent", 1, None)


def test_a_bank_that_is_away_is_called_again_later_and_later(portal: Portal, asker: httpx.Client) -> None:
    with web(503, 500, 200) as receiver:
        listens(asker, receiver)
        case = decided(portal, asker)
        now = clock.now()
        for wait in (FIRST_WAIT_S, 2 * FIRST_WAIT_S):
            assert call(portal, now) == 1
            assert standing(portal, case)[0] == "waiting"
            assert call(portal, now + timedelta(seconds=wait - 1)) == 0
            now += timedelta(seconds=wait)
        assert call(portal, now) == 1
    assert standing(portal, case) == ("sent", 3, None)
    assert len({heard.headers["Idempotency-Key"] for heard in receiver.calls}) == 1


def test_a_bank_that_never_takes_it_is_given_up_and_the_officer_sees_it(portal: Portal, asker: httpx.Client) -> None:
    with web(500) as receiver:
        listens(asker, receiver)
        case = decided(portal, asker)
        now = clock.now()
        for _ in range(ATTEMPTS):
            assert call(portal, now) == 1
            now += timedelta(seconds=LONGEST_WAIT_S)
        assert call(portal, now + timedelta(days=400)) == 0
    assert standing(portal, case)[:2] == ("failed", ATTEMPTS)
    assert len(receiver.calls) == ATTEMPTS
    with portal.signed_in("officer-a") as browser:
        assert "推送失败" in browser.get(f"/reviews/{case}").text
    assert asker.get(f"/v1/restriction-checks/{case}").json()["answer"] == "object"  # it still learns it by asking


def test_the_address_that_is_named_last_is_called(portal: Portal, asker: httpx.Client) -> None:
    with web(500) as first, web(200) as second:
        listens(asker, first)
        case = decided(portal, asker)
        now = clock.now()
        call(portal, now)
        listens(asker, second)
        call(portal, now + timedelta(seconds=FIRST_WAIT_S))
        assert (len(first.calls), len(second.calls)) == (1, 1)
    assert standing(portal, case)[0] == "sent"


def test_nobody_is_called_who_does_not_listen_any_more(portal: Portal, asker: httpx.Client) -> None:
    with web(200) as receiver:
        listens(asker, receiver)
        assert asker.delete(LISTENER).status_code == 204
        case = decided(portal, asker)
        assert call(portal, clock.now()) == 0
        assert Callbacks(portal.engine).of(case) == []
        listens(asker, receiver)
        assert call(portal, clock.now()) == 1
        assert len(receiver.calls) == 1


def test_killed_after_the_bank_took_it_it_comes_again_with_the_same_id(
    portal: Portal, asker: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with web(200) as receiver:
        listens(asker, receiver)
        case = decided(portal, asker)
        now = clock.now()
        with monkeypatch.context() as patch:
            patch.setattr(Callbacks, "sent", killed)
            with pytest.raises(KeyboardInterrupt):
                call(portal, now)
        assert call(portal, now + LEASE - timedelta(seconds=1)) == 0
        assert call(portal, now + LEASE) == 1
        assert call(portal, now + 10 * LEASE) == 0
    assert standing(portal, case) == ("sent", 2, None)
    assert len(receiver.calls) == 2
    assert len({heard.headers["Idempotency-Key"] for heard in receiver.calls}) == 1


def test_a_bank_hears_of_its_own_cases_only(portal: Portal, asker: httpx.Client) -> None:
    with web(200) as own, web(200) as others, client(portal, bank("103")) as other:
        listens(asker, own)
        listens(other, others)
        decided(portal, asker, "d1")
        decided(portal, asker, "d2")
        call(portal, clock.now())
        assert (len(own.calls), others.calls) == (2, [])


@pytest.mark.parametrize(
    "url", ["http://bank.example.cn/hook", "ftp://bank.example.cn", "//x", "https://", "file:///x"]
)
def test_an_address_that_is_not_https_is_refused(portal: Portal, asker: httpx.Client, url: str) -> None:
    assert asker.put(LISTENER, json={"url": url}).status_code == 422
    assert rows(portal.engine, "SELECT count(*) FROM gate_listeners") == [(0,)]


def test_nothing_is_sent_before_a_person_has_decided(portal: Portal, asker: httpx.Client) -> None:
    with web(200) as receiver:
        listens(asker, receiver)
        held(portal, asker, **ORDER)
        assert call(portal, clock.now()) == 0
        assert receiver.calls == []


def test_the_address_is_kept_sealed_and_shown_without_its_path(portal: Portal, asker: httpx.Client) -> None:
    asker.put(LISTENER, json={"url": "https://bank.example.cn/hook?token=secret"})
    told: list[tuple[Any, ...]] = rows(portal.engine, "SELECT sealed, shown FROM gate_listeners")
    assert told[0][1] == "https://bank.example.cn/…"
    assert b"secret" not in bytes(told[0][0])

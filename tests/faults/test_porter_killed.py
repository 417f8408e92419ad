"""Kill -9 of the portal while a porter carries a large file for it, and of the porter: nothing half, nothing twice."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text

from bench.memory import children
from infra.db.engine import connected
from tests.build import event
from tests.database import line, rows
from tests.faults.ported import Ported, retried
from tests.faults.trial import until
from tests.machine_client import Signs, new_key, register, site

pytest_plugins = ("tests.database_fixtures",)
HEADERS = {"Idempotency-Key": "k"}
ALL = {"received": 4_000, "accepted": 4_000, "duplicate": 0, "quarantined": 0}


@pytest.fixture
def key(engine: Engine) -> dict[str, Any]:
    made = new_key()
    register(engine, site("P1"), made)
    return made


def _body() -> bytes:
    made = b"".join(map(_line, range(4_000)))
    assert len(made) > 1024 * 1024
    return made


def _line(number: int) -> bytes:
    data = {"worker_id": f"w{number}", "date": "2026-03-02", "present": True, "reason": "补录" * 20}
    told = event("attendance.day_corrected", "2026-03-02", **data)
    return line({**told, "source": "urn:site:1", "subject": "P1", "id": f"c{number}"})


@contextmanager
def _booking_held(engine: Engine) -> Iterator[None]:
    """Nobody gets numbers for a project's frames as long as the block lasts."""
    with connected(engine) as connection:
        connection.execute(text("LOCK TABLE heads IN ACCESS EXCLUSIVE MODE"))
        yield


def _waits(engine: Engine) -> bool:
    return rows(engine, "SELECT count(*) FROM pg_locks WHERE NOT granted") != [(0,)]


def _gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text()


def test_a_porter_ends_with_its_portal_and_the_next_one_finishes(
    database_url: str, engine: Engine, tmp_path: Path, key: dict[str, Any]
) -> None:
    ported, body = Ported(database_url, tmp_path), _body()
    with _client(ported, key) as sender:
        with ported.running() as process, _booking_held(engine):
            sender.post("/v1/submissions", content=body, headers=HEADERS | {"Prefer": "respond-async"})
            until(lambda: _waits(engine), 60)
            (porter,) = children(process.pid)
            process.kill()
            process.wait()
            until(lambda: _gone(porter), 30)
        assert rows(engine, "SELECT count(*) FROM journal") == [(0,)]
        with ported.running():
            assert retried(sender, body, HEADERS).json()["receipt"]["records"] == ALL
    assert rows(engine, "SELECT count(*), sum(records) FROM journal") == [(4_000, 4_000)]


def test_a_killed_porter_fails_its_delivery_only_and_the_same_request_again_succeeds(
    database_url: str, engine: Engine, tmp_path: Path, key: dict[str, Any]
) -> None:
    ported, body = Ported(database_url, tmp_path), _body()
    with ported.running() as process, _client(ported, key) as sender:
        with _booking_held(engine):
            begun = sender.post("/v1/submissions", content=body, headers=HEADERS | {"Prefer": "respond-async"})
            until(lambda: _waits(engine), 60)
            (porter,) = children(process.pid)
            os.kill(porter, signal.SIGKILL)
            place = f"/v1/submissions/{begun.json()['id']}"
            until(lambda: sender.get(place).json()["state"] == "failed", 30)
        assert rows(engine, "SELECT count(*) FROM journal") == [(0,)]
        answer = retried(sender, body, HEADERS)
    assert (answer.json()["id"], answer.json()["receipt"]["records"]) == (begun.json()["id"], ALL)
    assert rows(engine, "SELECT count(*), sum(records) FROM journal") == [(4_000, 4_000)]


def _client(ported: Ported, key: dict[str, Any]) -> httpx.Client:
    return httpx.Client(base_url=ported.url, auth=Signs(key), timeout=60, trust_env=False)

"""Kill -9 of the portal in the middle of an upload and of an acceptance: nothing lost, nothing doubled."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from portal.client.sender import Sender
from tests.build import event
from tests.database import line, rows
from tests.faults.ported import Ported, retried
from tests.machine_client import Signs, new_key, register, site

pytest_plugins = ("tests.database_fixtures",)


@pytest.fixture
def key(engine: Engine) -> dict[str, Any]:
    made = new_key()
    register(engine, site("P1"), made)
    return made


def _body(count: int) -> bytes:
    return b"".join(_line(n) for n in range(count))


def _line(number: int) -> bytes:
    data = {"worker_id": f"w{number}", "date": "2026-03-02", "present": True, "reason": "补录" * 20}
    told = event("attendance.day_corrected", "2026-03-02", **data)
    return line({**told, "source": "urn:site:1", "subject": "P1", "id": f"c{number}"})


def test_a_portal_killed_before_its_commit_leaves_nothing_and_the_next_one_finishes(
    database_url: str, engine: Engine, tmp_path: Path, key: dict[str, Any]
) -> None:
    ported, body = Ported(database_url, tmp_path), _body(2_000)
    headers = {"Idempotency-Key": "k"}
    with httpx.Client(base_url=ported.url, auth=Signs(key), timeout=60, trust_env=False) as sender:
        with ported.running("acceptance") as process:
            told = sender.post("/v1/submissions", content=body, headers=headers | {"Prefer": "respond-async"})
            assert told.status_code == 202
            assert process.stdout is not None
            assert b"written" in process.stdout.readline()
            process.kill()
        assert rows(engine, "SELECT count(*) FROM journal") == [(0,)]
        with ported.running():
            answer = retried(sender, body, headers)
            assert answer.json()["receipt"]["records"] == {
                "received": 2_000, "accepted": 2_000, "duplicate": 0, "quarantined": 0,
            }  # fmt: skip
            assert answer.json()["id"] == told.json()["id"]
    assert rows(engine, "SELECT count(*) FROM submissions") == [(1,)]
    assert rows(engine, "SELECT count(*), sum(records) FROM journal") == [(2_000, 2_000)]


def test_a_portal_killed_in_an_upload_costs_no_byte_and_doubles_none(
    database_url: str, engine: Engine, tmp_path: Path, key: dict[str, Any]
) -> None:
    ported, path = Ported(database_url, tmp_path), tmp_path / "day.jsonl"
    path.write_bytes(_body(60_000))
    with ported.running() as process:
        killed = []

        def progress(come: int, size: int) -> None:
            if not killed and come < size:
                process.kill()
                process.wait()
                killed.append(again.__enter__())

        again = ported.running()
        with Sender(ported.url, key) as sender:
            told = sender.submit(path, progress=progress)
        assert killed
        again.__exit__(None, None, None)
    assert told.receipt["records"] == {"received": 60_000, "accepted": 60_000, "duplicate": 0, "quarantined": 0}
    assert told.receipt["file"]["bytes"] == path.stat().st_size
    assert rows(engine, "SELECT sum(records) FROM journal") == [(60_000,)]
    assert json.loads(json.dumps(told.receipt)) == told.receipt

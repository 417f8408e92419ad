"""The database goes away and comes back: what was refused in between was not accepted, what is sent again is, once."""

from pathlib import Path
from typing import Any

import httpx

from infra.db import migrate
from infra.embedded.postgres import Postgres
from tests.build import event
from tests.database import line, rows
from tests.machine_client import Signs, new_key, register, site
from tests.machine_door import served_door


def _line(number: int) -> bytes:
    data = {"worker_id": f"w{number}", "date": "2026-03-02", "present": True, "reason": "补录"}
    told = event("attendance.day_corrected", "2026-03-02", **data)
    return line({**told, "source": "urn:site:1", "subject": "P1", "id": f"c{number}"})


def test_without_its_database_the_door_says_so_and_accepts_nothing(tmp_path: Path) -> None:
    key, body = new_key(), b"".join(map(_line, range(50)))
    headers = {"Idempotency-Key": "k"}
    with Postgres(tmp_path / "postgres") as server:
        migrate(server.url)
        with served_door(server.url, tmp_path / "state") as door:
            register(door.engine, site("P1"), key)
            with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as sender:
                server.kill()
                away = sender.post("/v1/submissions", content=body, headers=headers)
                assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
                server.start()
                assert rows(door.engine, "SELECT count(*) FROM submissions") == [(0,)]
                told = sender.post("/v1/submissions", content=body, headers=headers)
                assert told.json()["receipt"]["records"]["accepted"] == 50, told.text
                assert list((tmp_path / "state" / "door").iterdir()) == []


def test_a_client_that_asks_too_often_is_told_when_to_come_back_and_others_are_not(
    database_url: str, tmp_path: Path
) -> None:
    mine: dict[str, Any] = new_key()
    with served_door(database_url, tmp_path, delivery_rate=3) as door:
        register(door.engine, site("P1"), mine)
        with httpx.Client(base_url=door.url, auth=Signs(mine), timeout=60, trust_env=False) as sender:
            statuses = [sender.post("/v1/submissions", content=_line(n)).status_code for n in range(5)]
            assert statuses == [201, 201, 201, 429, 429]
            assert int(sender.post("/v1/submissions", content=_line(9)).headers["Retry-After"]) > 0
        assert rows(door.engine, "SELECT count(*) FROM submissions") == [(3,)]


def test_more_than_is_taken_is_refused_before_and_while_it_comes(database_url: str, tmp_path: Path) -> None:
    key = new_key()
    with served_door(database_url, tmp_path, delivery_max_mib=1) as door:
        register(door.engine, site("P1"), key)
        with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as sender:
            assert sender.post("/v1/submissions", content=b"x" * (1024 * 1024 + 1)).status_code == 413
            length = {"Upload-Length": str(2 * 1024 * 1024)}
            assert sender.post("/v1/uploads", headers=length).status_code == 413
        assert rows(door.engine, "SELECT count(*) FROM client_deliveries") == [(0,)]
        assert not list((tmp_path / "door").glob("*"))

"""Small files are carried out with one wait for the disk: what may be lost before it was promised to nobody."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from infra import clock
from infra.db.door import Asked, Begun
from infra.db.engine import UnreachableError
from infra.settings import Settings
from infra.signing import Signer
from streams.door.door import Door
from streams.door.spool import Spool, Spooled
from tests.build import event
from tests.database import line, rows
from tests.machine_client import Signs, new_key, register, site
from tests.machine_door import served_door

pytest_plugins = ("tests.database_fixtures",)
BODY = line({**event("project.started", "2026-03-01"), "source": "urn:site:1", "subject": "P1"})
CLIENT = site("P1")


@pytest.fixture
def door(engine: Engine, tmp_path: Path) -> Iterator[Door]:
    register(engine, CLIENT, new_key())
    settings = Settings(state_dir=tmp_path, delivery_lease_s=0.001)
    made = Door(engine, settings, Signer.of(settings))
    yield made
    made.stop()


def asked(key: str = "k") -> Asked:
    return Asked(CLIENT.id, key, sha256(BODY).hexdigest(), "a.jsonl", "http", {}, len(BODY))


def spooled(number: str = "in-1") -> Spooled:
    return Spooled(number, len(BODY), sha256(BODY).hexdigest(), BODY)


def test_what_a_power_cut_left_half_written_is_not_taken_up_and_its_key_is_free(door: Door) -> None:
    begun = door.deliveries.begin(asked())
    assert isinstance(begun, Begun)
    door.spool.put(begun.delivery, BODY[: len(BODY) // 2])
    assert [one.id for one in door.deliveries.abandoned(clock.now() + timedelta(seconds=1))] == [begun.delivery]
    door.recover()
    found = door.deliveries.of(CLIENT.id, begun.delivery)
    assert found is not None
    assert found.state == "failed"
    again = door.take(CLIENT, asked(), spooled(), here=True)
    assert again.result().state == "done"  # type: ignore[union-attr]  # a future: nobody has the key


def test_a_delivery_that_the_database_lost_with_its_power_is_to_be_sent_again(
    door: Door, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = door.deliveries.begin

    def lost(given: Asked) -> Any:
        made = begin(given)
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM client_deliveries")
        return made

    monkeypatch.setattr(door.deliveries, "begin", lost)
    taken: Any = door.take(CLIENT, asked(), spooled(), here=True)
    with pytest.raises(UnreachableError):
        taken.result()
    assert rows(engine, "SELECT count(*) FROM submissions") == [(0,)]
    monkeypatch.undo()
    taken = door.take(CLIENT, asked(), spooled("in-2"), here=True)
    assert taken.result().state == "done"
    assert rows(engine, "SELECT count(*) FROM submissions") == [(1,)]
    assert not list(door.spool.path("").iterdir())


def test_who_is_told_to_come_back_is_told_of_what_lies_on_the_disk(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, settle = [], Spool.settle

    def seen(spool: Spool, number: str) -> None:
        settle(spool, number)
        settled.append(number)

    monkeypatch.setattr(Spool, "settle", seen)
    key = new_key()
    with served_door(database_url, tmp_path) as served:
        register(served.engine, CLIENT, key)
        with httpx.Client(base_url=served.url, auth=Signs(key), timeout=60, trust_env=False) as sender:
            answer = sender.post("/v1/submissions", content=BODY, headers={"Prefer": "respond-async"})
            assert answer.status_code in {201, 202}, answer.text
            assert settled == [answer.json()["id"]]
            assert sender.post("/v1/submissions", content=BODY).status_code == 201
            assert len(settled) == 1

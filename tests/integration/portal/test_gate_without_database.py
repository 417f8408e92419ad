"""The gate with its database gone: it holds what is protected, says what it rests on, and enters it exactly once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from infra.db import migrate
from infra.db.engine import engine_of
from infra.embedded.postgres import Postgres
from infra.settings import Settings
from portal.gate.opening import desk_of
from tests.database import rows
from tests.freeze_gate import MARK, ORDER, client, interface, mark, until
from tests.machine_client import Signs, bank, new_key, register
from tests.portal_fixtures import Portal, running_portal, seed_offices


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    made = Postgres(tmp_path / "postgres", durable=False)
    made.start()
    migrate(made.url)
    engine = engine_of(made.url)
    seed_offices(engine)
    engine.dispose()
    yield made
    made.stop()


@contextmanager
def gate(server: Postgres, folder: Path) -> Iterator[Portal]:
    with running_portal(Settings(database_url=SecretStr(server.url), state_dir=folder)) as running:
        yield running


def cases(portal: Portal) -> list[tuple[object, ...]]:
    return rows(portal.engine, "SELECT case_no, state FROM restriction_reviews ORDER BY case_no")


def test_held_without_the_database_entered_once_it_is_back(server: Postgres, tmp_path: Path) -> None:
    with gate(server, tmp_path / "state") as portal, client(portal) as asker:
        mark(portal)
        asker.post("/v1/restriction-checks", json=ORDER)
        server.stop()
        desk = desk_of(interface(portal))
        until(lambda: not desk.memory.reachable)
        held = asker.post("/v1/restriction-checks", json=ORDER | {"document_no": "d2"}).json()
        again = asker.post("/v1/restriction-checks", json=ORDER | {"document_no": "d2"}).json()
        other = asker.post("/v1/restriction-checks", json=ORDER | {"account_id": "private"}).json()
        assert (held["answer"], held["case"]) == ("hold", again["case"])
        assert (other["answer"], other["basis"]["database"]) == ("unprotected", "unreachable")
        assert other["basis"]["as_of"]
        server.start()
        until(lambda: desk.memory.reachable, 30)
        until(lambda: len(cases(portal)) == 2)
        asked = rows(portal.engine, "SELECT count(*) FROM chronicle WHERE act = 'asked'")
        assert asked == [(2,)]
        assert held["case"] in {case for case, _ in cases(portal)}


def test_a_restart_without_the_database_still_answers_and_forgets_nothing(server: Postgres, tmp_path: Path) -> None:
    state, key = tmp_path / "state", new_key()
    with gate(server, state) as portal:
        register(portal.engine, bank("102"), key)
        mark(portal)
        until(lambda: (state / "callers.json").exists() and (state / "gate" / "marks.json").exists())
        with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=20, trust_env=False) as asker:
            until(lambda: asker.post("/v1/restriction-checks", json=ORDER | {"account_id": "p"}).status_code == 200)
        until(lambda: (state / "callers.json").read_bytes().count(b"bank-102"))
        server.stop()
    for _ in range(2):
        with gate(server, state) as portal:
            with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=30, trust_env=False) as asker:
                held = asker.post("/v1/restriction-checks", json=ORDER).json()
                other = asker.post("/v1/restriction-checks", json=ORDER | {"account_id": "private"}).json()
            assert (held["answer"], held["basis"]["database"]) == ("hold", "unreachable")
            assert other["answer"] == "unprotected"
    server.start()
    with gate(server, state) as portal:
        until(lambda: cases(portal) == [(held["case"], "held")], 30)
        until(lambda: desk_of(interface(portal)).memory.reachable)
        assert rows(portal.engine, "SELECT count(*) FROM chronicle WHERE act = 'asked'") == [(1,)]
    assert not list((state / "gate").glob("*.asked.jsonl"))


def test_without_any_marks_everything_is_held_until_they_are_known(server: Postgres, tmp_path: Path) -> None:
    state, key = tmp_path / "state", new_key()
    with gate(server, state) as portal:
        register(portal.engine, bank("102"), key)
        until(lambda: (state / "callers.json").exists() and b"bank-102" in (state / "callers.json").read_bytes(), 20)
        mark(portal, MARK)
    (state / "gate" / "marks.json").unlink()
    server.stop()
    with gate(server, state) as portal:  # noqa: SIM117 (the portal's address comes first)
        with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=30, trust_env=False) as asker:
            private = asker.post("/v1/restriction-checks", json=ORDER | {"account_id": "private"}).json()
            wage = asker.post("/v1/restriction-checks", json=ORDER).json()
            assert (private["answer"], private["because"]) == ("hold", "not known to be unprotected")
            assert wage["answer"] == "hold"
            server.start()
            until(lambda: len(cases(portal)) == 2, 30)
            assert dict(cases(portal)) == {private["case"]: "unprotected", wage["case"]: "held"}
            asked = ORDER | {"account_id": "private"}
            until(lambda: asker.post("/v1/restriction-checks", json=asked).json()["answer"] == "unprotected")

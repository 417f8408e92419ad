"""Kill -9 in the middle of an acceptance, of the acceptor and of the database: whole or not at all."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from infra.db import migrate
from infra.db.engine import UnreachableError, engine_of
from infra.embedded.postgres import Postgres
from streams.intake import Intake, Receipt
from tests.build import event
from tests.database import line, rows

pytest_plugins = ("tests.database_fixtures",)
ANYTHING = """
    SELECT 'journal' FROM journal UNION SELECT 'heads' FROM heads UNION SELECT 'ids' FROM event_ids
    UNION SELECT 'submissions' FROM submissions UNION SELECT 'parts' FROM submission_parts
    UNION SELECT 'quarantine' FROM quarantine
"""
ACCEPTOR = """
import sys, threading
from infra.db.engine import engine_of
from streams.intake import Intake

def written(connection):
    print("all of it is written, nothing is committed", flush=True)
    threading.Event().wait()

Intake(engine_of(sys.argv[1])).accept(open(sys.argv[2], "rb"), name="n", channel="c", alongside=written)
"""


def test_an_acceptor_killed_before_its_commit_leaves_nothing(engine: Engine, database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"".join(line(event("project.started", "2026-03-01", subject=f"P{n}")) for n in range(3_000)))
    argv = [sys.executable, "-c", ACCEPTOR, database_url, str(path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as acceptor:
        assert acceptor.stdout is not None
        assert b"written" in acceptor.stdout.readline()
        acceptor.kill()
    assert rows(engine, ANYTHING) == []
    with path.open("rb") as lines:
        assert Intake(engine).accept(lines, name="n", channel="c").accepted == 3_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    with Postgres(tmp_path / "postgres") as running:
        migrate(running.url)
        yield running


def test_the_accounting_holds_to_the_record_after_the_database_was_killed(server: Postgres) -> None:
    """A sender that tries again after every failure is accepted once; what it got a receipt for is there."""
    engine = engine_of(server.url)
    deliveries = [
        [line(event("project.started", "2026-03-01", subject=f"P{n % 7}")) for n in range(start, start + 50)]
        for start in range(0, 3_000, 50)
    ]
    receipts: list[Receipt] = []
    failures = 0
    half = threading.Event()

    def send() -> None:
        nonlocal failures
        pause = threading.Event()
        for number, delivery in enumerate(deliveries):
            while True:
                try:
                    receipts.append(Intake(engine).accept(delivery, name=str(number), channel="c"))
                    break
                except UnreachableError:
                    failures += 1
                    pause.wait(0.1)
            if number == len(deliveries) // 3:
                half.set()

    sender = threading.Thread(target=send)
    sender.start()
    half.wait(60)
    server.kill()
    server.start()
    sender.join(60)
    assert not sender.is_alive()
    assert failures
    assert sum(receipt.accepted + receipt.duplicate for receipt in receipts) == 3_000
    told = rows(engine, "SELECT count(*), count(DISTINCT (project, seq)), sum(records) FROM journal")
    assert told == [(3_000, 3_000, 3_000)]
    books = rows(
        engine, "SELECT sum(received), sum(accepted + duplicate + quarantined), sum(accepted) FROM submissions"
    )
    assert books[0][0] == books[0][1]
    assert books[0][2] == 3_000
    assert rows(engine, "SELECT project FROM journal GROUP BY project HAVING max(seq) <> count(*)") == []
    engine.dispose()

"""Builders: projects told by events, put into the database as the watch would leave them, and their portraits."""

from datetime import date, timedelta

import msgspec
from sqlalchemy import Engine

from infra.db.changes import AlertChange
from infra.db.ledgers import LedgerStore, LedgerWrite
from monitors.evaluate import evaluate
from monitors.policy import Policy
from streams.caretaker.portraits import refresh
from streams.intake import Intake
from tests.build import Project
from tests.database import line

NO_PAUSE = timedelta(0)


def stored(engine: Engine, project: Project, as_of: date) -> None:
    """The project's ledger and open alerts as a checkpoint at the end of the day would leave them."""
    ledger = project.ledger()
    store = LedgerStore(engine)
    loaded = store.load([project.id]).get(project.id)
    version = loaded.version if loaded else 0
    seen = evaluate(ledger, as_of, Policy.shipped())
    changes = tuple(AlertChange("opened", f.key, msgspec.json.encode(f), as_of, ledger.seq) for f in seen.findings)
    state, months = ledger.drain()
    write = LedgerWrite(project.id, version, ledger.seq, ledger.seq, as_of, state, months, changes)
    assert store.checkpoint([write]) == frozenset()


def lived(engine: Engine, as_of: date, *projects: Project) -> int:
    """The projects submitted event by event as well: their records are there, byte for byte."""
    for project in projects:
        Intake(engine).accept(map(line, project.events), name=f"{project.id}.jsonl", channel="file")
    return painted(engine, as_of, *projects)


def painted(engine: Engine, as_of: date, *projects: Project) -> int:
    """The projects stored and their portraits made; how many portraits that were."""
    for project in projects:
        stored(engine, project, as_of)
    return refresh(engine, Policy.shipped(), as_of, pause=NO_PAUSE)

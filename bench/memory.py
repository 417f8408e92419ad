"""Memory: what a worker holds that has taken up 2,000 projects of 250 workers and 12 months."""

import time
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from bench import wire
from bench.engines import Engines, Running, worker
from bench.load import introduce
from infra.clock import elapsed
from infra.db.engine import engine_of
from infra.settings import Settings
from monitors.ledger import Ledger
from schemas.frame import COMMONS, TICKED, Frame, encoded
from streams.county import Shape, county
from streams.replay import Replay

_PATIENCE_S: Final = 300.0


def measure(engines: Engines, projects: int, *, different: int, workers: int, months: int) -> tuple[float, float]:
    """Resident memory of the worker in MiB, when it has judged every project, and its peak on the way.

    So many `different` projects are lived through by the county and taken up again under other names until there are
    `projects`: nothing of them is shared in memory, because each is read from its own rows.
    """
    shape = Shape(projects=different, workers=workers, months=months, begins_on=date(2025, 1, 6), offences=0)
    lived = _lived(shape)
    with engines.part() as settings:
        database = engine_of(settings.database)
        messages: list[tuple[bytes, bytes]] = []
        for number, ledger in enumerate(lived):
            names = [f"M{number:03d}-{copy:04d}" for copy in range(projects // different)]
            seq = introduce(database, names, ledger) + 1
            messages += [(name.encode(), encoded(Frame(name, seq, TICKED, shape.as_of))) for name in names]
        database.dispose()
        with worker(settings) as running:
            wire.fill(settings, messages)
            _judged(settings, running, len(messages))
            return resident(running.pid, "VmRSS"), resident(running.pid, "VmHWM")


def _lived(shape: Shape) -> list[Ledger]:
    made = county("bench", shape)
    replay = Replay(made.as_of)
    for event in made.events:
        replay.take(msgspec.json.encode(event))
    return [ledger for project, ledger in replay.ledgers.items() if project != COMMONS]


def _judged(settings: Settings, running: Running, projects: int) -> None:
    """Wait until every project has been judged."""
    with psycopg.connect(settings.database.replace("+psycopg", ""), autocommit=True) as connection:
        deadline = elapsed() + _PATIENCE_S
        while elapsed() < deadline:
            row = connection.execute("SELECT count(*) FROM ledgers WHERE judged_seq = seq").fetchone()
            if row and row[0] >= projects:
                return
            running.check()
            time.sleep(0.2)
    raise TimeoutError(f"the worker has not judged every project; {running.said()}")


def resident(pid: int, line: str) -> float:
    """What a process holds now (`VmRSS`) or held at most (`VmHWM`), in MiB."""
    for text in Path(f"/proc/{pid}/status").read_text().splitlines():
        if text.startswith(line):
            return int(text.split()[1]) / 1024
    raise LookupError(line)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _read(task / "children").split()]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # a thread that has ended
        return ""

"""Latency: from an accepted restriction to its committed alert, while a load of punches runs."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import msgspec
import psycopg

from bench import load, wire
from bench.engines import Engines, Running, relay, worker
from infra.clock import elapsed
from infra.db.clock import ClockStore
from infra.db.engine import engine_of
from infra.settings import Settings
from streams.intake import Intake

_PROJECTS: Final = 40
_EVERY_S: Final = 0.1
_GLANCE_S: Final = 0.004
_STAMP: Final = f"{load.AS_OF}T09:00:00+08:00"


@dataclass(frozen=True, slots=True)
class Latency:
    """How long alerts took, in seconds, sorted; and under how many punches per second."""

    seconds: tuple[float, ...]
    lost: int
    load_per_s: float

    def at(self, share: float) -> float:
        """The latency that this share of the alerts stays within."""
        return (
            self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * share))] if self.seconds else float("inf")
        )


@dataclass(frozen=True, slots=True)
class Flow:
    """The load that runs meanwhile."""

    messages: list[tuple[bytes, bytes]]
    frames_per_s: float
    per_frame: int


def measure(engines: Engines, wanted: load.Load, punches_per_s: float, seconds: float) -> Latency:
    """Restrict the accounts of some projects one after the other while the load of the others runs."""
    with engines.part() as settings:
        database = engine_of(settings.database)
        after = load.introduce(database, wanted.names(), load.known(wanted))
        intake = Intake(database)
        ClockStore(database).tick_to(load.AS_OF - timedelta(days=1))
        intake.accept(_papers(), name="papers", channel="file")
        ClockStore(database).tick_to(load.AS_OF)
        frames_per_s = punches_per_s / wanted.per_frame
        messages = [
            message
            for message, _ in zip(wanted.messages(after), range(int(frames_per_s * (seconds + 30))), strict=False)
        ]
        with relay(settings), worker(settings) as running:
            _until_known(settings, running)
            return _run(settings, intake, Flow(messages, frames_per_s, wanted.per_frame), seconds)


def _run(settings: Settings, intake: Intake, flow: Flow, seconds: float) -> Latency:
    accepted: dict[str, float] = {}
    committed: dict[str, float] = {}
    stop = threading.Event()
    with ThreadPoolExecutor(2) as threads:
        began = elapsed()
        flowing = threads.submit(wire.trickle, settings, flow.messages, flow.frames_per_s, stop)
        seen = threads.submit(_watch, settings, committed, stop)
        time.sleep(3)
        for number in range(int(seconds / _EVERY_S)):
            restriction = f"R{number:05d}"
            intake.accept([_restricted(number, restriction)], name=restriction, channel="file")
            accepted[restriction] = elapsed()
            time.sleep(max(0.0, began + 3 + (number + 1) * _EVERY_S - elapsed()))
        deadline = elapsed() + 10
        while len(committed) < len(accepted) and elapsed() < deadline:
            time.sleep(0.05)
        took_s = elapsed() - began
        stop.set()
        flowed = flowing.result()
        seen.result()
    times = sorted(max(0.0, committed[name] - at) for name, at in accepted.items() if name in committed)
    return Latency(tuple(times), len(accepted) - len(times), flowed * flow.per_frame / took_s)


def _watch(settings: Settings, committed: dict[str, float], stop: threading.Event) -> None:
    """Note when each restriction's alert is first seen by another connection, that is: committed."""
    query = "SELECT id, subject FROM alert_history WHERE id > %s AND rule = 'account.frozen' ORDER BY id"
    last = 0
    with psycopg.connect(settings.database.replace("+psycopg", ""), autocommit=True) as connection:
        while not stop.is_set():
            for number, subject in connection.execute(query, [last]):
                committed.setdefault(subject, elapsed())
                last = number
            time.sleep(_GLANCE_S)


def _until_known(settings: Settings, running: Running) -> None:
    """Wait until the worker has folded the projects to be restricted."""
    query = "SELECT count(*) FROM ledgers WHERE project LIKE 'U%%' AND as_of = %s"
    with psycopg.connect(settings.database.replace("+psycopg", ""), autocommit=True) as connection:
        deadline = elapsed() + 120
        while elapsed() < deadline:
            row = connection.execute(query, [load.AS_OF]).fetchone()
            if row and row[0] >= _PROJECTS:
                return
            running.check()
            time.sleep(0.1)
    raise TimeoutError(f"the worker does not take up the projects; {running.said()}")


def _papers() -> Iterator[bytes]:
    small = load.Load(projects=1, punches=0, per_frame=2, workers=20)
    for project in range(_PROJECTS):
        for number, (kind, data) in enumerate(load.papers(small, load.AS_OF - timedelta(days=20))):
            if kind != "bank.feed_completed":
                yield _event(f"U{project:03d}", f"{number}", kind, data)


def _restricted(number: int, restriction: str) -> bytes:
    data = {
        "account_id": "W", "restriction_id": restriction, "action": "freeze", "authority": "court", "document_no": "1",
        "funds": "wage", "for_project_wages": False, "channel": "manual", "reviewed_by": "clerk",
        "authority_prompted_at": _STAMP, "supervisor_informed_at": _STAMP,
    }  # fmt: skip
    return _event(f"U{number % _PROJECTS:03d}", restriction, "bank.account_restricted", data)


def _event(project: str, name: str, kind: str, data: dict[str, Any]) -> bytes:
    head = {"specversion": "1.0", "id": f"{project}/{name}", "source": "bench", "type": kind, "subject": project}
    return msgspec.json.encode({**head, "time": _STAMP, "data": data})

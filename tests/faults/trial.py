"""A trial: the shipped system, a stream through it, and what must be true afterwards whatever happened meanwhile."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from infra.clock import elapsed
from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError, engine_of
from infra.db.journal import Journal
from infra.db.standing import StandingStore
from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from schemas.finding import Finding, Key
from schemas.frame import TICKED, decoded
from streams.intake import Intake
from streams.system import System, Wanted, system
from tests.build import event
from tests.database import line, rows

FIRST_DAY = date(2026, 3, 2)
_EVERY_FRAME = 1_000_000
_T = TypeVar("_T")


@dataclass
class Trial:
    """The shipped system with a stream of a few projects and days running through it."""

    running: System
    engine: Engine
    projects: int = 10
    received: int = 0
    offered: set[str] = field(default_factory=set)

    def days(self, first: int, count: int) -> None:
        """Let days pass, each with its events."""
        for number in range(first, first + count):
            day = FIRST_DAY + timedelta(days=number)
            self._insistently(partial(ClockStore(self.engine).tick_to, day))
            lines = [line(event) for project in range(self.projects) for event in _events(f"P{project}", day, number)]
            self._insistently(partial(self._accept, lines, str(day)))

    def pid(self, part: str) -> int:
        """The process of a part as it runs now."""
        return until(lambda: self.running.supervisor.pids.get(part, 0), 30)

    def kill(self, part: str) -> None:
        """End a part as a power cut would, and wait until it runs again."""
        killed = self.pid(part)
        os.kill(killed, signal.SIGKILL)
        until(lambda: self.running.supervisor.pids.get(part, killed) != killed, 60)

    def finished(self, last: int, seconds: float = 90) -> None:
        """Wait until every frame is judged on the last day."""
        day = FIRST_DAY + timedelta(days=last)
        until(lambda: self._is_judged(day), seconds)

    def assert_exact(self, last: int) -> None:
        """Every record is in a ledger once, and every day's alerts are those that its facts give."""
        standing = StandingStore(self.engine).standing()
        assert standing.books.received == self.received
        assert standing.books.in_flight == 0
        assert standing.books.received == sum(
            (standing.books.applied, standing.books.duplicate, standing.books.quarantined)
        )
        assert standing.faults == ()
        history = _history(self.engine)
        for key, kinds in history.kinds.items():
            assert _lawful(kinds), (key, kinds)
        for stage in standing.stages:
            for day, found in _reference(self.engine, stage.project).items():
                assert history.open_on(day, stage.project) == found, (stage.project, day)
        assert {key for key, _ in history.last_of(FIRST_DAY + timedelta(days=last))} == _open(self.engine)

    def _accept(self, lines: list[bytes], name: str) -> None:
        receipt = Intake(self.engine).accept(lines, name=name, channel="test", keep_received=True)
        self.received += receipt.received

    def _is_judged(self, day: date) -> bool:
        try:
            return StandingStore(self.engine).judged(day).missing_projects == 0
        except UnreachableError:
            return False

    def _insistently(self, call: Callable[[], object]) -> None:
        """Do it again until the database has taken it, as a sender would."""

        def done() -> bool:
            try:
                call()
            except UnreachableError:
                return False
            return True

        until(done, 60)


@contextmanager
def trial(state_dir: Path, workers: int = 1) -> Iterator[Trial]:
    """The shipped system, as `wagewatch up --clock manual` runs it."""
    stop = threading.Event()
    with system(Wanted(state_dir, workers, wall_clock=False), lambda *_: None) as running:
        keeper = threading.Thread(target=running.run, args=(stop,))
        keeper.start()
        engine = engine_of(running.settings.database)
        try:
            yield Trial(running, engine)
        finally:
            stop.set()
            keeper.join()
            engine.dispose()


def until(said: Callable[[], _T], seconds: float) -> _T:
    """Wait until something is so, and return it."""
    began_s, pause = elapsed(), threading.Event()
    while not (found := said()):
        assert elapsed() - began_s < seconds, "waited in vain"
        pause.wait(0.05)
    return found


class _History:
    """The changes of every alert, in the order in which they were written."""

    def __init__(self, changes: list[tuple[Key, str, date]]) -> None:
        self._changes = changes
        self.kinds: dict[Key, list[str]] = {}
        for key, kind, _ in changes:
            self.kinds.setdefault(key, []).append(kind)

    def last_of(self, day: date) -> list[tuple[Key, date]]:
        """The alerts open at the end of a day, with the day of their last change."""
        still: dict[Key, date] = {}
        for key, kind, as_of in self._changes:
            if as_of <= day:
                still[key] = as_of
                if kind == "cleared":
                    del still[key]
        return list(still.items())

    def open_on(self, day: date, project: str) -> set[Key]:
        """The alerts of a project open at the end of a day."""
        return {key for key, _ in self.last_of(day) if key.project == project}


def _history(engine: Engine) -> _History:
    found = rows(engine, "SELECT rule, project, subject, kind, as_of FROM alert_history ORDER BY id")
    return _History([(Key(rule, project, subject), kind, as_of) for rule, project, subject, kind, as_of in found])


def _open(engine: Engine) -> set[Key]:
    return {Key(*row) for row in rows(engine, "SELECT rule, project, subject FROM alerts")}


def _reference(engine: Engine, project: str) -> dict[date, set[Key]]:
    """What the facts give on each day, by folding the journal here."""
    policy = Policy.shipped()
    ledger = Ledger.new(project)
    found: dict[date, set[Key]] = {}

    def judge() -> None:
        if ledger.today is not None:
            found[ledger.today] = {finding.key for finding in _judged(ledger, ledger.today, policy)}

    for body in Journal(engine).frames(project, 0, _EVERY_FRAME):
        frame = decoded(body)
        if frame.kind == TICKED:
            judge()
        ledger.apply(frame)
    judge()
    return found


def _judged(ledger: Ledger, day: date, policy: Policy) -> tuple[Finding, ...]:
    return evaluate(ledger, day, policy).findings


def _lawful(kinds: list[str]) -> bool:
    """Opened, then changed any number of times, then cleared, and again."""
    standing = False
    for kind in kinds:
        if (kind == "opened") is standing:
            return False
        standing = kind != "cleared"
    return True


def _events(project: str, day: date, number: int) -> Iterator[dict[str, object]]:
    on = day.isoformat()
    if number == 0:
        yield event("project.registered", on, subject=project)
        yield event("project.started", on, subject=project)
        yield event("bank.account_opened", on, subject=project)
    yield event("bank.account_restricted", on, subject=project, restriction_id=f"R{number}", for_project_wages=False)
    yield event("attendance.worker_enrolled", on, subject=project, worker_id=f"w{number}")
    for device in range(5):
        punches = [
            {"worker_id": f"w{n}", "at": f"{on}T0{device}:30:00+08:00", "direction": "in"} for n in range(number + 1)
        ]
        yield event("attendance.punched", on, subject=project, device_id=f"D{device}", punches=punches)
    if number % 3 == 2:
        yield event("bank.account_released", on, subject=project, restriction_id=f"R{number - 1}")

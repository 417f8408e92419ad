"""The demonstration: an invented county lived through by the running system, and what it found in it."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Final

import msgspec
from sqlalchemy import Engine, func, select

from infra.clock import elapsed
from infra.db.alert_days import AlertDays
from infra.db.beats import Beats
from infra.db.clock import ClockStore
from infra.db.engine import connected, engine_of
from infra.db.standing import Judged, StandingStore
from infra.db.works.tables import alert_news
from infra.settings import Settings
from streams.county import County
from streams.county.post import Event
from streams.county.reckoning import Reckoning, reckon
from streams.drive import Drive
from streams.intake import Intake
from streams.judgement import Judgement, StuckError
from streams.parts import Part
from streams.rehearsal import rehearse
from streams.rehearsed_feed import deliver
from streams.system import System, Wanted, system
from streams.up import alone

_PATIENCE_S: Final = 60.0
_GLANCE_S: Final = 0.1

Days = Callable[[int], None]
"""Told how many days have been taken in."""


class NotHere(Exception):
    """The demonstration would run on engines that are somebody's; the text says which."""


@contextmanager
def stage(kept: Path | None) -> Iterator[System]:
    """A whole system of its own for the demonstration, the clock moved by hand.

    Args:
        kept: Its state directory, emptied before and left afterwards; None takes one that is gone afterwards.

    Raises:
        NotHere: The environment names a database or a broker.
        RunsAlready: A system runs in the directory.
        EngineFailed: An engine does not start.
    """
    with tempfile.TemporaryDirectory(prefix="wagewatch-demo-", ignore_cleanup_errors=True) as gone:
        given = Settings(state_dir=Path(gone))
        if given.database_url is not None or "broker" in given.model_fields_set:
            raise NotHere(
                "the demonstration starts engines of its own: unset WAGEWATCH_DATABASE_URL and WAGEWATCH_BROKER"
            )
        if kept is not None:
            with alone(kept):
                shutil.rmtree(kept)
        with system(Wanted(kept or Path(gone), wall_clock=False), _unheard) as running:
            yield running


def written(events: Iterable[Event], path: Path) -> int:
    """Write the events, one a line; return how many there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("wb") as file:
        for event in events:
            file.write(msgspec.json.encode(event) + b"\n")
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How many changes of alerts there were to take up, and how many are."""

    news: int
    done: int


class Performance:
    """A county that the running system lives through."""

    def __init__(self, settings: Settings, county: County) -> None:
        self._settings = settings
        self._engine: Engine = engine_of(settings.database)
        self._county = county

    def stream(self, path: Path, tell: Days) -> int:
        """Take in the county's file day by day, the clock following; return the records accepted."""
        drive = Drive(Intake(self._engine), ClockStore(self._engine), self._county.as_of)
        accepted = 0
        with path.open("rb") as lines:
            for day, receipt in enumerate(drive.play(lines, path.name), start=1):
                accepted += receipt.accepted
                tell(day)
        drive.finish()
        return accepted

    def judged(self, tell: Callable[[Judged], None]) -> None:
        """Wait until everything has been judged on the last day. Raises `StuckError`."""
        Judgement(StandingStore(self._engine), Beats(self._engine), sleep).wait(self._county.as_of, _PATIENCE_S, tell)

    def taken_up(self, tell: Callable[[TakenUp], None]) -> None:
        """Wait until the caretaker has taken up every change of an alert. Raises `StuckError`."""
        first = left = self._news()
        moved_s = elapsed()
        while left:
            tell(TakenUp(first, first - left))
            sleep(_GLANCE_S)
            now = self._news()
            if now != left:
                left, moved_s = now, elapsed()
            elif elapsed() - moved_s > _PATIENCE_S:
                raise StuckError(f"nobody has taken up {left} changes of alerts for {_PATIENCE_S:.0f} s: no caretaker?")
        tell(TakenUp(first, first))

    def rehearsed(self) -> None:
        """Let the officers work the first alerts, and the bank deliver a file."""
        rehearse(self._engine, self._county.as_of)
        deliver(self._engine, self._settings, self._county.as_of)

    def _news(self) -> int:
        with connected(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(alert_news)).scalar_one()

    def reckoning(self) -> Reckoning:
        """What was found, held against what was put in."""
        return reckon(self._county.injected, AlertDays(self._engine).standing(self._county.as_of))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _unheard(_what: str, _part: Part, _detail: str) -> None:
    """A part that ends in a demonstration shows as one that is stuck."""

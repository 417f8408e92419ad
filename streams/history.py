"""A project's past, from a file or from the journal: its frames up to a day, and the ledger that they come to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from infra.db.engine import engine_of
from infra.db.journal import Journal
from infra.settings import settings
from monitors.ledger import Ledger
from schemas.frame import TICKED, Frame, decoded
from streams.replay import Replay

PAGE = 1_000


class NoSuchProjectError(LookupError):
    """Nothing was ever accepted of the project."""

    def __init__(self, project: str) -> None:
        super().__init__(f"nothing is known of project {project!r}")


@dataclass(frozen=True, slots=True)
class History:
    """The frames of one project as known at the end of a day, and their ledger."""

    ledger: Ledger
    _frames: tuple[Frame, ...]

    def frames(self) -> Iterator[Frame]:
        """The frames in the order of acceptance."""
        return iter(self._frames)

    @classmethod
    def of_file(cls, path: Path, project: str, as_of: date) -> Self:
        """What a recorded file says of the project. Raises `NoSuchProjectError`."""
        replay = Replay(as_of, only=project)
        with path.open("rb") as file:
            for raw in file:
                replay.take(raw)
        return cls._folded(project, replay.kept)

    @classmethod
    def of_journal(cls, project: str, as_of: date) -> Self:
        """What the running system knew of the project on a day. Raises `NoSuchProjectError` and `UnreachableError`."""
        return cls.of_engine(engine_of(settings().database, connections=1), project, as_of)

    @classmethod
    def of_engine(cls, engine: Engine, project: str, as_of: date) -> Self:
        """The same from a connection that is there. Raises `NoSuchProjectError` and `UnreachableError`."""
        return cls._folded(project, _until_the_next_day(_journal_frames(Journal(engine), project), as_of))

    @classmethod
    def _folded(cls, project: str, frames: Iterable[Frame]) -> Self:
        ledger, kept = Ledger.new(project), tuple(frames)
        if not kept:
            raise NoSuchProjectError(project)
        for frame in kept:
            ledger.apply(frame)
        return cls(ledger, kept)


def _journal_frames(journal: Journal, project: str) -> Iterator[Frame]:
    after = 0
    while page := journal.frames(project, after, PAGE):
        frames = [decoded(body) for body in page]
        yield from frames
        after = frames[-1].seq


def _until_the_next_day(frames: Iterable[Frame], as_of: date) -> Iterator[Frame]:
    """The frames before the first tick of a later day."""
    for frame in frames:
        if frame.kind == TICKED and frame.on > as_of:
            return
        yield frame

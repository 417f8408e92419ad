"""The route book as the database has it, for the length of one acceptance."""

from collections.abc import Iterable, Sequence
from typing import Final

from infra.db.acceptance import Acceptance
from schemas.frame import Frame
from streams.routes import MemoryBook, Routed

_ORIGIN: Final = "project"
"""What the commons' copy says of where it came from; no copy elsewhere says it."""


class StoredBook:
    """Reads what a key has when it is first asked for; writes new subscriptions when told to.

    What is remembered under a key is not written here: the commons' frames in the journal are its history. The
    commons' head must be locked, so that nobody else changes what was read.
    """

    def __init__(self, tables: Acceptance) -> None:
        self._tables = tables
        self._book = MemoryBook()
        self._with_history: set[str] = set()
        self._new: list[tuple[str, str]] = []

    def learn(self, keys: Iterable[str]) -> set[str]:
        """Read who follows the keys; return all of them."""
        followers = self._tables.subscribers(keys)
        for key, project in followers:
            self._book.subscribe(key, project)
        return {project for _, project in followers}

    def subscribers(self, key: str) -> Iterable[str]:
        """The projects that ever subscribed to the key, in the order in which they did."""
        return self._book.subscribers(key)

    def subscribe(self, key: str, project: str) -> bool:
        """Whether the project was not subscribed before; it is from now on."""
        new = self._book.subscribe(key, project)
        if new:
            self._new.append((key, project))
        return new

    def history(self, key: str) -> Sequence[Routed]:
        """What was remembered under the key, in order."""
        self._read_history(key)
        return self._book.history(key)

    def remember(self, key: str, frame: Routed) -> None:
        """Append to what the key has."""
        self._read_history(key)
        self._book.remember(key, frame)

    def write(self) -> None:
        """Write the subscriptions that are new since the last time."""
        if self._new:
            self._tables.subscribe(self._new)
            self._new = []

    def _read_history(self, key: str) -> None:
        if key not in self._with_history:
            self._with_history.add(key)
            for frame in self._tables.history(key):
                self._book.remember(key, _routed(frame))


def _routed(frame: Frame) -> Routed:
    data = {name: value for name, value in frame.data.items() if name != _ORIGIN}
    return Routed(frame.project, frame.kind, frame.on, data, frame.source, frame.id, frame.at)

"""Which ledgers an accepted event concerns: its own project's, and copies where others need it to be judged.

A project's ledger needs nothing but its own frames. What belongs to no single project, or to several, is
therefore copied: the commons (`-`) see every registration, account opening and closing, lead and feed statement; a
bank's statement reaches every project that ever opened an account there, a lead's news every project it ever named.
Who subscribes to a key ("bank/CODE", "lead/ID") gets what the key has so far.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from schemas.frame import COMMONS, Frame

REGISTERED: Final = "project.registered"
OPENED: Final = "bank.account_opened"
CLOSED: Final = "bank.account_closed"
FEED_COMPLETED: Final = "bank.feed_completed"
LEAD_RECEIVED: Final = "lead.received"
LEAD_CLOSED: Final = "lead.closed"
SHARED: Final = frozenset({REGISTERED, OPENED, CLOSED, FEED_COMPLETED, LEAD_RECEIVED, LEAD_CLOSED})
"""The kinds that concern more than their own project; every other goes to its project alone."""


class Refusal(Protocol):
    """A part of an event that was set aside, with the number of records that it stands for."""

    @property
    def records(self) -> int:
        """How many records it stands for."""


class Arrival(Protocol):
    """An accepted event as the door knows it; `schemas.checking.Checked` with its data is one."""

    @property
    def source(self) -> str | None:
        """Who speaks."""

    @property
    def id(self) -> str | None:
        """Its name, as its sender's."""

    @property
    def type(self) -> str | None:
        """The event type."""

    @property
    def project(self) -> str | None:
        """The one project that it belongs to; None for the commons."""

    @property
    def time(self) -> datetime | None:
        """When it happened."""

    @property
    def on(self) -> date | None:
        """The day on which it happened, in Asia/Shanghai."""

    @property
    def data(self) -> dict[str, Any] | None:
        """Canonical data; None if nothing is accepted."""

    @property
    def records(self) -> int:
        """How many records it stands for."""

    @property
    def rejected(self) -> Sequence[Refusal]:
        """What was set aside of it."""


class Routed(NamedTuple):
    """A frame without its number: the next one of `project`. A copy counts no records."""

    project: str
    kind: str
    on: date
    data: dict[str, Any]
    source: str
    id: str
    at: datetime | None
    records: int = 0

    def frame(self, seq: int) -> Frame:
        """The frame with its number."""
        return Frame(self.project, seq, self.kind, self.on, self.data, self.source, self.id, self.at)


class RouteBook(Protocol):
    """Who subscribes to a key, and what the key has so far."""

    def subscribers(self, key: str) -> Iterable[str]:
        """The projects that ever subscribed to the key, in the order in which they did."""

    def subscribe(self, key: str, project: str) -> bool:
        """Whether the project was not subscribed before; it is from now on."""

    def history(self, key: str) -> Sequence[Routed]:
        """What was remembered under the key, in order."""

    def remember(self, key: str, frame: Routed) -> None:
        """Append to what the key has."""


@dataclass(slots=True)
class MemoryBook:
    """A route book that lives as long as the process: that of a replay."""

    _subscribers: dict[str, dict[str, None]] = field(default_factory=dict)
    _history: dict[str, list[Routed]] = field(default_factory=dict)

    def subscribers(self, key: str) -> Iterable[str]:
        """The projects that ever subscribed to the key, in the order in which they did."""
        return tuple(self._subscribers.get(key, ()))

    def subscribe(self, key: str, project: str) -> bool:
        """Whether the project was not subscribed before; it is from now on."""
        known = self._subscribers.setdefault(key, {})
        if project in known:
            return False
        known[project] = None
        return True

    def history(self, key: str) -> Sequence[Routed]:
        """What was remembered under the key, in order."""
        return tuple(self._history.get(key, ()))

    def remember(self, key: str, frame: Routed) -> None:
        """Append to what the key has."""
        self._history.setdefault(key, []).append(frame)


def accepted_records(event: Arrival) -> int:
    """How many of the event's records were not set aside."""
    return event.records - sum(refusal.records for refusal in event.rejected) if event.rejected else event.records


def key_of(kind: str, data: dict[str, Any]) -> str | None:
    """The key under which events of this kind are followed by several projects; None where there is none."""
    if kind in (OPENED, FEED_COMPLETED):
        return f"bank/{data['bank_code']}"
    if kind in (LEAD_RECEIVED, LEAD_CLOSED):
        return f"lead/{data['lead_id']}"
    return None


class Routes:
    """Routes accepted events in the order of their acceptance; the book is all that it remembers."""

    __slots__ = ("_book",)

    def __init__(self, book: RouteBook) -> None:
        self._book = book

    def of(self, event: Arrival) -> list[Routed]:
        """The event's frames in the order in which they are to be appended. Call once per event, in order.

        Exactly one of them, the primary one, carries the event's records.
        """
        kind, on, data = event.type, event.on, event.data
        if kind is None or on is None or data is None:
            message = "only an accepted event is routed"
            raise ValueError(message)
        primary = Routed(
            COMMONS if event.project is None else event.project,
            kind, on, data, event.source or "", event.id or "", event.time, accepted_records(event),
        )  # fmt: skip
        return [primary] if kind not in SHARED else list(self._shared(primary))

    def _shared(self, primary: Routed) -> Iterator[Routed]:
        key = key_of(primary.kind, primary.data)
        if key is not None:
            yield from self._followed(key, primary)
        yield primary
        if primary.project != COMMONS:
            yield _for_commons(primary)
        if key is not None and primary.kind != OPENED:
            yield from self._told(key, primary)

    def _followed(self, key: str, primary: Routed) -> Iterator[Routed]:
        """What the project missed of the key that it now subscribes to."""
        if primary.project != COMMONS and self._book.subscribe(key, primary.project):
            for earlier in self._book.history(key):
                yield earlier._replace(project=primary.project, records=0)

    def _told(self, key: str, primary: Routed) -> Iterator[Routed]:
        """The copies for everyone else who follows the key, now and later."""
        self._book.remember(key, primary)
        for project in self._book.subscribers(key):
            if project != primary.project:
                yield primary._replace(project=project, records=0)


def _for_commons(primary: Routed) -> Routed:
    return primary._replace(project=COMMONS, data={**primary.data, "project": primary.project}, records=0)

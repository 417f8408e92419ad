"""How the running system stands: the accounting to the record, and how far behind each stage is."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import Engine

from infra.db.engine import transaction

_RECEIPTS: Final = """
    SELECT coalesce(sum(received), 0)::int8, coalesce(sum(accepted), 0)::int8,
        coalesce(sum(duplicate), 0)::int8, coalesce(sum(quarantined), 0)::int8
    FROM submissions
"""
_APPLIED: Final = """
    SELECT coalesce(sum(journal.records_upto), 0)::int8 FROM ledgers JOIN journal USING (project, seq)
"""
_STAGES: Final = """
    SELECT heads.project, heads.seq, coalesce(relayed.seq, 0), coalesce(ledgers.seq, 0), coalesce(ledgers.judged_seq, 0)
    FROM heads LEFT JOIN relayed USING (project) LEFT JOIN ledgers USING (project) WHERE heads.seq > 0
"""
_JUDGED: Final = """
    SELECT count(*) FILTER (WHERE ledgers.project IS NULL OR ledgers.judged_seq < heads.seq
            OR ledgers.as_of IS NULL OR ledgers.as_of < %s),
        coalesce(sum(heads.seq), 0)::int8,
        coalesce(sum(relayed.seq), 0)::int8,
        coalesce(sum(ledgers.seq), 0)::int8,
        coalesce(sum(ledgers.judged_seq), 0)::int8
    FROM heads LEFT JOIN ledgers USING (project) LEFT JOIN relayed USING (project) WHERE heads.seq > 0
"""


@dataclass(frozen=True, slots=True)
class Books:
    """Every record ever received, and what became of it; `in_flight` ones are accepted and not yet in a ledger."""

    received: int
    applied: int
    duplicate: int
    quarantined: int
    in_flight: int


@dataclass(frozen=True, slots=True)
class Stages:
    """How many frames of one project were accepted, published, folded and judged."""

    project: str
    journal: int
    relayed: int
    applied: int
    judged: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A frame that could not be folded, or a rule that crashed on it."""

    project: str
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The system at one moment."""

    day: date | None
    books: Books
    stages: tuple[Stages, ...]
    outbox: int
    open_quarantine: int
    fault_count: int
    faults: tuple[Fault, ...]
    late_feeds: tuple[str, ...]
    open_alerts: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How far the judging of a day is: the projects still to be judged, and the sums of the frames' numbers."""

    missing_projects: int
    frames: int
    relayed: int
    applied: int
    judged: int


class StandingStore:
    """Reads how the system stands."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standing(self) -> Standing:
        """Everything as of one moment: received = applied + duplicate + quarantined + in flight, always."""
        with transaction(self._engine) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return Standing(
                day=_only(connection, "SELECT (SELECT day FROM clock)"),
                books=_books(connection),
                stages=tuple(Stages(*row) for row in connection.execute(_STAGES)),
                outbox=_only(connection, "SELECT count(*) FROM outbox"),
                open_quarantine=_only(connection, "SELECT count(*) FROM quarantine WHERE state = 'open'"),
                fault_count=_only(connection, "SELECT count(*) FROM faults"),
                faults=_faults(connection),
                late_feeds=_late_feeds(connection),
                open_alerts=_only(connection, "SELECT count(*) FROM alerts"),
            )

    def judged(self, day: date) -> Judged:
        """How far every frame is judged on the day."""
        with transaction(self._engine) as connection:
            row = connection.execute(_JUDGED, (day,)).fetchone()
            assert row is not None
            return Judged(*row)


def _books(connection: Connection[Any]) -> Books:
    receipts = connection.execute(_RECEIPTS).fetchone()
    assert receipts is not None
    received, accepted, duplicate, quarantined = receipts
    applied = _only(connection, _APPLIED)
    return Books(received, applied, duplicate, quarantined, accepted - applied)


def _faults(connection: Connection[Any]) -> tuple[Fault, ...]:
    rows = connection.execute("SELECT project, seq, text FROM faults ORDER BY id DESC LIMIT 10")
    return tuple(Fault(*row) for row in rows)


def _late_feeds(connection: Connection[Any]) -> tuple[str, ...]:
    rows = connection.execute("SELECT subject FROM alerts WHERE rule = 'feed.late' ORDER BY subject")
    return tuple(subject for (subject,) in rows)


def _only(connection: Connection[Any], query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]

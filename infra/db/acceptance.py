"""What one acceptance reads and writes; all of it inside the transaction that the caller opened."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection

from infra.db.locks import Lock
from infra.db.repairs import Repairs
from schemas.frame import COMMONS, Frame, decoded

_JOURNAL: Final = (
    "journal (project, seq, kind, on_day, received_at, submission_id, line_no, records, records_upto, route_key, body)",
    ("text", "int8", "text", "date", "timestamptz", "int8", "int8", "int4", "int8", "text", "bytea"),
)
_QUARANTINE: Final = (
    "quarantine (submission_id, line_no, line_index, source, event_id, kind, project, records, reasons, value)",
    ("int8", "int8", "int4", "text", "text", "text", "text", "int4", "text", "text"),
)
_BEGUN: Final = "SELECT nextval(pg_get_serial_sequence('submissions', 'id')), (SELECT day FROM clock)"
_HEADS: Final = """
    INSERT INTO heads (project, seq, records) SELECT project, 0, 0 FROM unnest(%s::text[]) AS project
    ON CONFLICT (project) DO UPDATE SET seq = heads.seq RETURNING project, seq, records
"""
_PAIR: Final = 16
_PAIRS: Final = """
    INSERT INTO event_ids (pair, submission_id)
    SELECT encode(substring(%b::bytea FROM 16 * n + 1 FOR 16), 'hex')::uuid, %b FROM generate_series(0, %b) AS n
    ON CONFLICT DO NOTHING RETURNING uuid_send(pair)
"""


class JournalRow(NamedTuple):
    """One frame as the table keeps it, columns in the table's order."""

    project: str
    seq: int
    kind: str
    on_day: date
    received_at: datetime
    submission_id: int | None
    line_no: int | None
    records: int
    records_upto: int
    route_key: str | None
    body: bytes


class QuarantineRow(NamedTuple):
    """One record set aside, columns in the table's order; `reasons` and `value` are JSON."""

    submission_id: int
    line_no: int
    line_index: int | None
    source: str | None
    event_id: str | None
    kind: str | None
    project: str | None
    records: int
    reasons: str
    value: str | None


@dataclass(slots=True)
class Head:
    """The last number given out to a project, and the records up to it."""

    seq: int
    records: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one submission, in records: received = accepted + duplicate + quarantined."""

    submission: int
    name: str
    channel: str
    received_at: datetime
    sha256: str
    size: int
    lines: int
    received: int
    accepted: int
    duplicate: int
    quarantined: int


class Acceptance:
    """The tables of one acceptance, on the connection of its transaction."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def at_once(self) -> AbstractContextManager[object]:
        """Send what is written within the block without waiting for each answer."""
        return nullcontext() if self._is_at_once else self._connection.pipeline()

    @property
    def _is_at_once(self) -> bool:
        return bool(self._connection.pgconn.pipeline_status)

    def begin(self) -> tuple[int, date | None]:
        """A number for the submission, and the day of the last tick: none is written until the transaction ends."""
        with self.at_once():
            self._connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (int(Lock.CLOCK),))
            row = self._connection.execute(_BEGUN).fetchone()
        assert row is not None  # a query without FROM has one row
        return row[0], row[1]

    def heads(self, projects: Iterable[str]) -> dict[str, Head]:
        """The heads, locked until the end; a project without frames gets one at 0.

        Lock the commons before any other and everything else in one call: then no two acceptances wait for each other.
        """
        ordered = sorted(projects)
        rows = self._connection.execute(_HEADS, (ordered,)).fetchall() if ordered else ()
        return {project: Head(seq, records) for project, seq, records in rows}

    def save_heads(self, heads: dict[str, Head]) -> None:
        """Write how far the numbers have come."""
        rows = [(project, head.seq, head.records) for project, head in heads.items()]
        if rows:
            self._connection.execute(
                "UPDATE heads SET seq = row.seq, records = row.records"
                " FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS row (project, seq, records)"
                " WHERE heads.project = row.project AND heads.seq <> row.seq",
                tuple(map(list, zip(*rows, strict=True))),
            )

    def new_pairs(self, submission: int, pairs: Iterable[bytes]) -> set[bytes]:
        """Those of the pairs that nobody carried before; they are taken now, in order."""
        packed = b"".join(sorted(set(pairs)))
        if not packed:
            return set()
        given = (packed, submission, len(packed) // _PAIR - 1)
        return {pair for (pair,) in self._connection.execute(_PAIRS, given, binary=True)}

    def append(self, rows: Sequence[JournalRow]) -> None:
        """Append frames to the journal."""
        self._write(*_JOURNAL, rows)

    def set_aside(self, rows: Sequence[QuarantineRow]) -> None:
        """Put records into quarantine."""
        self._write(*_QUARANTINE, rows)

    def subscribers(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """(key, project) of everyone who follows one of the keys, in the order in which they began to."""
        query = "SELECT route_key, project FROM subscriptions WHERE route_key = ANY(%s) ORDER BY n"
        asked = list(keys)
        return self._connection.execute(query, (asked,)).fetchall() if asked else []

    def subscribe(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Remember that projects follow keys from now on."""
        with self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO subscriptions (route_key, project) VALUES (%s, %s)", pairs)

    def history(self, key: str) -> list[Frame]:
        """The frames of the commons that were remembered under the key, in order."""
        query = "SELECT body FROM journal WHERE route_key = %s AND project = %s ORDER BY seq"
        rows = self._connection.execute(query, (key, COMMONS), binary=True)
        return [decoded(body) for (body,) in rows]

    def keep(self, receipt: Receipt, parts: Iterable[bytes]) -> None:
        """Write the submission itself with its receipt, and wake the relay when the transaction commits."""
        self._connection.execute(
            "INSERT INTO submissions (id, name, channel, received_at, sha256, size, lines,"
            " received, accepted, duplicate, quarantined) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                receipt.submission, receipt.name, receipt.channel, receipt.received_at, bytes.fromhex(receipt.sha256),
                receipt.size, receipt.lines, receipt.received, receipt.accepted, receipt.duplicate, receipt.quarantined,
            ),
        )  # fmt: skip
        with self._connection.cursor() as cursor:
            for number, part in enumerate(parts):
                cursor.execute(
                    "INSERT INTO submission_parts (submission_id, part, body) VALUES (%b, %b, %b)",
                    (receipt.submission, number, part),
                )
        self._connection.execute("SELECT pg_notify('wagewatch_relay', '')")

    def keep_sealed(self, submission: int, key_id: int) -> None:
        """Write with which data key the submission's parts are encrypted."""
        self._connection.execute(
            "INSERT INTO sealed_submissions (submission_id, key_id) VALUES (%s, %s)", (submission, key_id)
        )

    def keep_reading(self, submission: int, form: str, feed: str | None, sheet: str | None) -> None:
        """Write what kind of file the submission is; one without is JSON Lines."""
        self._connection.execute(
            "INSERT INTO readings (submission_id, form, feed, sheet) VALUES (%s, %s, %s, %s)",
            (submission, form, feed, sheet),
        )

    def repairs(self, submission: int) -> Repairs:
        """What the submission does to the rows that waited in quarantine."""
        return Repairs(self._connection, submission)

    def _write(self, table: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Many rows by COPY, which waits for answers; what is done at once goes without."""
        if not rows:
            return
        if self._is_at_once:
            columns = ", ".join(f"%b::{kind}[]" for kind in types)
            given = tuple(map(list, zip(*rows, strict=True)))
            query = f"INSERT INTO {table} SELECT * FROM unnest({columns})"  # noqa: S608 (constants of this module)
            self._connection.execute(query.encode(), given)
            return
        statement = f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

"""Daily seals: entries that bind what is kept beside the chronicle, the alerts' history and submissions, to it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from psycopg import Connection
from psycopg.errors import LockNotAvailable
from sqlalchemy import Engine

from infra.db.chronicle.entry import Entry
from infra.db.chronicle.store import appended
from infra.db.engine import UnreachableError, transaction

ABOUT: Final = "seal"
ACTOR: Final = "wagewatch"
_SEALED: Final = "SELECT day, body FROM chronicle WHERE about = 'seal' ORDER BY n DESC LIMIT 1"
_QUIET: Final = "SET LOCAL lock_timeout = '2s'"
_LOCK: Final = "LOCK TABLE alert_history, submissions IN SHARE ROW EXCLUSIVE MODE"
_ROWS: Final = {
    "alert_history": """
        SELECT id, rule, project, subject, kind, as_of, seq, finding FROM alert_history
        WHERE id > %s AND id <= %s ORDER BY id
    """,
    "submissions": """
        SELECT id, name, channel, received_at, encode(sha256, 'hex'), size, lines, received, accepted, duplicate,
               quarantined
        FROM submissions WHERE id > %s AND id <= %s ORDER BY id
    """,
}
_LAST_ID: Final = {
    "alert_history": "SELECT coalesce(max(id), 0) FROM alert_history",
    "submissions": "SELECT coalesce(max(id), 0) FROM submissions",
}
SEALED_TABLES: Final = tuple(_ROWS)


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one table from after one id up to another, and their digest."""

    after: int
    upto: int
    rows: int
    sha256: str


def seal(engine: Engine, day: date) -> int | None:
    """Seal what was written since the last seal; return the entry's number.

    None where the day is sealed already, or the tables are busy: then ask again later. Nobody can write to the two
    tables meanwhile, so that no row with a smaller number appears afterwards.
    """
    try:
        with transaction(engine) as connection:
            return None if _is_sealed(connection, day) else _sealed(connection, day)
    except UnreachableError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise


def span(connection: Connection[Any], table: str, after: int, upto: int) -> Span:
    """The digest of the table's rows in the span: of their JSON, one line each."""
    digest, rows = hashlib.sha256(), 0
    with connection.cursor(f"sealing_{table}") as cursor:
        cursor.itersize = 5_000
        for row in cursor.execute(_ROWS[table], (after, upto)):
            digest.update(_line(row))
            rows += 1
    return Span(after, upto, rows, digest.hexdigest())


def _line(row: tuple[Any, ...]) -> bytes:
    """An instant is written as the moment that it is, whatever time zone the connection speaks."""
    plain = [int(cell.timestamp() * 1_000_000) if hasattr(cell, "timestamp") else cell for cell in row]
    return msgspec.json.encode(plain) + b"\n"


def _is_sealed(connection: Connection[Any], day: date) -> bool:
    last = connection.execute(_SEALED).fetchone()
    return last is not None and last[0] >= day


def _sealed(connection: Connection[Any], day: date) -> int | None:
    """Locks the tables before the chronicle, as everybody does who writes to both; one seal at a time."""
    connection.execute(_QUIET)
    connection.execute(_LOCK)
    if _is_sealed(connection, day):
        return None
    last = connection.execute(_SEALED).fetchone()
    spans = {}
    for table in SEALED_TABLES:
        row = connection.execute(_LAST_ID[table]).fetchone()
        assert row is not None  # an aggregate has one row
        spans[table] = msgspec.to_builtins(span(connection, table, _upto(last, table), row[0]))
    (n,) = appended(connection, [Entry(ABOUT, "sealed", ACTOR, "", day, spans)])
    return n


def _upto(last: tuple[Any, ...] | None, table: str) -> int:
    return 0 if last is None else int(msgspec.json.decode(last[1])["body"][table]["upto"])

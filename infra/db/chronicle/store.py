"""Appends to the chronicle, one writer at a time, and reads it."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy
from psycopg import Connection
from sqlalchemy import Engine

from infra import clock
from infra.db.chronicle.entry import Entry, Written
from infra.db.engine import psycopg_of, transaction
from infra.db.locks import Lock

COLUMNS: Final = "n, at, about, act, actor, office, day, body, sha256"
_LAST: Final = "SELECT n, sha256 FROM chronicle ORDER BY n DESC LIMIT 1"
_LAST_ABOUT: Final = """
    SELECT asked.about, (SELECT sha256 FROM chronicle WHERE about = asked.about ORDER BY n DESC LIMIT 1)
    FROM unnest(%s::text[]) AS asked (about)
"""
_APPEND: Final = f"COPY chronicle ({COLUMNS}) FROM STDIN"
_ABOUT: Final = f"SELECT {COLUMNS} FROM chronicle WHERE about = ANY(%s) ORDER BY n"  # noqa: S608 (names of ours)

_FOLLOWING: Final = f"SELECT {COLUMNS} FROM chronicle WHERE n >= %s ORDER BY n"  # noqa: S608 (the same)
_PAGE: Final = 2_000


def append(connection: sqlalchemy.Connection, entries: Sequence[Entry]) -> list[int]:
    """Write the entries in order inside the caller's transaction; return their numbers.

    Takes the chain's lock until the transaction ends: call it last. Begin the transaction in READ COMMITTED, or
    another writer's entries stay invisible and the numbers collide.
    """
    return appended(psycopg_of(connection), entries)


def appended(connection: Connection[Any], entries: Sequence[Entry]) -> list[int]:
    """The same on the driver's own connection."""
    if not entries:
        return []
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (int(Lock.CHRONICLE),))
    written = _chained(connection, entries)
    with connection.cursor() as cursor, cursor.copy(_APPEND) as copy:
        for row in written:
            copy.write_row(
                (row.n, row.at, row.about, row.act, row.actor, row.office, row.day, row.text, row.sha256),
            )
    return [row.n for row in written]


def _chained(connection: Connection[Any], entries: Sequence[Entry]) -> list[Written]:
    last = connection.execute(_LAST).fetchone()
    n, prev = (0, None) if last is None else last
    befores = dict(connection.execute(_LAST_ABOUT, (sorted({entry.about for entry in entries}),)).fetchall())
    at = clock.now()
    written: list[Written] = []
    for number, entry in enumerate(entries, n + 1):
        row = Written.of(entry, number, at, prev, befores[entry.about])
        prev = befores[entry.about] = row.sha256
        written.append(row)
    return written


class ChronicleStore:
    """The chronicle as it is read. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def about(self, *subjects: str) -> list[Written]:
        """The entries about the subjects, in order. Whoever asks must have looked whether they may be seen."""
        with transaction(self._engine) as connection:
            return [Written(*row) for row in connection.execute(_ABOUT, (list(subjects),))]

    def head(self) -> tuple[int, str | None]:
        """The number and the digest of the last entry; (0, None) before the first."""
        with transaction(self._engine) as connection:
            last = connection.execute(_LAST).fetchone()
        return (0, None) if last is None else (last[0], last[1])

    def write(self, entries: Sequence[Entry]) -> list[int]:
        """Append in a transaction of its own: for what changes nothing else, such as a look-up."""
        with transaction(self._engine) as connection:
            return appended(connection, entries)

    def following(self, start: int) -> Iterator[Written]:
        """Every entry from number `start` on, as they stand when the first is read."""
        with transaction(self._engine) as connection, connection.cursor("chronicle_following") as cursor:
            cursor.itersize = _PAGE
            for row in cursor.execute(_FOLLOWING, (start,)):
                yield Written(*row)

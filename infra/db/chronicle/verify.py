"""Proves the chronicle: the chain itself, the tables that its seals bind, and the anchors kept elsewhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from psycopg import Connection
from sqlalchemy import Engine

from infra.db.chronicle.entry import Written, history_stamp
from infra.db.chronicle.postings import KEY, postings_stamp, unstamped
from infra.db.chronicle.seal import ABOUT, SEALED_TABLES, Span, span
from infra.db.chronicle.store import COLUMNS
from infra.db.chronicle.walk import Break, Walk
from infra.db.engine import transaction

_ROWS: Final = f"SELECT {COLUMNS} FROM chronicle WHERE n >= %s ORDER BY n"  # noqa: S608 (names of ours)
_TOLD: Final = """
    SELECT rule, project, subject, kind, as_of, seq, finding FROM alert_history WHERE id = %s
"""
_DIGEST: Final = "SELECT sha256 FROM chronicle WHERE n = %s"
_BEFORE: Final = "SELECT sha256 FROM chronicle WHERE about = %s AND n < %s ORDER BY n DESC LIMIT 1"

Tell = Callable[[int], None]
"""Told how many entries more have been checked."""
_TOLD_EVERY: Final = 1_000
_HISTORY: Final = '"history":'
_BOOKS: Final = f'"{KEY}":'


@dataclass(frozen=True, slots=True)
class Proof:
    """What was checked: entries, seals, the rows under them, the funds' postings, the head; the first break or None."""

    entries: int
    seals: int
    sealed_rows: int
    n: int
    sha256: str | None
    broken: Break | None
    postings: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return self.broken is None


def verify(engine: Engine, *, start: int = 1, anchor: tuple[int, str] | None = None, tell: Tell | None = None) -> Proof:
    """Recompute the chain from entry `start` on, and every seal in it; stop at the first break.

    One transaction that sees one state; it stops nobody from writing. An anchor is the number and the digest of an
    entry that somebody wrote down elsewhere: only against one can a cut-off end be seen.
    """
    with transaction(engine) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return _Proving(connection, start, anchor).prove(tell)


class _Proving:
    def __init__(self, connection: Connection[Any], start: int, anchor: tuple[int, str] | None) -> None:
        self._connection = connection
        self._start = start
        self._anchor = anchor
        self._entries = self._seals = self._rows = 0
        self._postings: set[int] = set()
        self._upto = dict.fromkeys(SEALED_TABLES, -1)
        self._walk = Walk(self._before, start - 1, self._one(_DIGEST, start - 1))

    def prove(self, tell: Tell | None) -> Proof:
        broken = self._broken(tell) or self._unanchored() or self._unstamped()
        walk = self._walk
        return Proof(self._entries, self._seals, self._rows, walk.n, walk.sha256, broken, len(self._postings))

    def _broken(self, tell: Tell | None) -> Break | None:
        for row in self._written():
            if broken := self._walk.step(row) or self._unsealed(row) or self._untold(row) or self._misbooked(row):
                return broken
            self._entries += 1
            if tell is not None and self._entries % _TOLD_EVERY == 0:
                tell(_TOLD_EVERY)
        return None

    def _written(self) -> Iterator[Written]:
        with self._connection.cursor("chronicle_walk") as cursor:
            cursor.itersize = 2_000
            for row in cursor.execute(_ROWS, (self._start,)):
                yield Written(*row)

    def _unsealed(self, row: Written) -> Break | None:
        """Why a seal no longer fits what it sealed; None for other entries."""
        if row.about != ABOUT:
            return None
        self._seals += 1
        for table in SEALED_TABLES:
            sealed = msgspec.convert(row.body[table], Span)
            if self._upto[table] not in {-1, sealed.after}:
                why = f"{table}有行未被封存 rows of {table} lie between two seals"
                return Break(row.n, why, str(self._upto[table]), str(sealed.after))
            self._upto[table] = sealed.upto
            found = span(self._connection, table, sealed.after, sealed.upto)
            if found != sealed:
                why = f"{table}已不是封存时的内容 {table} is not what was sealed"
                return Break(row.n, why, f"{sealed.rows} × {sealed.sha256}", f"{found.rows} × {found.sha256}")
            self._rows += found.rows
        return None

    def _untold(self, row: Written) -> Break | None:
        """Why the row of the alerts' history that an entry tells of is not what it was; None for other entries."""
        if _HISTORY not in row.text or (stamp := row.body.get("history")) is None:
            return None
        told = self._connection.execute(_TOLD, (stamp["id"],)).fetchone()
        found = None if told is None else history_stamp(stamp["id"], told)
        if found == stamp:
            return None
        why = "它所记的预警历史已被改动 the row of alert_history that it tells of is not what it was"
        return Break(row.n, why, str(stamp), str(found))

    def _misbooked(self, row: Written) -> Break | None:
        """Why the postings that an entry stamps are not what they were; None for other entries."""
        if _BOOKS not in row.text or (stamp := row.body.get(KEY)) is None:
            return None
        found = postings_stamp(self._connection, stamp["ids"])
        if found != stamp:
            why = "它所记的周转金分录已被改动 the fund's postings that it tells of are not what they were"
            return Break(row.n, why, str(stamp), str(found))
        self._postings |= set(stamp["ids"])
        return None

    def _unstamped(self) -> Break | None:
        """Why the books hold postings that nothing tells of; only a walk from the beginning can say."""
        odd = unstamped(self._connection, self._postings) if self._start == 1 else []
        if not odd:
            return None
        why = "周转金账簿有审计链未记载的分录 the fund's books hold postings that no entry tells of"
        return Break(self._walk.n, why, "", ", ".join(str(number) for number in odd[:20]))

    def _unanchored(self) -> Break | None:
        if self._anchor is None:
            return None
        n, sha256 = self._anchor
        found = self._one(_DIGEST, n)
        if found == sha256:
            return None
        return Break(n, "与另存的校验值不符 it is not the entry that was noted elsewhere", sha256, str(found))

    def _before(self, about: str) -> str | None:
        return self._one(_BEFORE, about, self._start)

    def _one(self, query: str, *values: object) -> str | None:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else str(row[0])

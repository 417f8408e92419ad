"""Protection marks as they are kept: derived from ledgers, numbered in the order of commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import Engine

from alerts.gate import Mark
from infra.db.engine import transaction
from infra.db.locks import Lock
from schemas.frame import COMMONS

CHANNEL: Final = "wagewatch_gate"
"""Notified whenever marks or reviews have changed: with `MARKS`, or with the cases' numbers."""
MARKS: Final = "marks"
_COLUMNS: Final = ", ".join(field.name for field in fields(Mark))
_MOVED: Final = """
    SELECT ledgers.project, ledgers.seq, marked.project IS NULL OR EXISTS (
        SELECT FROM journal WHERE journal.project = ledgers.project AND journal.seq > marked.seq
            AND journal.seq <= ledgers.seq AND journal.kind = ANY(%(kinds)s)
    )
    FROM ledgers LEFT JOIN marked_projects AS marked USING (project)
    WHERE ledgers.project <> %(commons)s AND (marked.project IS NULL OR marked.seq < ledgers.seq)
    ORDER BY ledgers.project LIMIT %(most)s
"""
_KINDS: Final = ["bank.account_opened", "bank.account_closed", "project.registered", "project.updated"]
"""The events by which a mark can change."""
_STATES: Final = "SELECT project, seq, state FROM ledgers WHERE project = ANY(%s)"
_PLACED: Final = "SELECT project, region FROM placements WHERE project = ANY(%s)"
_REACHED: Final = """
    INSERT INTO marked_projects (project, seq) SELECT * FROM unnest(%b::text[], %b::bigint[]) AS row
    ON CONFLICT (project) DO UPDATE SET seq = greatest(marked_projects.seq, excluded.seq)
"""
_MARKED: Final = """
    INSERT INTO protection_marks (bank_code, account_id, project, kind, name, region, opened_on, closed_on, version)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, nextval('protection_mark_versions'))
    ON CONFLICT (bank_code, account_id, project) DO UPDATE SET kind = excluded.kind, name = excluded.name,
        region = excluded.region, opened_on = excluded.opened_on, closed_on = excluded.closed_on,
        version = excluded.version
    WHERE (protection_marks.kind, protection_marks.name, protection_marks.region, protection_marks.opened_on,
        protection_marks.closed_on) IS DISTINCT FROM
        (excluded.kind, excluded.name, excluded.region, excluded.opened_on, excluded.closed_on)
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A project whose ledger went on; `concerned` if what happened may change a mark."""

    project: str
    seq: int
    concerned: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The marks of one moment: the highest number, and those that were asked for."""

    version: int
    marks: tuple[Mark, ...]


class Marks:
    """The store of the marks. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def moved(self, most: int) -> list[Moved]:
        """Projects whose ledgers went on since they were marked."""
        given = {"kinds": _KINDS, "commons": COMMONS, "most": most}
        with transaction(self._engine) as connection:
            return [Moved(*row) for row in connection.execute(_MOVED, given)]

    def states(self, projects: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """The ledgers' states with the frame that each goes up to; without months, which no account needs."""
        with transaction(self._engine) as connection:
            rows = connection.execute(_STATES, (list(projects),), binary=True)
            return {project: (seq, state) for project, seq, state in rows}

    def placed(self, projects: Sequence[str]) -> dict[str, str]:
        """The townships to which projects were handed over."""
        with transaction(self._engine) as connection:
            return dict(connection.execute(_PLACED, (list(projects),)).fetchall())

    def write(self, marks: Iterable[Mark], reached: Sequence[tuple[str, int]]) -> int:
        """Write marks and how far each project has come; return how many marks changed.

        One writer at a time commits, so whoever has seen a number has seen all smaller ones.
        """
        with transaction(self._engine) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (int(Lock.MARKS),))
            changed = sum(_marked(connection, mark) for mark in marks)
            connection.execute(_REACHED, tuple(map(list, zip(*reached, strict=True))) if reached else ([], []))
            if changed:
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, MARKS))
        return changed

    def since(self, version: int = 0, bank_code: str | None = None) -> Version:
        """The marks with a higher number, all with 0; those of one bank if it is named."""
        query = f"SELECT {_COLUMNS} FROM protection_marks WHERE version > %s"  # noqa: S608 (names of ours)
        given: tuple[Any, ...] = (version,)
        if bank_code is not None:
            query, given = f"{query} AND bank_code = %s", (version, bank_code)
        with transaction(self._engine) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            highest = connection.execute("SELECT coalesce(max(version), 0) FROM protection_marks").fetchone()
            rows = connection.execute(f"{query} ORDER BY version", given).fetchall()
        return Version(0 if highest is None else highest[0], tuple(Mark(*row) for row in rows))


def _marked(connection: Connection[Any], mark: Mark) -> int:
    given = (mark.bank_code, mark.account_id, mark.project, mark.kind, mark.name, mark.region)
    return connection.execute(_MARKED, (*given, mark.opened_on, mark.closed_on)).rowcount


def is_protected(mark: Mark, day: date) -> bool:
    """Whether the mark protects on the day: until the day on which the account is closed, that day included."""
    return mark.closed_on is None or mark.closed_on >= day

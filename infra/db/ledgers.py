"""Snapshots of ledgers and the alerts that follow from them, written together or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection
from sqlalchemy import Engine

from infra.db.changes import AlertChange, record_changes
from infra.db.engine import transaction
from schemas.finding import Finding, Key

__all__ = ["AlertChange", "LedgerStore", "LedgerWrite", "LoadedLedger"]

_INSERT = """
    INSERT INTO ledgers (project, version, seq, judged_seq, as_of, state)
    SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %b::date[], %b::bytea[]) AS row
    ON CONFLICT (project) DO NOTHING RETURNING project
"""
_UPDATE = """
    UPDATE ledgers SET version = row.version, seq = row.seq, judged_seq = row.judged_seq, as_of = row.as_of,
        state = coalesce(row.state, ledgers.state)
    FROM unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %b::date[], %b::bytea[])
        AS row (project, version, seq, judged_seq, as_of, state)
    WHERE ledgers.project = row.project
"""
_MONTHS = """
    INSERT INTO ledger_months (project, month, body) SELECT * FROM unnest(%b::text[], %b::text[], %b::bytea[]) AS row
    ON CONFLICT (project, month) DO UPDATE SET body = excluded.body
"""
_LOCK = "SELECT project, version FROM ledgers WHERE project = ANY(%s) ORDER BY project FOR UPDATE"
_FINDING = msgspec.json.Decoder(Finding)


@dataclass(frozen=True, slots=True)
class LedgerWrite:
    """One project's progress since `version`, the version last loaded or written (0 = there was no row).

    `state` None leaves the state as it was; `months` are the changed ones only. `judged_seq` and `as_of` say up to
    which frame and for which day the alerts are right; `faults` are (seq, text).
    """

    project: str
    version: int
    seq: int
    judged_seq: int
    as_of: date | None
    state: bytes | None
    months: Mapping[str, bytes] = field(default_factory=dict)
    changes: tuple[AlertChange, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """A project as the last checkpoint left it, with its open alerts by key."""

    version: int
    seq: int
    judged_seq: int
    as_of: date | None
    state: bytes
    months: Mapping[str, bytes]
    open_findings: dict[Key, Finding]


class LedgerStore:
    """The ledgers in PostgreSQL. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self, projects: Iterable[str]) -> dict[str, LoadedLedger]:
        """The ledgers of the projects that have one, each of one moment."""
        names = list(projects)
        with transaction(self._engine) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            rows = connection.execute(
                "SELECT project, version, seq, judged_seq, as_of, state FROM ledgers WHERE project = ANY(%s)",
                (names,),
                binary=True,
            ).fetchall()
            months, findings = _months(connection, names), _open_findings(connection, names)
        return {
            project: LoadedLedger(
                version, seq, judged_seq, as_of, state, months.get(project, {}), findings.get(project, {})
            )
            for project, version, seq, judged_seq, as_of, state in rows
        }

    def checkpoint(self, writes: Sequence[LedgerWrite]) -> frozenset[str]:
        """Write what still stands on the version that it was made from; return the projects whose write does not.

        One transaction: of a project either everything is written or nothing, and after a crash all of them or none.
        """
        ordered = sorted(writes, key=lambda write: write.project)
        with transaction(self._engine) as connection:
            won = _compared_and_swapped(connection, ordered)
            _write_rest(connection, [write for write in ordered if write.project in won])
        return frozenset(write.project for write in ordered) - won


def _compared_and_swapped(connection: Connection[Any], ordered: Sequence[LedgerWrite]) -> frozenset[str]:
    """Locks in the order of the projects, so that two writers wait for each other in one direction only."""
    names = [write.project for write in ordered if write.version]
    versions = dict(connection.execute(_LOCK, (names,)).fetchall()) if names else {}
    current = [write for write in ordered if write.version and versions.get(write.project) == write.version]
    if current:
        connection.execute(_UPDATE, _columns(current))
    new = [write for write in ordered if not write.version]
    inserted = connection.execute(_INSERT, _columns(new)).fetchall() if new else []
    return frozenset(write.project for write in current) | {project for (project,) in inserted}


def _columns(writes: Sequence[LedgerWrite]) -> tuple[list[Any], ...]:
    rows = [(w.project, w.version + 1, w.seq, w.judged_seq, w.as_of, w.state) for w in writes]
    return tuple(map(list, zip(*rows, strict=True)))


def _write_rest(connection: Connection[Any], writes: Sequence[LedgerWrite]) -> None:
    months = [(write.project, month, body) for write in writes for month, body in write.months.items()]
    if months:
        connection.execute(_MONTHS, tuple(map(list, zip(*months, strict=True))))
    record_changes(connection, [change for write in writes for change in write.changes])
    faults = [(write.project, seq, text) for write in writes for seq, text in write.faults]
    if faults:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO faults (project, seq, text) VALUES (%s, %s, %s)", faults)
    if any(write.changes for write in writes):
        connection.execute("SELECT pg_notify('wagewatch_relay', '')")


def _months(connection: Connection[Any], names: list[str]) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    query = "SELECT project, month, body FROM ledger_months WHERE project = ANY(%s) ORDER BY project, month"
    for project, month, body in connection.execute(query, (names,), binary=True):
        found.setdefault(project, {})[month] = body
    return found


def _open_findings(connection: Connection[Any], names: list[str]) -> dict[str, dict[Key, Finding]]:
    found: dict[str, dict[Key, Finding]] = {}
    query = "SELECT rule, project, subject, finding FROM alerts WHERE project = ANY(%s)"
    for rule, project, subject, body in connection.execute(query, (names,)):
        found.setdefault(project, {})[Key(rule, project, subject)] = _FINDING.decode(body)
    return found

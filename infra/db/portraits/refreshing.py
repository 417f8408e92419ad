"""What is written of portraits: which are out of date, the new rows, and the day's coverage."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy
from psycopg import Connection
from sqlalchemy import Engine, delete, func, select, union_all
from sqlalchemy.dialects.postgresql import insert

from infra.db.engine import connected, psycopg_of, transaction
from infra.db.portraits.tables import SAFEGUARDS, coverage_days, portraits
from infra.db.tables import heads
from monitors.portrait import Glimpse, State
from schemas.frame import COMMONS

_STALE: Final = """
    SELECT ledgers.project FROM ledgers LEFT JOIN portraits USING (project)
    WHERE ledgers.project <> %s
        AND (portraits.project IS NULL OR (portraits.version <> ledgers.version AND portraits.made_at < %s))
    ORDER BY portraits.made_at NULLS FIRST, ledgers.project LIMIT %s
"""
_PLACED: Final = "SELECT project, region FROM placements WHERE project = ANY(%s)"
_MISSING: Final = """
    SELECT day FROM unnest(%s::date[]) AS asked (day)
    WHERE day >= (SELECT on_day FROM journal WHERE project = %s ORDER BY seq LIMIT 1)
        AND NOT EXISTS (SELECT FROM coverage_days WHERE coverage_days.day = asked.day)
"""
_WORKERS: Final = """
    INSERT INTO worker_projects (worker, project) SELECT worker, %s FROM unnest(%s::text[]) AS row (worker)
    ON CONFLICT DO NOTHING
"""


Place = tuple[str, str, str, str, str]
"""Region, sector, funding, safeguard and state: what projects are counted by, on every level of the regions."""
LEVELS: Final = (0, 2, 4, 6, 9)
"""Digits of the levels: country, province, prefecture, county, township."""
NOWHERE: Final[Place] = ("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Made:
    """One project's portrait to be written; `version` is the ledger's that it was made from."""

    glimpse: Glimpse
    version: int
    workers: frozenset[str]
    alerts: int


class Refreshing:
    """The writing side of the portraits. One writer at a time is enough; two do no harm."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def stale(self, made_before: datetime, limit: int) -> list[str]:
        """Projects whose ledger has moved on since a portrait that was made before an instant, the oldest first."""
        with transaction(self._engine) as connection:
            return [project for (project,) in connection.execute(_STALE, (COMMONS, made_before, limit))]

    def write(self, made: Sequence[Made], at: datetime) -> None:
        """Write portraits and the index of their workers, all or none."""
        if not made:
            return
        with connected(self._engine) as connection:
            driver = psycopg_of(connection)
            placed = _placements(driver, [one.glimpse.project for one in made])
            _upsert(connection, [_row(one, at, placed) for one in made])
            for one in made:
                driver.execute(_WORKERS, (one.glimpse.project, sorted(one.workers)))

    def count(self, day: date) -> None:
        """Write the coverage of a day from the portraits as they are."""
        with connected(self._engine) as connection:
            connection.execute(delete(coverage_days).where(coverage_days.c.day == day))
            connection.execute(insert(coverage_days).from_select(_COUNTED, _counts(day)))

    def keep(self, days: Mapping[date, Mapping[Place, int]]) -> None:
        """Write the coverage of earlier days, unless it is there already; of each day an empty row says so."""
        rows = [
            dict(zip(_COUNTED, (day, *place, count), strict=True))
            for day, counts in days.items()
            for place, count in {**counts, NOWHERE: 0}.items()
        ]
        if rows:
            with connected(self._engine) as connection:
                connection.execute(insert(coverage_days).on_conflict_do_nothing(), rows)

    def missing(self, days: Sequence[date]) -> list[date]:
        """Those of the days of which no coverage was written, since the clock began."""
        with transaction(self._engine) as connection:
            return [day for (day,) in connection.execute(_MISSING, (list(days), COMMONS))]

    def projects(self, limit: int) -> list[str]:
        """The projects of which anything was ever accepted, whether or not there is a portrait yet."""
        known = select(heads.c.project).where(heads.c.seq > 0, heads.c.project != COMMONS)
        with connected(self._engine) as connection:
            return list(connection.execute(known.limit(limit)).scalars())


_COUNTED: Final = ("day", "region", "sector", "funding", "safeguard", "state", "projects")


def _counts(day: date) -> sqlalchemy.CompoundSelect[Any]:
    """The number of projects by region of every level, safeguard and state; completed ones are left out."""
    return union_all(*(_counted(day, name, digits) for name in SAFEGUARDS for digits in LEVELS))


def _counted(day: date, safeguard: str, digits: int) -> sqlalchemy.Select[Any]:
    place = (func.left(portraits.c.region, digits), portraits.c.sector, portraits.c.funding)
    state = portraits.c[safeguard]
    return (
        select(sqlalchemy.literal(day, sqlalchemy.Date), *place, sqlalchemy.literal(safeguard), state, func.count())
        .where(portraits.c.course.not_in(("completed", "unregistered")), func.length(portraits.c.region) >= digits)
        .group_by(*place, state)
    )


def _upsert(connection: sqlalchemy.Connection, rows: list[dict[str, Any]]) -> None:
    statement = insert(portraits)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "project"}
    connection.execute(statement.on_conflict_do_update(index_elements=["project"], set_=changed), rows)


def _row(made: Made, at: datetime, placed: Mapping[str, str]) -> dict[str, Any]:
    seen, told = made.glimpse, made.glimpse.registration
    states = {standing.safeguard.value: standing.state for standing in seen.standings}
    return {
        "project": seen.project,
        "region": _finer(seen.region, placed.get(seen.project, "")),
        "name": told.get("name", seen.project),
        "sector": told.get("sector", ""),
        "funding": told.get("funding", ""),
        "course": seen.course.value,
        "owner": told.get("owner_name", ""),
        "contractor": told.get("general_contractor_name", ""),
        **{name: states[name].value for name in states},
        "lacking": _how_many(states.values(), State.LACKING),
        "unknown": _how_many(states.values(), State.UNKNOWN),
        "standings": json.dumps([_standing(standing) for standing in seen.standings], ensure_ascii=False),
        "banks": json.dumps({bank: until.isoformat() if until else None for bank, until in seen.banks.items()}),
        "on_site": seen.on_site,
        "alerts": made.alerts,
        "as_of": seen.as_of,
        "version": made.version,
        "made_at": at,
    }


def _standing(standing: Any) -> dict[str, Any]:
    since = standing.since.isoformat() if standing.since else None
    return {
        "safeguard": standing.safeguard.value,
        "state": standing.state.value,
        "zh": standing.reason.zh,
        "en": standing.reason.en,
        "since": since,
        "rules": list(standing.rules),
    }


def _how_many(states: Iterable[State], state: State) -> int:
    return sum(one is state for one in states)


def _finer(registered: str, placed: str) -> str:
    """The region of a project: the township that it was handed to, if that lies in the registered county."""
    return placed if registered and placed.startswith(registered) else registered


def _placements(connection: Connection[Any], projects: list[str]) -> dict[str, str]:
    return dict(connection.execute(_PLACED, (projects,)).fetchall())

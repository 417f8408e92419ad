"""The portraits as they are read: one, a page of them, those of a worker. Every query goes through a sight."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Engine, Row, func, select

from infra.db.engine import connected
from infra.db.portraits.coverage import Coverage, Feed, Point, coverage, feeds, trend
from infra.db.portraits.tables import portraits, worker_projects
from infra.db.portraits.wanted import Wanted
from infra.db.sight import within
from infra.db.tables import ledgers
from monitors.portrait import Safeguard, Standing, State, Wording
from schemas.office import Sight

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One project in a list."""

    project: str
    region: str
    name: str
    sector: str
    funding: str
    course: str
    owner: str
    contractor: str
    standings: tuple[Standing, ...]
    lacking: int
    unknown: int
    on_site: int
    alerts: int
    as_of: date
    version: int

    @property
    def place(self) -> str:
        """Where it stands in the list, for the page that follows."""
        return f"{self.lacking}.{self.unknown}.{self.project}"


class Portraits:
    """Reads the portraits of projects within a sight. What lies outside is answered like what does not exist."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, project: str, sight: Sight) -> Listed | None:
        """One project; None where there is none in sight."""
        query = select(portraits).where(portraits.c.project == project, within(portraits.c.region, sight))
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _listed(row)

    def version(self, project: str) -> int | None:
        """The version of a project's ledger now; whoever asks has the project in sight."""
        with connected(self._engine) as connection:
            return connection.execute(select(ledgers.c.version).where(ledgers.c.project == project)).scalar()

    def page(self, wanted: Wanted, sight: Sight, after: str = "", limit: int = PAGE) -> list[Listed]:
        """The projects asked for, those that lack most first; `after` is the place of the last one seen."""
        query = select(portraits).where(within(portraits.c.region, sight), *wanted.conditions())
        if (place := _place(after)) is not None:
            query = query.where(sqlalchemy.tuple_(*place) < _ORDER)
        with connected(self._engine) as connection:
            rows = connection.execute(query.order_by(*_ORDERED).limit(limit)).all()
        return [_listed(row) for row in rows]

    def count(self, wanted: Wanted, sight: Sight) -> int:
        """How many projects are asked for."""
        query = select(func.count()).select_from(portraits)
        with connected(self._engine) as connection:
            query = query.where(within(portraits.c.region, sight), *wanted.conditions())
            return int(connection.execute(query).scalar_one())

    def of_worker(self, worker: str, sight: Sight) -> list[Listed]:
        """The projects in sight on which a worker was ever seen."""
        query = (
            select(portraits)
            .join(worker_projects, worker_projects.c.project == portraits.c.project)
            .where(worker_projects.c.worker == worker, within(portraits.c.region, sight))
            .order_by(portraits.c.project)
        )
        with connected(self._engine) as connection:
            return [_listed(row) for row in connection.execute(query)]

    def coverage(self, wanted: Wanted, sight: Sight, digits: int) -> dict[str, Coverage]:
        """The coverage of each region, cut to its first digits."""
        with connected(self._engine) as connection:
            return coverage(connection, [within(portraits.c.region, sight), *wanted.conditions()], digits)

    def trend(self, wanted: Wanted, sight: Sight, since: date) -> list[Point]:
        """The coverage of the region asked for, day by day."""
        with connected(self._engine) as connection:
            return trend(connection, wanted, sight, since)

    def feeds(self, wanted: Wanted, sight: Sight) -> list[Feed]:
        """The banks that hold open accounts of the projects asked for, and how far each has delivered."""
        with connected(self._engine) as connection:
            return feeds(connection, [within(portraits.c.region, sight), *wanted.conditions()])


_ORDERED: Final = (-portraits.c.lacking, -portraits.c.unknown, portraits.c.project)
_ORDER: Final = sqlalchemy.tuple_(*_ORDERED)


def _place(after: str) -> tuple[Any, ...] | None:
    lacking, _, rest = after.partition(".")
    unknown, _, project = rest.partition(".")
    if not (lacking.isdecimal() and unknown.isdecimal() and project) or len(lacking + unknown) > 4:
        return None
    return -int(lacking), -int(unknown), project


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        row.project,
        row.region,
        row.name,
        row.sector,
        row.funding,
        row.course,
        row.owner,
        row.contractor,
        _standings(json.loads(row.standings)),
        row.lacking,
        row.unknown,
        row.on_site,
        row.alerts,
        row.as_of,
        row.version,
    )


def _standings(told: Sequence[dict[str, Any]]) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            Safeguard(one["safeguard"]),
            State(one["state"]),
            Wording(one["zh"], one["en"]),
            date.fromisoformat(one["since"]) if one["since"] else None,
            tuple(one["rules"]),
        )
        for one in told
    )

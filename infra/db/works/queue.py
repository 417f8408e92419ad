"""The work queue: pages of alerts in a stable order, and how many there are of each kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import ColumnElement, Engine, func, select

from infra.db.engine import connected
from infra.db.sight import within
from infra.db.works.asking import (
    FACETS,
    Asked,
    Scope,
    column_of,
    condition,
    in_scope,
    named_like,
    value_of,
)
from infra.db.works.ordering import beyond, order_of
from infra.db.works.tables import works
from schemas.finding import Finding, Level

_FINDING: Final = msgspec.json.Decoder(Finding)
_TOGETHER: Final = (("levels", "states", "fundings", "sectors", "deadlines"), ("rules", "districts"))
"""The facets that one pass over the rows counts: few enough combinations each."""
_MANY_PROJECTS: Final = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One alert of the queue."""

    id: int
    version: int
    finding: Finding
    level: Level
    state: str
    present: bool
    project: str
    project_name: str | None
    region: str
    office: str
    workers: int
    amount_fen: int | None
    since: date | None
    opened_on: date
    due_on: date | None
    assignee: str | None
    escalated_to: str | None
    muted_by: int | None
    case_id: int | None


_COLUMNS: Final = tuple(getattr(works.c, name) for name in Listed.__slots__)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue; `after` is the key to ask for the next one with, None on the last."""

    rows: tuple[Listed, ...]
    after: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many alerts each value of each facet would leave, how many are asked for, and how many each scope holds."""

    facets: dict[str, dict[str, int]]
    total: int
    scopes: dict[Scope, int]


class Queue:
    """Reads the queue. Nothing out of the officer's sight is ever read or counted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def found(self, asked: Asked) -> Asked:
        """The same question with its text looked up once: the projects in sight that it means, unless they are many."""
        text = asked.filters.text.strip()
        if not text or asked.scope is Scope.CLOSED:
            return asked
        seen = (within(works.c.region, asked.officer.sight), works.c.state != "closed", named_like(text))
        with connected(self._engine) as connection:
            rows = _told(connection, select(works.c.project).where(*seen).distinct().limit(_MANY_PROJECTS))
        return asked if len(rows) == _MANY_PROJECTS else replace(asked, projects=tuple(row[0] for row in rows))

    def page(self, asked: Asked) -> Page:
        """The rows asked for, most urgent first, in an order in which no two rows are equal."""
        order = order_of(asked)
        wanted = select(works.c.id, *(column.label(f"key{i}") for i, (column, _) in enumerate(order)))
        wanted = wanted.where(condition(asked), *([beyond(asked)] if asked.after else []))
        wanted = wanted.order_by(*(column.desc() if falls else column.asc() for column, falls in order))
        with connected(self._engine) as connection:
            keys = _told(connection, wanted.limit(asked.size + 1))
            rows = _rows(connection, [key.id for key in keys[: asked.size]])
        after: tuple[Any, ...] | None = tuple(keys[asked.size - 1][1:]) if len(keys) > asked.size else None
        return Page(rows, after)

    def counts(self, asked: Asked) -> Counts:
        """The facets' counts: each facet is counted as if nothing of it were chosen, so that more may be chosen."""
        chosen = [facet for facet in FACETS if getattr(asked.filters, facet)]
        facets: dict[str, dict[str, int]] = {}
        with connected(self._engine) as connection:
            for together in _TOGETHER:
                facets |= _grouped(connection, asked, [facet for facet in together if facet not in chosen], "")
            for facet in chosen:
                facets |= _grouped(connection, asked, [facet], facet)
            total = _total(connection, asked, facets, chosen)
            known = {asked.scope: total} if asked.filters.is_empty else {}
            return Counts(facets, total, _scopes(connection, asked, known))

    def is_empty(self) -> bool:
        """Whether there has never been an alert anywhere: a system that has just begun."""
        with connected(self._engine) as connection:
            return not _told(connection, select(works.c.id).limit(1))


def _total(
    connection: sqlalchemy.Connection, asked: Asked, facets: dict[str, dict[str, int]], chosen: list[str]
) -> int:
    """How many are asked for: the sum of any facet that is not chosen."""
    for facet in FACETS:
        if facet not in chosen:
            return sum(facets[facet].values())
    return int(_told(connection, select(func.count()).where(condition(asked)))[0][0])


def _told(
    connection: sqlalchemy.Connection, query: sqlalchemy.Select[*tuple[Any, ...]]
) -> Sequence[sqlalchemy.Row[Any]]:
    connection.exec_driver_sql("SET LOCAL jit = off")  # compiling would take longer than running
    return connection.execute(query).all()


def _rows(connection: sqlalchemy.Connection, ids: list[int]) -> tuple[Listed, ...]:
    found = {row.id: row for row in connection.execute(select(*_COLUMNS).where(works.c.id.in_(ids)))}
    return tuple(_listed(found[one]) for one in ids)


def _listed(row: sqlalchemy.Row[Any]) -> Listed:
    fields = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)
    return Listed(**{**fields, "finding": _FINDING.decode(row.finding), "level": Level(row.level)})


def _grouped(
    connection: sqlalchemy.Connection, asked: Asked, facets: list[str], leaving: str
) -> dict[str, dict[str, int]]:
    """The counts of some facets in one pass over the rows, which are told apart by all of these facets at once."""
    counts: dict[str, dict[str, int]] = {facet: defaultdict(int) for facet in facets}
    if facets:
        columns = [column_of(facet, asked.today) for facet in facets]
        query = select(*columns, func.count()).where(condition(asked, leaving=leaving))
        for row in _told(connection, query.group_by(*columns)):
            for place, facet in enumerate(facets):
                counts[facet][value_of(facet, row[place])] += row[-1]
    return counts


def _scopes(connection: sqlalchemy.Connection, asked: Asked, known: Mapping[Scope, int]) -> dict[Scope, int]:
    """How many each scope holds without filters; what is known is not counted again."""
    seen = within(works.c.region, asked.officer.sight)
    scopes = [scope for scope in Scope if scope is not Scope.CLOSED and scope not in known]
    wholes: list[ColumnElement[int]] = [
        select(func.count()).select_from(works).where(seen, in_scope(replace(asked, scope=scope))).scalar_subquery()
        for scope in scopes
    ]
    counted = dict(zip(scopes, _told(connection, select(*wholes))[0], strict=True))
    return {scope: {**counted, **known}[scope] for scope in Scope if scope is not Scope.CLOSED}

"""Posting notices inside the transaction of the change that they tell of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

import sqlalchemy
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from alerts.notices import Notice, Reason
from infra import clock
from infra.db.notices.tables import contact_points, deliveries, notices
from infra.db.offices.tables import officers
from monitors.calendar import is_working_day
from schemas.finding import Level

_BATCH: Final = 1000
_PORTAL_ONLY: Final = frozenset({Reason.UNDELIVERABLE, Reason.TEST})


class _Posted(NamedTuple):
    """A notice as it was written."""

    id: int
    office: str
    officer: str
    reason: str
    level: str | None
    day: date
    facts: dict[str, Any]


class _Point(NamedTuple):
    """What decides whether a contact point wants a notice."""

    id: int
    office: str
    officer: str
    kind: str
    from_level: str
    digest: str


def post(connection: sqlalchemy.Connection, posted: Sequence[Notice]) -> int:
    """Write the notices and queue them at the contact points that want them, all in the caller's transaction.

    A notice that was posted before (the same about, reason, mark, office and officer) is passed over. The notices of
    one call that go to the same contact point go in one message. Return how many were new.
    """
    starts = range(0, len(posted), _BATCH)
    named = _with_names(connection, posted)
    new = [row for start in starts for row in _written(connection, named[start : start + _BATCH])]
    if new:
        _queue(connection, new)
    return len(new)


def _written(connection: sqlalchemy.Connection, posted: Sequence[Notice]) -> list[_Posted]:
    at = clock.now()
    rows = [
        {
            "about": notice.about,
            "office": notice.office,
            "officer": notice.officer or "",
            "reason": notice.reason.value,
            "mark": notice.mark,
            "day": notice.day,
            "at": at,
            "level": notice.facts.get("level"),
            "facts": dict(notice.facts),
        }
        for notice in posted
    ]
    columns = notices.c
    statement = insert(notices).on_conflict_do_nothing(constraint="notices_once")
    returning = statement.returning(
        columns.id, columns.office, columns.officer, columns.reason, columns.level, columns.day, columns.facts
    )
    return [_Posted(*row) for row in connection.execute(returning, rows)]


def _with_names(connection: sqlalchemy.Connection, posted: Sequence[Notice]) -> Sequence[Notice]:
    """The notices with people called by their names instead of their sign-in names."""
    ids = {notice.facts["by"] for notice in posted if "by" in notice.facts}
    if not ids:
        return posted
    rows = connection.execute(select(officers.c.id, officers.c.name).where(officers.c.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return [
        replace(notice, facts={**notice.facts, "by": names.get(notice.facts["by"], notice.facts["by"])})
        if "by" in notice.facts
        else notice
        for notice in posted
    ]


def _queue(connection: sqlalchemy.Connection, new: Sequence[_Posted]) -> None:
    now = clock.now()
    rows = [
        {"contact": point.id, "key": f"{point.id}:{ids[0]}", "notices": ids, "queued_at": now, "next_at": now}
        for point in _points(connection, {row.office for row in new})
        for ids in _messages(point, [row for row in new if wants(point, row)])
    ]
    if rows:
        connection.execute(insert(deliveries).on_conflict_do_nothing(constraint="deliveries_once"), rows)


def _points(connection: sqlalchemy.Connection, offices: set[str]) -> list[_Point]:
    columns = contact_points.c
    query = (
        select(columns.id, columns.office, columns.officer, columns.kind, columns.from_level, columns.digest)
        .where(columns.active, columns.office.in_(offices))
        .order_by(columns.id)
    )
    return [_Point(*row) for row in connection.execute(query)]


def _messages(point: _Point, wanted: Sequence[_Posted]) -> Iterator[list[int]]:
    """The notices of each message to the point: all in one, for Alertmanager's receivers one per project."""
    grouped: dict[str, list[int]] = defaultdict(list)
    for row in wanted:
        grouped[str(row.facts.get("project", "")) if point.kind == "alertmanager" else ""].append(row.id)
    yield from grouped.values()


def wants(point: _Point, row: _Posted) -> bool:
    """Whether the notice goes to the contact point at once.

    The end of an alert is told to whoever was told of it when it was at its worst.
    """
    if row.office != point.office or row.officer != point.officer or row.reason in _PORTAL_ONLY:
        return False
    if row.reason == Reason.DIGEST:
        return point.digest == "daily" or (point.digest == "workdays" and is_working_day(row.day))
    if point.kind == "alertmanager" and "rule" not in row.facts:
        return False
    level = row.facts.get("worst", row.level)
    return level is None or Level(level).rank >= Level(point.from_level).rank

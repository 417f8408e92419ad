"""Admitting the watch's news: each change of an alert becomes a step of its work, once and in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, select, text

from alerts.deadlines import Timetable
from alerts.docket import Docket
from alerts.grouping import Mutes
from alerts.lifecycle import Gone, News, Stands, heard, opened
from alerts.routing import Site, placement
from alerts.work import Step, Work
from infra.db.chronicle import history_stamp
from infra.db.engine import connected
from infra.db.works.saving import lock, offices_of, save, together
from infra.db.works.tables import placements
from schemas.finding import Finding, Key

_PEEK: Final = text("""
    SELECT project, id FROM alert_news JOIN alert_history USING (id) ORDER BY id LIMIT :count
""")
_TAKE: Final = text("""
    WITH taken AS (DELETE FROM alert_news WHERE id = ANY(:ids) RETURNING id)
    SELECT id, rule, project, subject, kind, as_of, seq, finding
    FROM taken JOIN alert_history USING (id) ORDER BY id
""")
_NUMBERS: Final = text("SELECT nextval(pg_get_serial_sequence('works', 'id')) FROM generate_series(1, :count)")
_FINDING: Final = msgspec.json.Decoder(Finding)


@dataclass(frozen=True, slots=True)
class _Told:
    """One row of the alerts' history, with what the chronicle keeps of it."""

    key: Key
    news: News
    as_of: date
    stamp: dict[str, Any]


class Admission:
    """Reads news and writes what they do to the works. However many do so at once, each news is admitted once."""

    def __init__(self, engine: Engine, by: Timetable, mutes: Mutes) -> None:
        self._engine = engine
        self._timetable = by
        self._mutes = mutes

    def waiting(self, count: int = 500) -> dict[str, list[int]]:
        """The oldest news, in order, by project."""
        ids: dict[str, list[int]] = {}
        with connected(self._engine) as connection:
            for project, id_ in connection.execute(_PEEK, {"count": count}):
                ids.setdefault(project, []).append(id_)
        return ids

    def admit(self, project: str, ids: Sequence[int], site: Site) -> None:
        """Admit these news of one project, day by day, in one transaction with their deletion."""
        with connected(self._engine) as connection:
            lock(connection, [project])
            self._admit(
                connection, project, [_told(row) for row in connection.execute(_TAKE, {"ids": list(ids)})], site
            )

    def _admit(self, connection: sqlalchemy.Connection, project: str, told: Sequence[_Told], site: Site) -> None:
        where = placement(_region(connection, project, site), offices_of(connection))
        for day, news in groupby(told, key=lambda each: each.as_of):
            todays = list(news)
            works = together(connection, [project], keys={each.key for each in todays})
            docket = Docket(works, self._mutes)
            by_key = {work.key: work.id for work in works}
            numbers = _numbers(connection, len({each.key for each in todays} - set(by_key)))
            for each in todays:
                known = docket.works.get(by_key.get(each.key, 0))
                if known is None and isinstance(each.news, Stands):
                    step = opened(each.news.finding, where, day, self._timetable)
                    step = Step(replace(step.work, id=next(numbers)), step.happened)
                    by_key[each.key] = step.work.id
                elif known is not None:
                    step = heard(known, each.news, day, self._timetable)
                else:
                    continue
                docket.put(_stamped(Step(_at(step.work, site), step.happened), each.stamp))
            docket.settle(day)
            save(connection, docket)


def _told(row: Any) -> _Told:
    finding = _FINDING.decode(row.finding)
    columns = (row.rule, row.project, row.subject, row.kind, row.as_of, row.seq, row.finding)
    news = Gone() if row.kind == "cleared" else Stands(finding)
    return _Told(finding.key, news, row.as_of, history_stamp(row.id, columns))


def _stamped(step: Step, stamp: dict[str, Any]) -> Step:
    """What the news did names the row of the alerts' history that they are, and its digest."""
    if not step.happened:
        return step
    *before, last = step.happened
    return Step(step.work, (*before, replace(last, body={**last.body, "history": stamp})))


def _at(work: Work, site: Site) -> Work:
    return replace(work, project_name=site.name, sector=site.sector, funding=site.funding)


def _region(connection: sqlalchemy.Connection, project: str, site: Site) -> str:
    """The township that the project was handed over to, as long as it lies where the project says it is."""
    query = select(placements.c.region).where(placements.c.project == project)
    placed = connection.execute(query).scalar()
    return placed if placed and placed.startswith(site.region) else site.region


def _numbers(connection: sqlalchemy.Connection, count: int) -> Iterator[int]:
    return iter(connection.execute(_NUMBERS, {"count": count}).scalars().all())

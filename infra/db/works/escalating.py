"""Deadlines that passed, and the auditor's query whether any passed without effect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Date, Engine, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from alerts.deadlines import Timetable
from alerts.docket import Docket
from alerts.escalation import passed
from alerts.grouping import Mutes
from alerts.notices import Notice, Reason
from alerts.routing import adopted, placement
from alerts.telling import facts
from alerts.work import Work
from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.notices.posting import post
from infra.db.works.rows import work_of
from infra.db.works.saving import lock, offices_of, save, together
from infra.db.works.tables import alert_news, missed_escalations, works

_BATCH: Final = 200
"""So many in one transaction, those of a project beside each other: all open alerts of a project are read together."""
_MOST: Final = 1_000
AUDITOR: Final = "auditor"
_RIPE: Final = text("""
    SELECT works.id, works.project, least(:day, coalesce(ledgers.as_of, :day)) AS upto
    FROM works LEFT JOIN ledgers USING (project)
    WHERE works.state <> 'closed' AND works.due_on < :day AND works.due_on < coalesce(ledgers.as_of, :day)
        AND works.project NOT IN (SELECT project FROM alert_news JOIN alert_history USING (id))
    ORDER BY works.due_on, works.project, works.id LIMIT :count
""").bindparams(bindparam("day", type_=Date))


@dataclass(frozen=True, slots=True)
class Overdue:
    """A deadline that has passed and done nothing yet."""

    work_id: int
    due_on: date


class Escalations:
    """Does what passed deadlines do. Idempotent; however many days were missed, each has its own step."""

    def __init__(self, engine: Engine, by: Timetable, mutes: Mutes) -> None:
        self._engine = engine
        self._timetable = by
        self._mutes = mutes

    def escalate(self, day: date) -> int:
        """Bring the works whose deadline lies before the day to that day, some at a time; how many there were.

        Not before the day has been judged for their project and its news are admitted: what was put right on a day
        does not escalate on the next, however many days are judged, or begin, at once.
        """
        with connected(self._engine) as connection:
            found = connection.execute(_RIPE, {"day": day, "count": _BATCH}).all()
            lock(connection, {row.project for row in found})
            upto = {row.id: row.upto for row in found}
            docket = Docket(together(connection, {row.project for row in found}, ids=upto), self._mutes)
            for id_, until in sorted(upto.items()):
                docket.put(passed(docket.works[id_], until, self._timetable))
            docket.settle(day)
            save(connection, docket)
        return len(found)

    def adopt(self, day: date) -> int:
        """Give the works that no office answers for to one, now that there are offices; how many there were."""
        query = select(works.c.id, works.c.project).where(works.c.office == "", works.c.state != "closed")
        with connected(self._engine) as connection:
            offices = offices_of(connection)
            found = connection.execute(query.limit(_BATCH)).all() if offices else []
            lock(connection, {row.project for row in found})
            ids = {row.id for row in found}
            docket = Docket(together(connection, {row.project for row in found}, ids=ids), self._mutes)
            for id_ in sorted(ids):
                work = docket.works[id_]
                docket.put(adopted(work, placement(work.region, offices), day))
            docket.settle(day)
            save(connection, docket)
        return len(found)


class Audit:
    """Looks for escalations that were due and have not happened, and says so. Knows nothing of how they happen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def overdue(self, day: date) -> list[Overdue]:
        """The oldest deadlines before the day that have done nothing; one query, served by the index `works_due`."""
        query = overdue_query(day).limit(_MOST)
        with connected(self._engine) as connection:
            return [Overdue(row.id, row.due_on) for row in connection.execute(query)]

    def waiting_news(self) -> int | None:
        """The oldest change of an alert that no work knows of."""
        with connected(self._engine) as connection:
            return connection.execute(select(func.min(alert_news.c.id))).scalar()

    def alarm(self, missed: Sequence[Overdue], day: date) -> list[int]:
        """Raise the alarm about what is still overdue, once per deadline; the numbers of those alerts."""
        due = {each.work_id: each.due_on for each in missed}
        with connected(self._engine) as connection:
            found = connection.execute(select(works).where(works.c.id.in_(list(due))).order_by(works.c.id)).mappings()
            still = [work for row in found if (work := work_of(row)).due_on == due[work.id]]
            new = [work for work in still if _written(connection, work, day)]
            post(connection, [notice for work in new for notice in _notices(work, day)])
            append(connection, [_entry(work, day) for work in new])
        return [work.id for work in new]


def overdue_query(day: date) -> sqlalchemy.Select[Any]:
    """The works whose deadline lies before the day: an escalation that is due and has not happened."""
    query = select(works.c.id, works.c.due_on).where(works.c.state != "closed", works.c.due_on < day)
    return query.order_by(works.c.due_on, works.c.id)


def _written(connection: sqlalchemy.Connection, work: Work, day: date) -> bool:
    row = {"work_id": work.id, "due_on": work.due_on, "found_on": day, "found_at": clock.now()}
    statement = insert(missed_escalations).values(row).on_conflict_do_nothing()
    return connection.execute(statement.returning(missed_escalations.c.work_id)).one_or_none() is not None


def _notices(work: Work, day: date) -> Iterator[Notice]:
    """To the office that should have acted, and to the one that should have heard of it."""
    above = work.chain[min(work.step + 1, len(work.chain) - 1)].office if work.chain else ""
    for office in dict.fromkeys([work.responsible, above]):
        if office:
            yield Notice(f"alert:{work.id}", office, Reason.UNESCALATED, day, str(work.due_on), None, facts(work))


def _entry(work: Work, day: date) -> Entry:
    body = {"due_on": work.due_on, "responsible": work.responsible, "version": work.version}
    return Entry(f"alert:{work.id}", "escalation_missed", AUDITOR, work.office, day, body)

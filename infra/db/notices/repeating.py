"""Reminding of alerts that nobody has answered."""

from datetime import date
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, bindparam, select, text

from alerts.notices import Notice, Repeat, Tell, decide
from alerts.telling import facts, stands
from alerts.work import Work
from infra.db.engine import connected
from infra.db.notices.posting import post
from infra.db.works.rows import work_of
from infra.db.works.tables import works
from monitors.calendar import days_after, is_working_day, working_days_before

REPEAT_AFTER: Final = 5
"""Working days; a default of this system, no rule sets it."""

_BATCH: Final = 1000
_TOLD: Final = works.update().where(works.c.id == bindparam("work_id"))
_SILENT: Final = text(
    "state = 'open' AND present AND muted_by IS NULL AND (told::jsonb ->> 'on') <= :cutoff AND id > :after"
)


def repeats(engine: Engine, day: date, *, after_days: int = REPEAT_AFTER) -> int:
    """Remind of what was told so many working days ago and has not been answered; harmless to repeat on the day."""
    if not is_working_day(day):
        return 0
    cutoff = days_after(working_days_before(day, after_days - 1), -1).isoformat()
    after, count = 0, 0
    while True:
        with connected(engine) as connection:
            found = _silent(connection, cutoff, after)
            count += _reminded(connection, found, day, after_days)
        if len(found) < _BATCH:
            return count
        after = found[-1].id


def working_days_between(earlier: date, later: date) -> int:
    """How many working days follow `earlier` up to `later`."""
    return sum(is_working_day(days_after(earlier, count)) for count in range(1, (later - earlier).days + 1))


def _silent(connection: sqlalchemy.Connection, cutoff: str, after: int) -> list[Work]:
    query = select(works).where(_SILENT).order_by(works.c.id).limit(_BATCH).with_for_update()
    return [work_of(row) for row in connection.execute(query, {"cutoff": cutoff, "after": after}).mappings()]


def _reminded(connection: sqlalchemy.Connection, found: list[Work], day: date, after_days: int) -> int:
    news: list[Notice] = []
    rows = []
    for work in found:
        passed = working_days_between(work.told.on, day) if work.told.on else 0
        decided = decide(stands(work), work.told, day, Repeat(after_days, passed))
        if isinstance(decided, Tell):
            rows.append({"work_id": work.id, "told": msgspec.json.encode(decided.told).decode()})
            news += _notices(work, decided, day)
    if rows:
        connection.execute(_TOLD, rows)
    return post(connection, news)


def _notices(work: Work, tell: Tell, day: date) -> list[Notice]:
    offices = dict.fromkeys([work.office, work.escalated_to or work.office])
    about, mark = f"alert:{work.id}", day.isoformat()
    return [tell.notice(about, office, day, mark=mark, facts=facts(work)) for office in offices]

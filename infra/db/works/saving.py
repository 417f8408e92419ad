"""Reading the alerts that change together, and writing what became of them: rows, case files, notices, chronicle."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam, or_, select, text, tuple_

from alerts.docket import Docket
from alerts.work import Happened, Work
from infra.db.chronicle import Entry, append
from infra.db.notices.posting import post
from infra.db.offices.tables import offices
from infra.db.works.casefiles import filed, settled
from infra.db.works.rows import row_of, work_of
from infra.db.works.tables import works
from schemas.finding import Key
from schemas.frame import COMMONS
from schemas.office import Office

CARETAKER: Final = "caretaker"
"""The actor of what nobody does: news, and days that pass."""

_PROJECTS: Final = 0x5757
_LOCK: Final = text("""
    SELECT pg_advisory_xact_lock(:space, hashed)
    FROM (SELECT DISTINCT hashtext(project) AS hashed FROM unnest(:projects) AS project ORDER BY 1) AS locks
""").bindparams(bindparam("projects", type_=sqlalchemy.ARRAY(sqlalchemy.Text)))
_UPDATE: Final = works.update().where(works.c.id == bindparam("work_id"))


def lock(connection: sqlalchemy.Connection, projects: Collection[str]) -> None:
    """Be the only one who changes the alerts of these projects, until the transaction ends."""
    connection.execute(_LOCK, {"space": _PROJECTS, "projects": sorted(projects)})


def together(
    connection: sqlalchemy.Connection, projects: Collection[str], ids: Collection[int] = (), keys: Collection[Key] = ()
) -> list[Work]:
    """Every open alert of the projects, and those of the numbers and keys whatever their state; lock them first."""
    which: list[ColumnElement[bool]] = [
        works.c.project.in_(sorted(set(projects) - {COMMONS})) & (works.c.state != "closed")
    ]
    if ids:
        which.append(works.c.id.in_(list(ids)))
    if keys:
        named = [(key.project, key.rule, key.subject) for key in keys]
        which.append(tuple_(works.c.project, works.c.rule, works.c.subject).in_(named))
    query = select(works).where(or_(*which)).order_by(works.c.id).with_for_update()
    return [work_of(row) for row in connection.execute(query).mappings()]


def offices_of(connection: sqlalchemy.Connection) -> list[Office]:
    """Every office there is."""
    return [Office(row.code, row.name, row.region, row.parent) for row in connection.execute(select(offices))]


def save(connection: sqlalchemy.Connection, docket: Docket, actor_office: str = "") -> None:
    """Write what changed, in the caller's transaction.

    Args:
        connection: Where; the chronicle's lock is taken last.
        docket: What is settled.
        actor_office: The office of the officer who acts; without one, the alert's.
    """
    changed = docket.changed
    cases, entries = filed(connection, [work for work in changed if _needs_case(work, docket)])
    rows = [row_of(replace(work, case_id=cases.get(work.id, work.case_id))) for work in changed]
    new = [row for row in rows if row["id"] not in docket.before]
    old = [{**row, "work_id": row["id"]} for row in rows if row["id"] in docket.before]
    if new:
        connection.execute(works.insert(), new)
    if old:
        connection.execute(_UPDATE, old)
    entries += settled(connection, _left(changed, docket))
    post(connection, docket.notices)
    entries += [_entry(step.work, what, actor_office) for step in docket.steps for what in step.happened]
    append(connection, entries)


def _needs_case(work: Work, docket: Docket) -> bool:
    """Whether it is open and was not when its project's case was last looked at."""
    before = docket.before.get(work.id)
    return not work.is_closed and (before is None or before.is_closed or work.case_id is None)


def _left(changed: Sequence[Work], docket: Docket) -> list[int]:
    """The cases of alerts that are now closed and were not."""
    return sorted({
        work.case_id
        for work in changed
        if work.is_closed and work.case_id is not None and not docket.before.get(work.id, work).is_closed
    })  # fmt: skip


def _entry(work: Work, what: Happened, actor_office: str) -> Entry:
    body: dict[str, Any] = {**what.body, "version": work.version, "state": work.state.value}
    if what.why:
        body["why"] = what.why
    return Entry(
        about=f"alert:{work.id}",
        act=what.act.value,
        actor=what.by or CARETAKER,
        office=actor_office if what.by and actor_office else work.office,
        day=what.day,
        body=body,
    )

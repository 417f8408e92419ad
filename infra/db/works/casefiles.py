"""Case files: the open alerts of one project under one number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy
from sqlalchemy import text

from alerts.grouping import case_number
from alerts.work import Work
from infra.db.chronicle import Entry
from schemas.frame import COMMONS

_COUNTY_DIGITS: Final = 6
_OPEN: Final = text("SELECT project, id FROM cases WHERE project = ANY(:projects) AND closed_on IS NULL")
_NEXT: Final = text("""
    INSERT INTO case_numbers (region, year, last) VALUES (:region, :year, 1)
    ON CONFLICT (region, year) DO UPDATE SET last = case_numbers.last + 1 RETURNING last
""")
_NEW: Final = text("""
    INSERT INTO cases (number, project, region, opened_on) VALUES (:number, :project, :region, :day) RETURNING id
""")
_REOPEN: Final = text("UPDATE cases SET closed_on = NULL WHERE id = :id RETURNING number")
_CLOSE: Final = text("""
    UPDATE cases SET closed_on = (SELECT max(closed_on) FROM works WHERE case_id = cases.id)
    WHERE id = ANY(:ids) AND closed_on IS NULL
        AND NOT EXISTS (SELECT FROM works WHERE case_id = cases.id AND state <> 'closed')
    RETURNING id, number, closed_on
""")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A project's case file with the alerts in it that one may see, the gravest first."""

    id: int
    number: str
    project: str
    region: str
    opened_on: date
    closed_on: date | None
    works: tuple[Work, ...]


def filed(connection: sqlalchemy.Connection, works: Iterable[Work]) -> tuple[dict[int, int], list[Entry]]:
    """The case of each open alert, opened or reopened where the project has none; with the chronicle's entries.

    What belongs to no project is in no case.
    """
    wanted = [work for work in works if work.key.project != COMMONS and not work.is_closed]
    projects = sorted({work.key.project for work in wanted})
    found: dict[str, int] = {}
    if projects:
        found = {row.project: row.id for row in connection.execute(_OPEN, {"projects": projects})}
    entries: list[Entry] = []
    for work in wanted:
        if work.key.project not in found:
            found[work.key.project], entry = _opened(connection, work)
            entries.append(entry)
    return {work.id: found[work.key.project] for work in wanted}, entries


def settled(connection: sqlalchemy.Connection, ids: Sequence[int]) -> list[Entry]:
    """Close those of the cases in which nothing is open any more."""
    closed = connection.execute(_CLOSE, {"ids": list(ids)}) if ids else ()
    return [_entry(row.id, "closed", row.number, "", row.closed_on) for row in closed]


def _opened(connection: sqlalchemy.Connection, work: Work) -> tuple[int, Entry]:
    day = work.state_since
    if work.case_id is not None:
        number = connection.execute(_REOPEN, {"id": work.case_id}).scalar_one()
        return work.case_id, _entry(work.case_id, "reopened", number, work.office, day)
    county = work.region[:_COUNTY_DIGITS]
    count = connection.execute(_NEXT, {"region": county, "year": day.year}).scalar_one()
    number = case_number(county, day, count)
    new: dict[str, Any] = {"number": number, "project": work.key.project, "region": work.region, "day": day}
    id_ = int(connection.execute(_NEW, new).scalar_one())
    return id_, _entry(id_, "opened", number, work.office, day)


def _entry(id_: int, act: str, number: str, office: str, day: date) -> Entry:
    return Entry(f"case:{id_}", act, "caretaker", office, day, {"number": number})

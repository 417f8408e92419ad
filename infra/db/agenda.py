"""Everything that is due: alerts, leads and hand-offs by their day, of one officer, one's offices or all in sight."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Select,
    Text,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from infra.db.engine import connected
from infra.db.handoffs.tables import handoffs
from infra.db.leads.tables import leads
from infra.db.sight import within
from infra.db.works.tables import works
from schemas.office import Officer

MOST: Final = 200


class Whose(enum.StrEnum):
    """Whose deadlines: assigned to the officer, of the offices acted for, or everything in sight."""

    MINE = "mine"
    OFFICE = "office"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due. `kind` is alert, lead or handoff; `what` a rule or a kind of hand-off."""

    kind: str
    id: str
    due_on: date
    what: str | None
    project: str | None
    name: str | None
    subject: str | None
    level: str | None
    state: str
    escalated: bool
    case_id: int | None
    claimants: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of one kind are due on a day; of alerts by level."""

    day: date
    kind: str
    level: str | None
    count: int


class Agenda:
    """What is due within an officer's sight."""

    def __init__(self, engine: Engine, officer: Officer, whose: Whose) -> None:
        self._engine = engine
        self._due = union_all(_alerts(officer, whose), _leads(officer, whose), _handoffs(officer, whose)).subquery()

    def counts(self, first: date, last: date) -> list[Count]:
        """What is due per day, kind and level, both days included."""
        columns = self._due.c
        grouped = (columns.due_on, columns.kind, columns.level)
        query = select(*grouped, func.count()).where(columns.due_on.between(first, last)).group_by(*grouped)
        with connected(self._engine) as connection:
            return [Count(*row) for row in connection.execute(query)]

    def between(self, first: date, last: date) -> Sequence[Due]:
        """What is due on these days, both included: by day, the gravest first, two hundred at most."""
        columns = self._due.c
        return self._found(columns.due_on.between(first, last), columns.due_on, columns.rank.desc(), columns.id)

    def overdue(self, today: date) -> tuple[int, Sequence[Due]]:
        """How much is late, and the gravest two hundred: past its day, or escalated because it was."""
        columns = self._due.c
        late = or_(columns.due_on < today, columns.escalated)
        with connected(self._engine) as connection:
            count = connection.execute(select(func.count()).select_from(self._due).where(late)).scalar_one()
        return count, self._found(late, columns.rank.desc(), columns.due_on, columns.id)

    def _found(self, condition: ColumnElement[bool], *order: ColumnElement[Any]) -> list[Due]:
        shown = [self._due.c[name] for name in Due.__dataclass_fields__]
        with connected(self._engine) as connection:
            rows = connection.execute(select(*shown).where(condition).order_by(*order).limit(MOST))
            return [Due(*row) for row in rows]


def _alerts(officer: Officer, whose: Whose) -> Select[Any]:
    columns, offices = works.c, _offices(officer)
    mine: dict[Whose, ColumnElement[bool]] = {
        Whose.MINE: columns.assignee == officer.id,
        Whose.OFFICE: or_(columns.office.in_(offices), columns.escalated_to.in_(offices)),
        Whose.ALL: true(),
    }
    return select(
        literal("alert").label("kind"),
        cast(columns.id, Text).label("id"),
        columns.due_on,
        columns.rule.label("what"),
        columns.project,
        columns.project_name.label("name"),
        columns.subject,
        columns.level,
        columns.state,
        (columns.step > 0).label("escalated"),
        columns.case_id,
        cast(null(), Integer).label("claimants"),
        cast(columns.rank, Integer).label("rank"),
    ).where(columns.state != "closed", within(columns.region, officer.sight), mine[whose])


def _leads(officer: Officer, whose: Whose) -> Select[Any]:
    """Leads are nobody's own. They rank above alerts: somebody waits for an answer."""
    columns = leads.c
    return select(
        literal("lead"),
        columns.id,
        columns.due_on,
        cast(null(), Text),
        columns.project,
        cast(null(), Text),
        cast(null(), Text),
        cast(null(), Text),
        columns.state,
        false(),
        columns.case_id,
        columns.claimants,
        literal(3),
    ).where(
        columns.state != "closed",
        columns.due_on.is_not(None),
        within(columns.region, officer.sight),
        _of(columns.office, officer, whose),
    )


def _handoffs(officer: Officer, whose: Whose) -> Select[Any]:
    columns = handoffs.c
    return (
        select(
            literal("handoff"),
            cast(columns.work_id, Text),
            columns.due_on,
            columns.kind,
            columns.project,
            works.c.project_name,
            works.c.subject,
            works.c.level,
            columns.state,
            false(),
            works.c.case_id,
            cast(null(), Integer),
            literal(3),
        )
        .join(works, works.c.id == columns.work_id)
        .where(
            columns.state != "closed",
            columns.due_on.is_not(None),
            within(columns.region, officer.sight),
            _of(columns.office, officer, whose),
        )
    )


def _of(office: ColumnElement[Any], officer: Officer, whose: Whose) -> ColumnElement[bool]:
    if whose is Whose.ALL:
        return true()
    return false() if whose is Whose.MINE else office.in_(_offices(officer))


def _offices(officer: Officer) -> list[str]:
    return sorted({officer.office, *officer.offices})

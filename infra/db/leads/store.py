"""Leads as officers work on them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import ColumnElement, Engine, func, or_, select

from alerts.leads import (
    Close,
    Command,
    Extend,
    Lead,
    Match,
    Refused,
    State,
    Step,
    Transfer,
    after,
)
from alerts.notices import Notice, Reason
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.leads.rows import Kept, columns_of, kept_of, locked
from infra.db.leads.sayings import say_closed, say_received
from infra.db.leads.tables import leads
from infra.db.notices.posting import post
from infra.db.sight import within
from schemas.office import Officer, Role, Sight

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else took a step meanwhile."""

    version: int


class NotFound:
    """There is no such lead, or not in this sight: nobody can tell which."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads to list. `which` is `open`, `undecided`, `overdue`, `closed` or `all`."""

    which: str = "open"
    channel: str = ""
    text: str = ""
    office: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of leads, and how many there are of each kind in sight."""

    leads: tuple[Kept, ...]
    total: int
    counts: dict[str, int]


class Leads:
    """The store of leads. Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, lead_id: str, sight: Sight) -> Kept | None:
        """The lead, if it lies in sight; its first receiver sees it too."""
        query = select(leads).where(leads.c.id == lead_id, _seen(sight))
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else kept_of(row)

    def listed(self, wanted: Wanted, sight: Sight, today: date) -> Listed:
        """A page of the leads in sight, the next deadline first."""
        query = select(leads).where(_seen(sight), _which(wanted.which, today), *_narrowed(wanted))
        ordered = query.order_by(leads.c.due_on.asc().nulls_last(), leads.c.received_on.desc(), leads.c.id)
        with connected(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            rows = connection.execute(ordered.limit(PAGE).offset(PAGE * (wanted.page - 1))).all()
            return Listed(tuple(map(kept_of, rows)), total, _counts(connection, sight, today))

    def of_case(self, case_id: int, sight: Sight) -> list[Kept]:
        """The leads of a case file, the first received first."""
        return self._all(leads.c.case_id == case_id, sight)

    def of_project(self, project: str, sight: Sight) -> list[Kept]:
        """The leads about a project, the first received first."""
        return self._all(leads.c.project == project, sight)

    def act(
        self, lead_id: str, version: int, command: Command, officer: Officer, day: date
    ) -> Kept | Refused | Stale | NotFound:
        """Carry a command out on the version that the officer saw, with its history and its notices, or not at all."""
        if isinstance(command, Extend) and not officer.may(Role.CHIEF):
            return Refused.HEAD_ONLY
        with connected(self._engine) as connection:
            kept = locked(connection, lead_id)
            if kept is None or not officer.sight.sees(kept.lead.region):
                return NotFound()
            if kept.version != version:
                return Stale(kept.version)
            step = after(kept.lead, command, day)
            if isinstance(step, Refused):
                return step
            return _written(connection, kept, step, command, officer, day)

    def _all(self, which: ColumnElement[bool], sight: Sight) -> list[Kept]:
        query = select(leads).where(which, _seen(sight)).order_by(leads.c.received_on, leads.c.id)
        with connected(self._engine) as connection:
            return [kept_of(row) for row in connection.execute(query)]


def _written(  # noqa: PLR0913, PLR0917 (one transaction's parts)
    connection: sqlalchemy.Connection, kept: Kept, step: Step, command: Command, officer: Officer, day: date
) -> Kept:
    now = replace(kept, lead=step.lead, version=kept.version + 1)
    if isinstance(command, Match):
        now = replace(now, placed=bool(step.lead.project))
    columns = columns_of(now)
    connection.execute(leads.update().where(leads.c.id == step.lead.id).values(columns))
    _say(connection, kept.lead, now, command)
    notices = list(_notices(now.lead, command, day))
    if notices:
        post(connection, notices)
    about = f"lead:{step.lead.id}"
    append(connection, [Entry(about, step.act, officer.id, officer.office, day, step.body)])
    return replace(now, due_on=columns["due_on"])


def _say(connection: sqlalchemy.Connection, before: Lead, now: Kept, command: Command) -> None:
    """What the rest of the system must hear: which project the lead belongs to, and that it is closed."""
    if isinstance(command, Match):
        said = (before.project, before.employer_uscc, before.workers)
        if said != (now.lead.project, now.lead.employer_uscc, now.lead.workers) and now.lead.state is not State.CLOSED:
            say_received(connection, now.lead, f"matched/{now.version}")
    elif isinstance(command, Close) and now.lead.closed_on:
        say_closed(connection, now.lead)


def _notices(lead: Lead, command: Command, day: date) -> list[Notice]:
    if not isinstance(command, Transfer):
        return []
    facts = {"what": ["移送来的线索", "lead transferred"], **facts_of(lead), "why": command.reason}
    return [Notice(f"lead:{lead.id}", command.office, Reason.LEAD_RECEIVED, day, str(len(lead.moves)), None, facts)]


def facts_of(lead: Lead) -> dict[str, object]:
    """What a notice says of a lead."""
    facts = {"subject": lead.id, "project": lead.project, "claimants": lead.claimants, "amount_fen": lead.amount_fen}
    return {name: value for name, value in facts.items() if value is not None}


def _seen(sight: Sight) -> ColumnElement[bool]:
    return or_(within(leads.c.region, sight), within(leads.c.first_region, sight))


def _which(which: str, today: date) -> ColumnElement[bool]:
    undecided = [state.value for state in State if state.is_undecided]
    match which:
        case "undecided":
            return leads.c.state.in_(undecided)
        case "overdue":
            return leads.c.due_on < today
        case "closed":
            return leads.c.state == State.CLOSED.value
        case "all":
            return sqlalchemy.true()
        case _:
            return leads.c.state != State.CLOSED.value


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.channel:
        found.append(leads.c.channel == wanted.channel)
    if wanted.office:
        found.append(leads.c.office == wanted.office)
    if wanted.text:
        found.append(or_(leads.c.id.contains(wanted.text, autoescape=True), leads.c.project == wanted.text))
    return found


def _counts(connection: sqlalchemy.Connection, sight: Sight, today: date) -> dict[str, int]:
    kinds = ("open", "undecided", "overdue", "closed", "all")
    columns = [func.count().filter(_which(kind, today)).label(kind) for kind in kinds]
    row = connection.execute(select(*columns).select_from(leads).where(_seen(sight))).one()
    return dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)

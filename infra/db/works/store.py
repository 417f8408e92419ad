"""What officers read of their alerts, and do to them: one transaction per action, and nothing out of their sight."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, select, text

from alerts.acting import act
from alerts.commands import Assign, Command, HandOver
from alerts.deadlines import Timetable
from alerts.docket import Docket
from alerts.grouping import Mutes
from alerts.routing import handed, rungs
from alerts.work import Refused, Why, Work
from infra.db.engine import connected
from infra.db.offices.store import chain_of
from infra.db.offices.tables import officers, offices
from infra.db.policies import Policies
from infra.db.sight import within
from infra.db.works.casefiles import CaseFile
from infra.db.works.rows import work_of
from infra.db.works.saving import lock, save, together
from infra.db.works.tables import cases, works
from monitors import calendar
from monitors.rule import catalogue
from schemas.office import Office, Officer, Sight

__all__ = ["Done", "NotFound", "Outcome", "Refused", "Stale", "Works", "mutes", "timetable"]

_TOWNSHIP_DIGITS: Final = 9
_PLACE: Final = text("""
    INSERT INTO placements (project, region) VALUES (:project, :region)
    ON CONFLICT (project) DO UPDATE SET region = excluded.region
""")


@dataclass(frozen=True, slots=True)
class Done:
    """The command was carried out; the alert as it is now."""

    work: Work


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else was quicker; the alert as it is now."""

    work: Work


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such alert, or none within sight."""


Outcome = Done | Refused | Stale | NotFound


def timetable(engine: Engine) -> Timetable:
    """Deadlines by the official calendar and the limits in force: those shipped, and those that officers published."""
    return Timetable(Policies(engine).limits(), calendar)


@cache
def mutes() -> Mutes:
    """Which rules' alerts mute which others', as the rules themselves say."""
    return {name: frozenset(rule.mutes) for name, rule in catalogue().items() if rule.mutes}


class Works:
    """The alerts of the offices. Safe to use from several threads.

    Deadlines go by the limits in force at the time of the action, unless `by` says otherwise.
    """

    def __init__(self, engine: Engine, by: Timetable | None = None) -> None:
        self._engine = engine
        self._by = by

    def get(self, work_id: int, sight: Sight) -> Work | None:
        """The alert of a number, if it lies within sight."""
        with connected(self._engine) as connection:
            return _seen(connection, work_id, sight)

    def case(self, case_id: int, sight: Sight) -> CaseFile | None:
        """The case file of a number, if it or one of its alerts lies within sight, with the alerts that do."""
        query = select(works).where(works.c.case_id == case_id, within(works.c.region, sight))
        with connected(self._engine) as connection:
            row = connection.execute(select(cases).where(cases.c.id == case_id)).mappings().one_or_none()
            ordered = query.order_by(works.c.state == "closed", works.c.rank.desc(), works.c.due_on, works.c.id)
            found = tuple(work_of(each) for each in connection.execute(ordered).mappings())
        if row is None or not (found or sight.sees(row["region"])):
            return None
        return CaseFile(**row, works=found)

    def naming(self, worker: str, projects: Collection[str], sight: Sight) -> list[Work]:
        """The alerts of projects within sight that name a worker, those that are not closed first."""
        query = select(works).where(works.c.project.in_(projects), within(works.c.region, sight))
        with connected(self._engine) as connection:
            ordered = query.order_by(works.c.state == "closed", works.c.rank.desc(), works.c.id)
            found = [work_of(each) for each in connection.execute(ordered).mappings()]
        return [work for work in found if worker in (work.finding.workers or ())]

    def act(  # noqa: PLR0913, PLR0917 (what an action consists of)
        self, work_id: int, version: int, command: Command, officer: Officer, sight: Sight, day: date
    ) -> Outcome:
        """Carry out a command on an alert as it was on `version`."""
        return self.act_on({work_id: version}, command, officer, sight, day)[work_id]

    def act_on(
        self, versions: Mapping[int, int], command: Command, officer: Officer, sight: Sight, day: date
    ) -> dict[int, Outcome]:
        """Carry out a command on several alerts, each for itself as it was on its version, in one transaction."""
        by = self._by or timetable(self._engine)
        with connected(self._engine) as connection:
            seen = [work for id_ in sorted(versions) if (work := _seen(connection, id_, sight))]
            lock(connection, {work.key.project for work in seen})
            docket = Docket(
                together(connection, {work.key.project for work in seen}, ids=[work.id for work in seen]), mutes()
            )
            outcomes: dict[int, Outcome] = dict.fromkeys(versions, NotFound())
            for work in seen:
                now = docket.works[work.id]
                if sight.sees(now.region):
                    outcomes[work.id] = _one(
                        _Room(connection, docket, by), now, versions[work.id], command, officer, day
                    )
            docket.settle(day)
            save(connection, docket, officer.office)
        return {
            id_: Done(docket.works[id_]) if isinstance(outcome, Done) else outcome for id_, outcome in outcomes.items()
        }


@dataclass(frozen=True, slots=True)
class _Room:
    """Where an action takes place."""

    connection: sqlalchemy.Connection
    docket: Docket
    by: Timetable


def _one(  # noqa: PLR0913, PLR0917 (what an action consists of)
    room: _Room, work: Work, version: int, command: Command, officer: Officer, day: date
) -> Outcome:
    if work.version != version:
        return Stale(work)
    whole = _completed(room.connection, work, command)
    if isinstance(whole, Refused):
        return whole
    step = act(work, whole, officer, day, room.by)
    if isinstance(step, Refused):
        return step
    room.docket.put(step)
    if isinstance(whole, HandOver):
        _place(room.connection, step.work, whole)
    return Done(step.work)


def _seen(connection: sqlalchemy.Connection, work_id: int, sight: Sight) -> Work | None:
    query = select(works).where(works.c.id == work_id, within(works.c.region, sight))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else work_of(row)


def _completed(connection: sqlalchemy.Connection, work: Work, command: Command) -> Command | Refused:
    """The command with what only the offices' tables know: the taking office's chain, the officer's existence."""
    match command:
        case HandOver():
            row = connection.execute(select(offices).where(offices.c.code == command.office)).one_or_none()
            if row is None:
                return Refused(Why.NO_SUCH_OFFICE)
            chain = rungs(chain_of(connection, row.region))
            taker = Office(row.code, row.name, row.region, row.parent)
            return replace(command, chain=chain, region=handed(work.region, taker))
        case Assign(str(officer)):
            allowed: Sequence[str] = [work.office, *(rung.office for rung in work.chain)]
            query = select(officers.c.id).where(
                officers.c.id == officer, officers.c.office.in_(allowed), ~officers.c.disabled
            )
            return Refused(Why.NO_SUCH_OFFICER) if connection.execute(query).one_or_none() is None else command
        case _:
            return command


def _place(connection: sqlalchemy.Connection, work: Work, command: HandOver) -> None:
    """What a project has wrong from now on goes to the township office that took this."""
    if len(command.region) == _TOWNSHIP_DIGITS:
        connection.execute(_PLACE, {"project": work.key.project, "region": command.region})

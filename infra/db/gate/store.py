"""Reviews: entered once however often they are asked for, decided by people, reported on by the banks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Engine, select, text
from sqlalchemy.dialects.postgresql import insert

from alerts.gate import Command, Confirm, Decline, Refused, Report, Review, State, Step, after, reported
from infra.db.chronicle import append
from infra.db.engine import connected
from infra.db.gate.entering import Asked, entered
from infra.db.gate.marks import CHANNEL
from infra.db.gate.rows import read, row_of
from infra.db.gate.tables import gate_sayings, restriction_reviews
from infra.db.gate.telling import entry_of, notices_of, queue_callback
from infra.db.notices.posting import post
from infra.db.policies import Policies
from infra.db.sight import within
from infra.db.works.saving import offices_of
from schemas.office import Officer, Role, Sight

_NOTIFY: Final = text("SELECT pg_notify(:channel, :cases)")
GATE: Final = "gate"
"""Who acts where nobody does."""

Sayings = Callable[[Review, Step], Sequence[str]]
"""The events of the contract that a step becomes, as lines."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else took a step meanwhile."""

    version: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such case, or it is not the asker's to see."""


class Reviews:
    """The store of the reviews. Every query goes by what the asker may see: a sight, or the client who asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._limits = Policies(engine).limits

    def enter(self, asked: Sequence[Asked], day: date) -> int:
        """Enter cases that are not there yet, with their history and notices; return how many were new."""
        limits = self._limits()
        with connected(self._engine) as connection:
            new = entered(connection, asked, day, limits)
            if new:
                self._tell(connection, new, GATE, day)
        return len(new)

    def get(self, case: str, sight: Sight) -> Review | None:
        """A case within the sight."""
        return self._one(restriction_reviews.c.case_no == case, within(restriction_reviews.c.region, sight))

    def of_client(self, case: str, client: str) -> Review | None:
        """A case of the client who asked for it."""
        return self._one(restriction_reviews.c.case_no == case, restriction_reviews.c.client == client)

    def recent(self, since: datetime) -> list[Review]:
        """Cases that wait for a decision, and those asked for since an instant: what the gate keeps in memory."""
        columns = restriction_reviews.c
        query = select(columns.body).where((columns.state == State.HELD.value) | (columns.asked_at >= since))
        with connected(self._engine) as connection:
            return [read(body) for body in connection.execute(query).scalars()]

    def of_cases(self, cases: Sequence[str]) -> list[Review]:
        """These cases as they stand, whoever asked: for the gate's own memory."""
        query = select(restriction_reviews.c.body).where(restriction_reviews.c.case_no.in_(cases))
        with connected(self._engine) as connection:
            return [read(body) for body in connection.execute(query).scalars()]

    def act(  # noqa: PLR0913, PLR0917 (who does what, to which version, when)
        self, case: str, version: int, command: Command, officer: Officer, now: datetime, day: date
    ) -> Review | Refused | Stale | NotFound:
        """Carry out an officer's command on the version that the officer saw, or not at all."""
        limits = self._limits()
        with connected(self._engine) as connection:
            review = _locked(connection, case)
            if review is None or not officer.sight.sees(_region(connection, case)):
                return NotFound()
            if not may_decide(review, officer) or (
                isinstance(command, Confirm | Decline) and not officer.may(Role.CHIEF)
            ):
                return Refused.NOT_YOURS
            if review.version != version:
                return Stale(review.version)
            step = after(review, command, now, day, limits)
            if isinstance(step, Refused):
                return step
            self._save(connection, step)
            self._tell(connection, [step], officer.id, day, office=officer.office)
            return step.review

    def report(
        self, case: str, client: str, report: Report, sayings: Sayings, day: date
    ) -> Review | Refused | NotFound:
        """Take a bank's report on its own case; the events that it becomes are written in the same transaction."""
        with connected(self._engine) as connection:
            review = _locked(connection, case)
            if review is None or review.check.client != client:
                return NotFound()
            step = reported(review, report)
            if isinstance(step, Refused):
                return step
            if step.act:
                self._save(connection, step)
                lines = [{"case_no": case, "event": line} for line in sayings(step.review, step)]
                if lines:
                    connection.execute(insert(gate_sayings), lines)
                self._tell(connection, [step], GATE, day)
            return step.review

    def step(self, case: str, steps: Callable[[Review, Any], Sequence[Step]], day: date) -> int:
        """Take the steps that happen by themselves to one case; return how many."""
        with connected(self._engine) as connection:
            review = _locked(connection, case)
            taken = [] if review is None else [one for one in steps(review, offices_of(connection)) if one.act]
            if taken:
                self._save(connection, taken[-1])
                self._tell(connection, taken, GATE, day)
            return len(taken)

    def overdue(self, day: date) -> list[str]:
        """The open cases whose deadline has passed, and those that no office answers for."""
        columns = restriction_reviews.c
        late = (columns.due_on < day) | (columns.office == "")
        query = select(columns.case_no).where(columns.state == State.HELD.value, late).order_by(columns.due_on)
        with connected(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def said(self, most: int = 100) -> list[tuple[int, str, str]]:
        """Events that wait for the intake: number, case, line."""
        columns = gate_sayings.c
        query = select(columns.id, columns.case_no, columns.event).order_by(columns.id).limit(most)
        with connected(self._engine) as connection:
            return [(row.id, row.case_no, row.event) for row in connection.execute(query)]

    def _save(self, connection: sqlalchemy.Connection, step: Step) -> None:
        columns = restriction_reviews.c
        changed = row_of(step.review)
        connection.execute(restriction_reviews.update().where(columns.case_no == step.review.case).values(changed))

    def _tell(
        self, connection: sqlalchemy.Connection, steps: Sequence[Step], actor: str, day: date, office: str = ""
    ) -> None:
        """Notices, callbacks and history of the steps; the history last, because it takes the chain's lock."""
        notices = [notice for step in steps for notice in notices_of(step, day)]
        if notices:
            post(connection, notices)
        for step in steps:
            queue_callback(connection, step)
        cases = " ".join(dict.fromkeys(step.review.case for step in steps))
        connection.execute(_NOTIFY, {"channel": CHANNEL, "cases": cases})
        append(connection, [entry_of(step, actor, office or step.review.office, day) for step in steps])

    def _one(self, *conditions: sqlalchemy.ColumnElement[bool]) -> Review | None:
        with connected(self._engine) as connection:
            body = connection.execute(select(restriction_reviews.c.body).where(*conditions)).scalar()
        return None if body is None else read(body)


def _locked(connection: sqlalchemy.Connection, case: str) -> Review | None:
    query = select(restriction_reviews.c.body).where(restriction_reviews.c.case_no == case).with_for_update()
    body = connection.execute(query).scalar()
    return None if body is None else read(body)


def _region(connection: sqlalchemy.Connection, case: str) -> str:
    query = select(restriction_reviews.c.region).where(restriction_reviews.c.case_no == case)
    return str(connection.execute(query).scalar_one())


def may_decide(review: Review, officer: Officer) -> bool:
    """Whether the officer belongs to an office that the case has come to, and decides there."""
    mine = {officer.office, *officer.offices}
    come_to = {rung.office for rung in review.chain[: review.step + 1]}
    return officer.may(Role.OFFICER, Role.CHIEF) and not mine.isdisjoint(come_to)


def said(connection: Any, number: int) -> None:
    """Forget an event that the intake takes, in the intake's own transaction on the driver's connection."""
    connection.execute("DELETE FROM gate_sayings WHERE id = %s", (number,))

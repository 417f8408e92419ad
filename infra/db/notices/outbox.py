"""The outbox: claiming what is due, and writing down what became of it.

A delivery is claimed with a lease by one process at a time. Whoever dies while sending loses the lease, and the next
one sends again: at least once. It is twice only if the other side took the message and the mark did not get written;
both then carry the same identity (`reference`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Engine, and_, select, update

from alerts.notices import Notice, Reason
from infra.db.engine import connected
from infra.db.notices.tables import contact_points, deliveries, notices

LEASE: Final = timedelta(minutes=5)
"""Longer than any attempt: connecting, sending and being answered have limits of 10 and 20 seconds."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may send now. `attempt` counts from 1; `claim` is this claim's own number."""

    id: int
    attempt: int
    claim: int
    contact: int
    office: str
    kind: str
    name: str
    lang: str
    sealed: bytes
    notices: tuple[Notice, ...]

    @property
    def reference(self) -> str:
        """What names this delivery to the other side, the same at every attempt."""
        return f"wagewatch-{self.id}"


class Outbox:
    """Deliveries that are due. Instants are arguments."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, now: datetime, most: int = 1) -> list[Claimed]:
        """Take deliveries that are due, or whose claim ran out; nobody else gets them until the lease ends."""
        with connected(self._engine) as connection:
            rows = connection.execute(_claiming(now, most)).all()
            return [_claimed(connection, row) for row in rows]

    def sent(self, claimed: Claimed, now: datetime) -> bool:
        """It arrived. False if the claim was lost meanwhile: then another process has it, or has sent it."""
        return self._mark(claimed, state="sent", sent_at=now, error=None, permanent=False)

    def again(self, claimed: Claimed, at: datetime, error: str) -> bool:
        """Not yet: try again from `at` on."""
        return self._mark(claimed, state="waiting", next_at=at, error=error)

    def failed(self, claimed: Claimed, error: str, *, permanent: bool, notice: Notice) -> bool:
        """Given up; the office is told in the portal, in the same transaction."""
        from infra.db.notices.posting import post  # noqa: PLC0415 (posting queues into this outbox)

        with connected(self._engine) as connection:
            marked = connection.execute(_marking(claimed, state="failed", error=error, permanent=permanent)).rowcount
            if marked:
                post(connection, [notice])
        return bool(marked)

    def _mark(self, claimed: Claimed, **values: Any) -> bool:
        with connected(self._engine) as connection:
            return bool(connection.execute(_marking(claimed, **values)).rowcount)


def _claiming(now: datetime, most: int) -> sqlalchemy.Executable:
    columns = deliveries.c
    due = (
        select(columns.id)
        .where(columns.state.in_(("waiting", "sending")), columns.next_at <= now)
        .order_by(columns.next_at, columns.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return (
        update(deliveries)
        .where(columns.id.in_(due.scalar_subquery()))
        .values(state="sending", attempts=columns.attempts + 1, claims=columns.claims + 1, next_at=now + LEASE)
        .returning(columns.id, columns.attempts, columns.claims, columns.contact, columns.notices)
    )


def _marking(claimed: Claimed, **values: Any) -> sqlalchemy.Update:
    """Only the claim that stands may say what became of it."""
    columns = deliveries.c
    held = and_(columns.id == claimed.id, columns.state == "sending", columns.claims == claimed.claim)
    return update(deliveries).where(held).values(**values)


def _claimed(connection: sqlalchemy.Connection, row: sqlalchemy.Row[Any]) -> Claimed:
    point = connection.execute(select(contact_points).where(contact_points.c.id == row.contact)).one()
    told = notices_of(connection, row.notices)
    return Claimed(
        id=row.id,
        attempt=row.attempts,
        claim=row.claims,
        contact=row.contact,
        office=point.office,
        kind=point.kind,
        name=point.name,
        lang=point.lang,
        sealed=point.sealed,
        notices=told,
    )


def notices_of(connection: sqlalchemy.Connection, ids: Sequence[int]) -> tuple[Notice, ...]:
    """The notices of these numbers, in the order in which they were posted."""
    rows = connection.execute(select(notices).where(notices.c.id.in_(ids)).order_by(notices.c.id))
    return tuple(notice_of(row) for row in rows)


def notice_of(row: sqlalchemy.Row[Any]) -> Notice:
    """A row of the table as a notice."""
    return Notice(row.about, row.office, Reason(row.reason), row.day, row.mark, row.officer or None, row.facts)


def undeliverable(claimed: Claimed, error: str, day: date) -> Notice:
    """What the office is told of a delivery that was given up: once per contact point and day."""
    facts = {"what": claimed.name, "why": error}
    return Notice(f"contact:{claimed.contact}", claimed.office, Reason.UNDELIVERABLE, day, day.isoformat(), facts=facts)

"""What was sent to the contact points, what waits and what failed; testing one and trying again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Engine, func, select, update
from sqlalchemy.dialects.postgresql import insert

from alerts.notices import Notice, Reason
from infra.db.engine import connected
from infra.db.notices.contacts import Contact
from infra.db.notices.outbox import notice_of
from infra.db.notices.tables import contact_points, deliveries, notices
from infra.db.offices.tables import offices
from infra.db.sight import within
from schemas.office import Sight

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is listed: of its notices the first, and how many there are."""

    id: int
    contact: int
    contact_name: str
    kind: str
    state: str
    attempts: int
    queued_at: datetime
    next_at: datetime
    sent_at: datetime | None
    error: str | None
    permanent: bool
    count: int
    first: Notice


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries; None asks for nothing. `before` is the number of the last one seen."""

    contact: int | None = None
    state: str | None = None
    before: int | None = None


class Delivered:
    """Deliveries to the contact points within somebody's sight."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, sight: Sight, wanted: Wanted) -> Sequence[Delivery]:
        """The latest ones, fifty at a time."""
        columns = deliveries.c
        conditions = [
            wanted.contact is None or columns.contact == wanted.contact,
            wanted.state is None or columns.state == wanted.state,
            wanted.before is None or columns.id < wanted.before,
        ]
        chosen = [condition for condition in conditions if condition is not True]
        query = _listing().where(within(offices.c.region, sight), *chosen).order_by(columns.id.desc()).limit(PAGE)
        with connected(self._engine) as connection:
            return [_delivery(row) for row in connection.execute(query)]

    def failures(self, sight: Sight) -> int:
        """How many failed and have not been tried again."""
        query = (
            select(func.count())
            .select_from(deliveries)
            .join(contact_points, contact_points.c.id == deliveries.c.contact)
            .join(offices, offices.c.code == contact_points.c.office)
            .where(within(offices.c.region, sight), deliveries.c.state == "failed", contact_points.c.active)
        )
        with connected(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def test(self, contact: Contact, day: date, at: datetime, by: str) -> int:
        """Queue a test message to the contact point; return the delivery's number."""
        notice = {
            "about": f"contact:{contact.id}",
            "office": contact.office,
            "officer": contact.officer,
            "reason": Reason.TEST.value,
            "mark": at.isoformat(),
            "day": day,
            "at": at,
            "facts": {"what": contact.name, "by": by},
        }
        with connected(self._engine) as connection:
            number = connection.execute(insert(notices).values(**notice).returning(notices.c.id)).scalar_one()
            key = f"{contact.id}:{number}"
            row = {"contact": contact.id, "key": key, "notices": [number], "queued_at": at, "next_at": at}
            return int(connection.execute(insert(deliveries).values(**row).returning(deliveries.c.id)).scalar_one())

    def retry(self, sight: Sight, delivery: int, at: datetime) -> bool:
        """Let one that failed be tried anew from the beginning; it keeps its number, and so its identity."""
        visible = (
            select(contact_points.c.id)
            .join(offices, offices.c.code == contact_points.c.office)
            .where(within(offices.c.region, sight), contact_points.c.active)
        )
        columns = deliveries.c
        failed = (columns.id == delivery) & (columns.state == "failed") & columns.contact.in_(visible)
        fresh = {"state": "waiting", "attempts": 0, "next_at": at, "error": None, "permanent": False}
        with connected(self._engine) as connection:
            return bool(connection.execute(update(deliveries).where(failed).values(**fresh)).rowcount)


def _listing() -> sqlalchemy.Select[Any]:
    columns = deliveries.c
    named = [columns[name] for name in ("contact", "state", "attempts", "queued_at", "next_at", "sent_at", "error")]
    shown = (contact_points.c.name.label("contact_name"), contact_points.c.kind)
    told = [notices.c[name] for name in ("about", "office", "officer", "reason", "mark", "day", "facts")]
    return (
        select(columns.id, *named, columns.permanent, func.cardinality(columns.notices).label("count"), *shown, *told)
        .join(contact_points, contact_points.c.id == columns.contact)
        .join(offices, offices.c.code == contact_points.c.office)
        .join(notices, notices.c.id == columns.notices[1])
    )


def _delivery(row: sqlalchemy.Row[Any]) -> Delivery:
    values = row._mapping  # noqa: SLF001 (SQLAlchemy's public name for it)
    names = set(Delivery.__dataclass_fields__) - {"first"}
    return Delivery(first=notice_of(row), **{name: values[name] for name in names})

"""Contact points of the offices. Every query goes by what the asker may see."""

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.db.engine import connected
from infra.db.notices.tables import contact_points, deliveries
from infra.db.offices.tables import offices
from infra.db.sight import within
from schemas.office import Sight


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact point as it is listed: never its address, only what may be shown of it."""

    id: int
    office: str
    office_name: str
    officer: str
    name: str
    kind: str
    shown: str
    lang: str
    from_level: str
    digest: str
    active: bool
    version: int
    sent: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody enters for a contact point; `sealed` None leaves the address as it is."""

    office: str
    officer: str
    name: str
    kind: str
    lang: str
    from_level: str
    digest: str
    sealed: bytes | None
    shown: str


class Contacts:
    """The contact points within somebody's sight."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, sight: Sight) -> list[Contact]:
        """Those in sight, office by office, with how much was sent, waits and failed."""
        counted = _counts().subquery()
        query = (
            select(
                contact_points, offices.c.name.label("office_name"), counted.c.sent, counted.c.waiting, counted.c.failed
            )
            .join(offices, offices.c.code == contact_points.c.office)
            .outerjoin(counted, counted.c.contact == contact_points.c.id)
            .where(within(offices.c.region, sight))
            .order_by(offices.c.region, contact_points.c.id)
        )
        with connected(self._engine) as connection:
            return [_contact(row) for row in connection.execute(query)]

    def get(self, contact: int, sight: Sight) -> Contact | None:
        """One in sight; None for another and for none."""
        return next((found for found in self.all(sight) if found.id == contact), None)

    def add(self, connection: sqlalchemy.Connection, given: Given) -> int:
        """Write a new one, in the caller's transaction."""
        if given.sealed is None:
            raise ValueError("a new contact point needs an address")
        values = _values(given) | {"sealed": given.sealed, "shown": given.shown}
        statement = insert(contact_points).values(**values).returning(contact_points.c.id)
        return int(connection.execute(statement).scalar_one())

    def change(self, connection: sqlalchemy.Connection, contact: int, version: int, given: Given) -> bool:
        """Rewrite one of this version; False if somebody was quicker."""
        values = _values(given) | ({"sealed": given.sealed, "shown": given.shown} if given.sealed else {})
        return self._changed(connection, contact, version, values)

    def switch(self, connection: sqlalchemy.Connection, contact: int, version: int, *, active: bool) -> bool:
        """Switch one on or off. What is queued for one that is off is given up."""
        changed = self._changed(connection, contact, version, {"active": active})
        if changed and not active:
            waiting = (deliveries.c.contact == contact) & (deliveries.c.state == "waiting")
            off = {"state": "failed", "error": "switched off", "permanent": True}
            connection.execute(update(deliveries).where(waiting).values(**off))
        return changed

    def _changed(self, connection: sqlalchemy.Connection, contact: int, version: int, values: dict[str, Any]) -> bool:
        columns = contact_points.c
        known = (columns.id == contact) & (columns.version == version)
        statement = update(contact_points).where(known).values(**values, version=version + 1)
        return bool(connection.execute(statement).rowcount)


def _counts() -> sqlalchemy.Select[Any]:
    """How many deliveries of each contact point arrived, wait and failed."""
    columns = deliveries.c
    states = (("sent", ("sent",)), ("waiting", ("waiting", "sending")), ("failed", ("failed",)))
    counts = [func.count(case((columns.state.in_(names), 1))).label(label) for label, names in states]
    return select(columns.contact, *counts).group_by(columns.contact)


def _values(given: Given) -> dict[str, Any]:
    names = ("office", "officer", "name", "kind", "lang", "from_level", "digest")
    return {name: getattr(given, name) for name in names}


def _contact(row: sqlalchemy.Row[Any]) -> Contact:
    values = row._mapping  # noqa: SLF001 (SQLAlchemy's public name for it)
    given = {field.name: values[field.name] for field in fields(Contact)}
    return Contact(**given | {name: given[name] or 0 for name in ("sent", "waiting", "failed")})

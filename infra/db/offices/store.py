"""Offices and officers as everybody else needs them: who may see what, and who is responsible for a region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, func, or_, select

from infra.db.clients.tables import clients
from infra.db.engine import connected
from infra.db.offices.phones import Phones, phones_of
from infra.db.offices.tables import officer_roles, officers, offices, substitutes
from infra.db.sight import within
from schemas.office import Office, Officer, Role, Sight

_LENGTHS: Final = (9, 6, 4, 2)
_HANDED_ON: Final = frozenset({Role.OFFICER, Role.CHIEF})
"""What a substitute takes over; administration and publication need the person."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An officer in a list."""

    id: str
    name: str
    office: str
    roles: frozenset[Role]
    disabled: bool
    has_password: bool
    oidc_subject: str | None


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who acts for an absent officer, first and last day included."""

    id: int
    absent: str
    substitute: str
    from_day: date
    until_day: date


class Offices:
    """The offices' store. Every method is a transaction of its own; the functions below work inside the caller's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def chain(self, region: str) -> tuple[Office, ...]:
        """The offices responsible for a region, nearest first: (township,) county, prefecture, province."""
        with connected(self._engine) as connection:
            return chain_of(connection, region)

    def office(self, code: str) -> Office | None:
        """The office of a code."""
        with connected(self._engine) as connection:
            row = connection.execute(select(offices).where(offices.c.code == code)).one_or_none()
        return None if row is None else Office(row.code, row.name, row.region, row.parent)

    def offices(self, sight: Sight) -> list[Office]:
        """The offices within the sight, by region."""
        query = select(offices).where(within(offices.c.region, sight)).order_by(offices.c.region)
        with connected(self._engine) as connection:
            return [Office(row.code, row.name, row.region, row.parent) for row in connection.execute(query)]

    def officer(self, name: str, today: date) -> Officer | None:
        """An officer with what the person may see today; None where there is none or the account is disabled."""
        with connected(self._engine) as connection:
            return officer_of(connection, name, today)

    def officers(self, sight: Sight) -> list[Listed]:
        """The officers of the offices within the sight, by office and name."""
        with connected(self._engine) as connection:
            return listed(connection, sight)

    def members(self, office: str, role: Role | None = None) -> list[Listed]:
        """The officers of an office who may sign in, all or those of a role."""
        with connected(self._engine) as connection:
            found = _listed(connection, officers.c.office == office)
        return [o for o in found if not o.disabled and (role is None or role in o.roles)]

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of officers by id, for display; ids that there are not are missing."""
        with connected(self._engine) as connection:
            rows = connection.execute(select(officers.c.id, officers.c.name).where(officers.c.id.in_(list(ids))))
            return {row.id: row.name for row in rows}

    def substitutes(self, sight: Sight, since: date) -> list[Substitute]:
        """The substitutions that end on `since` or later, of officers within the sight."""
        absent = officers.alias()
        query = (
            select(substitutes)
            .join(absent, absent.c.id == substitutes.c.absent)
            .join(offices, offices.c.code == absent.c.office)
            .where(within(offices.c.region, sight), substitutes.c.until_day >= since)
            .order_by(substitutes.c.from_day, substitutes.c.id)
        )
        with connected(self._engine) as connection:
            return [Substitute(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 (SQLAlchemy's public name)

    def acting_for(self, officer: str, today: date) -> str:
        """Who answers for an officer today: the substitute while the officer is absent, else the officer."""
        with connected(self._engine) as connection:
            query = select(substitutes.c.substitute).where(substitutes.c.absent == officer, *_on(today))
            return connection.execute(query.order_by(substitutes.c.id.desc()).limit(1)).scalar() or officer

    def phones(self, region: str) -> Phones:
        """Where workers of a region turn to, each from the nearest region that says so."""
        with connected(self._engine) as connection:
            return phones_of(connection, region)


def chain_of(connection: sqlalchemy.Connection, region: str) -> tuple[Office, ...]:
    """The offices responsible for a region, nearest first."""
    prefixes = [region[:length] for length in _LENGTHS if length <= len(region)]
    query = select(offices).where(offices.c.region.in_(prefixes)).order_by(func.length(offices.c.region).desc())
    return tuple(Office(row.code, row.name, row.region, row.parent) for row in connection.execute(query))


def officer_of(connection: sqlalchemy.Connection, name: str, today: date) -> Officer | None:
    """An officer with own and substituted offices; within the own office a substitute takes over the roles as well.

    Somebody of a machine client that is let in has the one role, no office, and sight of no region.
    """
    found = connection.execute(
        select(officers.c.id, officers.c.name, officers.c.office, officers.c.client_id, offices.c.region)
        .select_from(officers)
        .outerjoin(offices, offices.c.code == officers.c.office)
        .outerjoin(clients, clients.c.id == officers.c.client_id)
        .where(officers.c.id == name, ~officers.c.disabled, or_(officers.c.client_id.is_(None), clients.c.active))
    ).one_or_none()
    if found is None:
        return None
    if found.client_id is not None:
        return Officer(found.id, found.name, "", frozenset({Role.SENDER}), Sight(()), client=found.client_id)
    taken = _taken_over(connection, name, today)
    roles = _roles(connection, [name])
    for absent, office, _ in taken:
        if office == found.office:
            roles |= _roles(connection, [absent]) & _HANDED_ON
    regions = dict.fromkeys([found.region, *(region for _, _, region in taken)])
    codes = dict.fromkeys([found.office, *(office for _, office, _ in taken)])
    absences = tuple(officer for officer, _, _ in taken)
    return Officer(found.id, found.name, found.office, frozenset(roles), Sight(tuple(regions)), tuple(codes), absences)


def listed(connection: sqlalchemy.Connection, sight: Sight) -> list[Listed]:
    """The officers of the offices within the sight."""
    return _listed(connection, within(offices.c.region, sight))


def _listed(connection: sqlalchemy.Connection, which: sqlalchemy.ColumnElement[bool]) -> list[Listed]:
    roles = (
        select(func.array_agg(officer_roles.c.role)).where(officer_roles.c.officer == officers.c.id).scalar_subquery()
    )
    query = (
        select(officers, roles.label("roles"))
        .join(offices, offices.c.code == officers.c.office)
        .where(which)
        .order_by(offices.c.region, officers.c.name, officers.c.id)
    )
    return [
        Listed(
            row.id, row.name, row.office, frozenset(Role(role) for role in row.roles or ()),
            row.disabled, row.password is not None, row.oidc_subject,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _taken_over(connection: sqlalchemy.Connection, name: str, today: date) -> list[tuple[str, str, str]]:
    """(officer, office, region) of those for whom the person acts today."""
    query = (
        select(officers.c.id, offices.c.code, offices.c.region)
        .select_from(substitutes)
        .join(officers, officers.c.id == substitutes.c.absent)
        .join(offices, offices.c.code == officers.c.office)
        .where(substitutes.c.substitute == name, ~officers.c.disabled, *_on(today))
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def _roles(connection: sqlalchemy.Connection, ids: list[str]) -> set[Role]:
    query = select(officer_roles.c.role).where(officer_roles.c.officer.in_(ids))
    return {Role(role) for role in connection.execute(query).scalars()}


def _on(day: date) -> tuple[sqlalchemy.ColumnElement[bool], ...]:
    return substitutes.c.from_day <= day, substitutes.c.until_day >= day

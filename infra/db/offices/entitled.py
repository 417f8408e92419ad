"""Who may act for a region in one of some roles: officers responsible for it, and who stands in for one of them."""

from collections.abc import Collection
from datetime import date

import sqlalchemy
from sqlalchemy import or_, select

from infra.db.offices.store import chain_of, officer_of
from infra.db.offices.tables import officer_roles, officers, substitutes
from schemas.office import Officer, Role


def entitled(connection: sqlalchemy.Connection, region: str, roles: Collection[Role], today: date) -> list[Officer]:
    """Those who may sign in, by id, each with what the person may see today."""
    codes = [office.code for office in chain_of(connection, region)]
    absent = select(officers.c.id).where(officers.c.office.in_(codes))
    standing_in = select(substitutes.c.substitute).where(
        substitutes.c.absent.in_(absent), substitutes.c.from_day <= today, substitutes.c.until_day >= today
    )
    query = (
        select(officers.c.id)
        .join(officer_roles, officer_roles.c.officer == officers.c.id)
        .where(
            officer_roles.c.role.in_([role.value for role in roles]),
            or_(officers.c.office.in_(codes), officers.c.id.in_(standing_in)),
        )
        .distinct()
        .order_by(officers.c.id)
    )
    found = (officer_of(connection, name, today) for name in connection.execute(query).scalars().all())
    return [officer for officer in found if officer is not None]

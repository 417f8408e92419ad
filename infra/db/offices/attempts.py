"""How often somebody may try to sign in: counted in the database, so that several portals count together.

An attempt is written before its password is looked at: however many come at once, no more than the limit are looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, delete, func, insert, select

from infra.db.engine import connected
from infra.db.offices.tables import sign_in_attempts as attempts

WINDOW: Final = timedelta(minutes=15)
PER_OFFICER: Final = 8
PER_ADDRESS: Final = 40
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Reserved:
    """An attempt that may be looked at; it counts as failed until it is forgiven."""

    id: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """No attempt is looked at for so many seconds."""

    retry_after_s: int


class Attempts:
    """The attempts of the last minutes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(self, officer: str, address: str, at: datetime) -> Reserved | TooMany:
        """Count an attempt, or refuse it; what is refused is not counted."""
        officer = officer[:_LONGEST_NAME]
        with connected(self._engine) as connection:
            connection.execute(delete(attempts).where(attempts.c.at <= at - WINDOW))
            row = insert(attempts).values(at=at, officer=officer, address=address).returning(attempts.c.id)
            reserved: int = connection.execute(row).scalar_one()
        with connected(self._engine) as connection:
            free_at = max(
                _free_at(connection, attempts.c.officer == officer, PER_OFFICER, reserved, at),
                _free_at(connection, attempts.c.address == address, PER_ADDRESS, reserved, at),
            )
            if free_at <= at:
                return Reserved(reserved)
            connection.execute(delete(attempts).where(attempts.c.id == reserved))
            return TooMany(max(1, int((free_at - at).total_seconds())))

    def forgive(self, reserved: Reserved, officer: str) -> None:
        """The attempt succeeded: it and the officer's earlier ones count no more."""
        with connected(self._engine) as connection:
            forgiven = (attempts.c.id == reserved.id) | (attempts.c.officer == officer)
            connection.execute(delete(attempts).where(forgiven))


def _free_at(
    connection: sqlalchemy.Connection,
    whose: sqlalchemy.ColumnElement[bool],
    limit: int,
    own: int,
    at: datetime,
) -> datetime:
    """The instant from which one more attempt is within the limit; `at` if it is now."""
    earlier = (whose, attempts.c.at > at - WINDOW, attempts.c.id < own)
    count = connection.execute(select(func.count()).where(*earlier)).scalar_one()
    if count < limit:
        return at
    oldest = select(attempts.c.at).where(*earlier).order_by(attempts.c.at.desc(), attempts.c.id.desc())
    last_in_the_way: datetime = connection.execute(oldest.offset(limit - 1).limit(1)).scalar_one()
    return last_in_the_way + WINDOW

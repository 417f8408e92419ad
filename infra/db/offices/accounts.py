"""Local accounts: passwords as Argon2 hashes, and an answer that takes as long for a stranger as for an officer."""

import secrets
from functools import cache
from typing import Final

import sqlalchemy
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, select, update

from infra.db.engine import connected
from infra.db.offices.tables import officers

SHORTEST: Final = 12
LONGEST: Final = 200
_hasher: Final = PasswordHasher()


class Accounts:
    """The passwords of officers and their names at the identity provider."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def signed_in(self, name: str, password: str) -> str | None:
        """The officer whose name and password these are; None in every other case, after the same work."""
        with connected(self._engine) as connection:
            query = select(officers.c.password).where(officers.c.id == name, ~officers.c.disabled)
            kept: str | None = connection.execute(query).scalar()
        right = _verified(kept or _nobodys(), password[: LONGEST + 1])
        if not right or kept is None:
            return None
        if _hasher.check_needs_rehash(kept):
            with connected(self._engine) as connection:
                set_password(connection, name, password)
        return name

    def has_password(self, name: str) -> bool:
        """Whether somebody signs in here, not at an identity provider alone."""
        with connected(self._engine) as connection:
            return connection.execute(select(officers.c.password).where(officers.c.id == name)).scalar() is not None

    def of_subject(self, subject: str) -> str | None:
        """The officer whom the identity provider knows by this name."""
        with connected(self._engine) as connection:
            query = select(officers.c.id).where(officers.c.oidc_subject == subject, ~officers.c.disabled)
            return connection.execute(query).scalar()


def set_password(connection: sqlalchemy.Connection, name: str, password: str) -> None:
    """Give an officer a password."""
    row = update(officers).where(officers.c.id == name).values(password=_hasher.hash(password))
    connection.execute(row)


def new_password() -> str:
    """A password that nobody guesses, of letters that nobody confuses, in groups that can be read out."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _verified(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """A hash that is verified in place of an account that there is not."""
    return _hasher.hash(secrets.token_urlsafe(16))

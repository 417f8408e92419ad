"""Who is signed in. The browser holds a token, the database its digest: a stolen backup opens no session."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.db.engine import connected
from infra.db.offices.tables import officers, sessions

LONGEST: Final = timedelta(hours=12)
IDLE: Final = timedelta(hours=2)
_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """An open session."""

    digest: bytes
    officer: str


class Sessions:
    """The open sessions. The instants are arguments."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, officer: str, at: datetime) -> str:
        """Open a session of its own for the officer; return its token, which nobody else ever sees."""
        with connected(self._engine) as connection:
            return open_session(connection, officer, at)

    def found(self, token: str, at: datetime) -> Session | None:
        """The open session of a token: neither idle nor old, and of an officer whose account is not disabled."""
        with connected(self._engine) as connection:
            return session_of(connection, token, at)

    def close(self, token: str) -> None:
        """End a session; harmless where there is none."""
        with connected(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest(token)))


def open_session(connection: sqlalchemy.Connection, officer: str, at: datetime) -> str:
    """Open a session, and sweep out those that are over."""
    token = secrets.token_urlsafe(32)
    over = (sessions.c.opened_at < at - LONGEST) | (sessions.c.seen_at < at - IDLE)
    connection.execute(delete(sessions).where(over))
    connection.execute(insert(sessions).values(digest=digest(token), officer=officer, opened_at=at, seen_at=at))
    return token


def session_of(connection: sqlalchemy.Connection, token: str, at: datetime) -> Session | None:
    """The open session of a token, noted as seen."""
    query = (
        select(sessions.c.digest, sessions.c.officer, sessions.c.seen_at)
        .join(officers, officers.c.id == sessions.c.officer)
        .where(
            sessions.c.digest == digest(token),
            sessions.c.opened_at > at - LONGEST,
            sessions.c.seen_at > at - IDLE,
            ~officers.c.disabled,
        )
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if at - row.seen_at > _SEEN_EVERY:
        connection.execute(update(sessions).where(sessions.c.digest == row.digest).values(seen_at=at))
    return Session(row.digest, row.officer)


def close_all(connection: sqlalchemy.Connection, officer: str) -> None:
    """End every session of an officer."""
    connection.execute(delete(sessions).where(sessions.c.officer == officer))


def digest(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()

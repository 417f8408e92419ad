"""Being the only one: an advisory lock held by a session, which also hears the wake-up calls of the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import Connection, sql

from infra.db.engine import CONNECT_TIMEOUT_S, UnreachableError
from infra.db.locks import Lock

RELAY_CHANNEL: Final = "wagewatch_relay"
_RETRY_S: Final = 1.0


class Lead:
    """Held while the session lives: whoever waits for the same lock gets it when this one ends or dies."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def wait(self, seconds: float) -> bool:
        """Whether the database called within the time; it also notices that the session, and the lead, is lost.

        Raises:
            UnreachableError: the session is lost.
        """
        with _told():
            called = any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
            if not called:
                self._connection.execute("SELECT 1")
            return called


@contextmanager
def leading(url: str, lock: Lock, stop: threading.Event, *, hears: str | None = None) -> Iterator[Lead | None]:
    """Wait until nobody else holds the lock, then hold it; None if `stop` is set first.

    Raises:
        UnreachableError: the database does not answer.
    """
    with _told():
        connection = psycopg.connect(
            url.replace("postgresql+psycopg://", "postgresql://"),
            autocommit=True,
            connect_timeout=CONNECT_TIMEOUT_S,
            application_name=f"wagewatch {lock.name.lower()}",
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
        )
    with connection:
        yield Lead(connection) if _acquired(connection, lock, stop, hears) else None


def _acquired(connection: Connection[Any], lock: Lock, stop: threading.Event, hears: str | None) -> bool:
    with _told():
        if hears is not None:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(hears)))
        while not stop.is_set():
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", (int(lock),)).fetchone()
            if row and row[0]:
                return True
            stop.wait(_RETRY_S)
        return False


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        raise UnreachableError(str(error).strip().partition("\n")[0]) from error

"""Connections to PostgreSQL."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

import psycopg
import sqlalchemy
from psycopg import Connection
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, PoolProxiedConnection, create_engine

CONNECT_TIMEOUT_S: Final = 5
_ROLLED_BACK: Final = "40"  # the SQLSTATE class of deadlocks and serialization failures


def engine_of(url: str, *, connections: int = 5) -> Engine:
    """An engine that notices a restarted database before it uses a connection."""
    made = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=connections,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "application_name": "wagewatch",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
    ping = made.dialect.do_ping
    made.dialect.do_ping = lambda dbapi_connection: _is_silent(dbapi_connection) or ping(dbapi_connection)  # type: ignore[method-assign]
    return made


def _is_silent(driver: Any) -> bool:
    """Whether nothing has come since the last answer: a server that ended the connection has said so. Asks nobody."""
    if driver.closed:
        return False
    watch = select.poll()
    watch.register(driver.fileno(), select.POLLIN)
    return not watch.poll(0)


class UnreachableError(Exception):
    """The database does not answer, or ended the connection; the same may succeed later."""


@contextmanager
def connected(engine: Engine) -> Iterator[sqlalchemy.Connection]:
    """One transaction that ends with the block.

    Raises:
        UnreachableError: the database went away; nothing was written, unless it went while it committed.
    """
    with _reached(), engine.begin() as connection:
        yield connection


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.OperationalError):
            raise UnreachableError(_first_line(error.orig)) from error
        raise
    except psycopg.OperationalError as error:
        if (error.sqlstate or "").startswith(_ROLLED_BACK):
            raise
        raise UnreachableError(_first_line(error)) from error


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection[tuple[Any, ...]]]:
    """One transaction on the driver's own connection, for COPY and arrays; see `connected`."""
    with connected(engine) as connection:
        yield psycopg_of(connection)


@contextmanager
def statements(engine: Engine) -> Iterator[Connection[tuple[Any, ...]]]:
    """The driver's own connection, where each statement is a transaction by itself: asked and answered in one go.

    Raises:
        UnreachableError: the database went away, as in `connected`.
    """
    with _reached():
        lent = engine.raw_connection()
        driver = cast("Connection[tuple[Any, ...]]", lent.driver_connection)
        try:
            driver.autocommit = True
            yield driver
        finally:
            _give_back(lent, driver)


def _give_back(lent: PoolProxiedConnection, driver: Connection[tuple[Any, ...]]) -> None:
    """As it was lent; one that is closed, or in the middle of something, is given up."""
    if driver.info.transaction_status is TransactionStatus.IDLE:
        driver.autocommit = False
    else:
        lent.invalidate()
    lent.close()


def psycopg_of(connection: sqlalchemy.Connection) -> Connection[tuple[Any, ...]]:
    """The driver's connection under SQLAlchemy's, inside the same transaction."""
    return cast("Connection[tuple[Any, ...]]", connection.connection.driver_connection)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)

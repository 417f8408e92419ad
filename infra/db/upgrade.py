"""Brings a database to the tables of today."""

from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import text

from infra.db.engine import connected, engine_of
from infra.db.locks import Lock

HEAD: Final = "0003"
"""The newest migration; a test compares it with the folder."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Upgrade the database to the newest tables, all or nothing. Several may do so at once; again changes nothing.

    Raises:
        UnreachableError: the database does not answer.
    """
    engine = engine_of(url)
    try:
        with connected(engine) as connection:
            if _revision(connection) != HEAD:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(Lock.MIGRATION)})
                _upgrade(connection)
    finally:
        engine.dispose()


def _revision(connection: sqlalchemy.Connection) -> str | None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: sqlalchemy.Connection) -> None:
    from alembic import command  # noqa: PLC0415 (half a second that only an upgrade is worth)
    from alembic.config import Config  # noqa: PLC0415 (the same)

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

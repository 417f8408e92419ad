"""The codes of the public board pages, and the items that officers enter."""

import secrets
from collections.abc import Mapping
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.postgresql import insert

from infra.db.boards.tables import board_codes, board_entries
from infra.db.engine import connected

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nobody takes one of them for another."""
LENGTH: Final = 10
"""31^10 codes: at a hundred tries a second the first of ten thousand is guessed after some 26 years."""


class Codes:
    """The codes in PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def project(self, code: str) -> str | None:
        """The project of a code."""
        with connected(self._engine) as connection:
            found: str | None = connection.execute(
                select(board_codes.c.project).where(board_codes.c.code == code)
            ).scalar()
        return found

    def code(self, project: str) -> str | None:
        """The code of a project, if it was given one."""
        with connected(self._engine) as connection:
            return _code(connection, project)

    def entries(self, project: str) -> Mapping[str, str]:
        """What officers entered for a project's board, by item."""
        query = select(board_entries.c.item, board_entries.c.value).where(board_entries.c.project == project)
        with connected(self._engine) as connection:
            return {row.item: row.value for row in connection.execute(query)}


def code_of(connection: sqlalchemy.Connection, project: str, **made: object) -> tuple[str, bool]:
    """The project's code, made now where there is none; and whether it is new."""
    row = insert(board_codes).values(project=project, code=_new(), **made).on_conflict_do_nothing()
    made_now: str | None = connection.execute(row.returning(board_codes.c.code)).scalar()
    code = made_now or _code(connection, project)
    assert code is not None  # it was there, or has just been written
    return code, made_now is not None


def write_entries(connection: sqlalchemy.Connection, project: str, values: Mapping[str, str], **by: object) -> None:
    """Replace entered items; an empty value takes one out."""
    for item, value in values.items():
        if value:
            row = insert(board_entries).values(project=project, item=item, value=value, **by)
            kept = {"value": row.excluded.value, **{name: row.excluded[name] for name in by}}
            connection.execute(row.on_conflict_do_update(index_elements=["project", "item"], set_=kept))
        else:
            table = board_entries.c
            connection.execute(delete(board_entries).where(table.project == project, table.item == item))


def _code(connection: sqlalchemy.Connection, project: str) -> str | None:
    found: str | None = connection.execute(select(board_codes.c.code).where(board_codes.c.project == project)).scalar()
    return found


def _new() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))

"""Submissions as files: what kind they are, and their bytes as sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from infra.db.bodies import body
from infra.db.engine import transaction
from infra.vault import Tokens, Vault


@dataclass(frozen=True, slots=True)
class Stored:
    """A submission: its name, the kind of file, the kind of table, and on which sheet it is."""

    submission: int
    name: str
    form: str
    feed: str | None
    sheet: str | None


class ReadingStore:
    """The submissions in PostgreSQL, as files."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def stored(self, submission: int) -> Stored | None:
        """One submission; None where there is none."""
        query = """
            SELECT id, name, coalesce(form, 'jsonl'), feed, sheet
            FROM submissions LEFT JOIN readings ON submission_id = id WHERE id = %s
        """
        with transaction(self._engine) as connection:
            row = connection.execute(query, (submission,)).fetchone()
            return None if row is None else Stored(*row)

    def is_lines(self, submission: int) -> bool:
        """Whether the submission is JSON Lines, whose records are lines."""
        with transaction(self._engine) as connection:
            found = connection.execute("SELECT 1 FROM readings WHERE submission_id = %s", (submission,)).fetchone()
            return found is None

    def tokens(self) -> Tokens:
        """What stands in place of persons' numbers wherever a submission is shown again; keep those that are new."""
        return Vault.of(self._engine).tokens()

    def raw(self, submission: int) -> Iterator[bytes]:
        """The bytes as sent, piece by piece."""
        with transaction(self._engine) as connection:
            yield from body(self._engine, connection, submission)

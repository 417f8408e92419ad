"""Records set aside, as they are listed, shown and marked as sent again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from psycopg import Connection
from sqlalchemy import Engine

from infra.db.bodies import body
from infra.db.engine import transaction

_ROWS: Final = """
    SELECT quarantine.id, submission_id, submissions.name, submissions.received_at, line_no, line_index, source,
        event_id, kind, project, records, reasons, value, state, retried_as,
        superseded_by
    FROM quarantine JOIN submissions ON submissions.id = submission_id
"""
_AT_ONCE: Final = 1_000
_NEWEST: Final = f"""
    WITH RECURSIVE chain (id, next) AS (
        SELECT id, superseded_by FROM quarantine WHERE id = %s
        UNION ALL
        SELECT quarantine.id, superseded_by FROM chain JOIN quarantine ON quarantine.id = next
    )
    {_ROWS} WHERE quarantine.id = (SELECT id FROM chain WHERE next IS NULL)
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, in the words of the door."""

    field: str
    found: str
    expected: str
    expected_zh: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """One row of the quarantine; `value` is JSON, `line_index` the broken line's place in its event, None for all."""

    id: int
    submission_id: int
    submission: str
    received_at: datetime
    line_no: int
    line_index: int | None
    source: str | None
    event_id: str | None
    kind: str | None
    project: str | None
    records: int
    reasons: tuple[Why, ...]
    value: str | None
    state: str
    retried_as: str | None
    superseded_by: int | None
    """The number of the row in which the same was sent again and was wrong again."""


class QuarantineStore:
    """The quarantine in PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self, *, everything: bool, limit: int) -> list[SetAside]:
        """The open rows, or all of them, the newest first."""
        where = "" if everything else " WHERE state = 'open'"
        query = f"{_ROWS}{where} ORDER BY quarantine.id DESC LIMIT %s"
        with transaction(self._engine) as connection:
            return [_set_aside(row) for row in connection.execute(query.encode(), (limit,))]

    def row(self, number: int) -> SetAside | None:
        """One row by its number."""
        with transaction(self._engine) as connection:
            row = connection.execute(f"{_ROWS} WHERE quarantine.id = %s".encode(), (number,)).fetchone()
            return None if row is None else _set_aside(row)

    def newest(self, number: int) -> SetAside | None:
        """The row, or the newest that took its place."""
        with transaction(self._engine) as connection:
            row = connection.execute(_NEWEST.encode(), (number,)).fetchone()
            return None if row is None else _set_aside(row)

    def of_submission(self, submission: int) -> list[SetAside]:
        """The open rows of one submission, in its order."""
        query = f"{_ROWS} WHERE submission_id = %s AND state = 'open' ORDER BY line_no, quarantine.id"
        with transaction(self._engine) as connection:
            return [_set_aside(row) for row in connection.execute(query.encode(), (submission,))]

    def each(self, submission: int, kind: str | None = None) -> Iterator[SetAside]:
        """The same row by row, however many there are; of one kind only if it is named."""
        which = "submission_id = %s AND state = 'open' AND coalesce(kind = %s, %s)"
        query = f"{_ROWS} WHERE {which} ORDER BY line_no, quarantine.id"
        with transaction(self._engine) as connection, connection.cursor(name="aside") as cursor:
            cursor.itersize = _AT_ONCE
            for row in cursor.execute(query.encode(), (submission, kind, kind is None)):
                yield _set_aside(row)

    def line(self, submission: int, line_no: int) -> bytes:
        """The line of a submission, the bytes as sent; line 1 is the first."""
        with transaction(self._engine) as connection:
            for number, line in enumerate(_lines(self._engine, connection, submission), start=1):
                if number == line_no:
                    return line
        raise LookupError(line_no)

    def last_retry(self, row: SetAside) -> str | None:
        """The id of the event in which a line of the same event was sent again last; None if none was."""
        query = """
            SELECT retried_as FROM quarantine
            WHERE submission_id = %s AND line_no = %s AND retried_as IS NOT NULL ORDER BY retry_no DESC LIMIT 1
        """
        with transaction(self._engine) as connection:
            found = connection.execute(query, (row.submission_id, row.line_no)).fetchone()
            return None if found is None else str(found[0])

    def carrier(self, pair: UUID) -> int | None:
        """The submission that carried the event first."""
        with transaction(self._engine) as connection:
            found = connection.execute("SELECT submission_id FROM event_ids WHERE pair = %s", (pair,)).fetchone()
            return None if found is None else int(found[0])


def _set_aside(row: tuple[Any, ...]) -> SetAside:
    told = dict(zip(SetAside.__slots__, row, strict=True))
    return SetAside(**{**told, "reasons": tuple(Why(*why) for why in msgspec.json.decode(told["reasons"]))})


def _lines(engine: Engine, connection: Connection[Any], submission: int) -> Iterator[bytes]:
    """The submission's lines, decompressed part by part."""
    rest = b""
    for piece in body(engine, connection, submission):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest

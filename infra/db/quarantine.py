"""Records set aside, as they are listed, shown and marked as sent again."""

from collections.abc import Iterator, Sequence
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
        event_id, kind, project, records, reasons, value, state, retried_as
    FROM quarantine JOIN submissions ON submissions.id = submission_id
"""


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

    def of_submission(self, submission: int) -> list[SetAside]:
        """The open rows of one submission, in its order."""
        query = f"{_ROWS} WHERE submission_id = %s AND state = 'open' ORDER BY line_no, quarantine.id"
        with transaction(self._engine) as connection:
            return [_set_aside(row) for row in connection.execute(query.encode(), (submission,))]

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

    def tries(self, row: SetAside) -> int:
        """How often the event or a line of it was sent again."""
        query = """
            SELECT coalesce(max(retry_no), 0) FROM quarantine
            WHERE source IS NOT DISTINCT FROM %s AND event_id IS NOT DISTINCT FROM %s
        """
        with transaction(self._engine) as connection:
            found = connection.execute(query, (row.source, row.event_id)).fetchone()
            assert found is not None
            return int(found[0])


def mark_retried(connection: Connection[Any], number: int, event_id: str, retry_no: int) -> bool:
    """Note that the row was sent again as another event; False if somebody did so before."""
    done = connection.execute(
        "UPDATE quarantine SET state = 'retried', retried_as = %s, retry_no = %s WHERE id = %s AND state = 'open'",
        (event_id, retry_no, number),
    )
    return done.rowcount == 1


def mark_repaired(connection: Connection[Any], repairs: Sequence[tuple[int, str, str]]) -> None:
    """Note which rows were repaired by which event: (number, source, event id). Only who sent a row repairs it."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE quarantine SET state = 'retried', retried_as = %s, retry_no = 1"
            " WHERE id = %s AND source = %s AND state = 'open' AND line_index IS NULL",
            [(event_id, number, source) for number, source, event_id in repairs],
        )


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

"""Rows of the quarantine that were sent again: which wait, which one repairs them, which one takes their place."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from psycopg import Connection

_FOUND: Final = """
    quarantine.id, source, kind, line_index, submission_id, line_no, client_deliveries.client
    FROM quarantine LEFT JOIN client_deliveries USING (submission_id)
"""
_NEWEST: Final = f"""
    WITH RECURSIVE chain (said, newest) AS (
        SELECT id, id FROM quarantine WHERE id = ANY(%(numbers)s)
        UNION ALL
        SELECT said, superseded_by FROM chain JOIN quarantine ON quarantine.id = newest
        WHERE superseded_by IS NOT NULL
    )
    SELECT chain.said, {_FOUND} JOIN chain ON newest = quarantine.id
    WHERE quarantine.state = 'open' AND submission_id <> %(submission)s ORDER BY quarantine.id FOR UPDATE OF quarantine
"""  # noqa: S608 (constants)
_SHEET: Final = f"""
    SELECT {_FOUND} WHERE submission_id = %s AND line_no = %s AND quarantine.state = 'open'
    ORDER BY quarantine.id FOR UPDATE OF quarantine
"""
_REPAIRED: Final = """
    UPDATE quarantine SET state = 'retried', retried_as = said.event, retry_no = 1 + (
        SELECT coalesce(max(tried.retry_no), 0) FROM quarantine AS tried
        WHERE tried.submission_id = quarantine.submission_id AND tried.line_no = quarantine.line_no
    )
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS said (id, source, event)
    WHERE quarantine.id = said.id AND NOT EXISTS (
        SELECT FROM quarantine AS itself
        WHERE itself.event_id = said.event AND itself.source = said.source AND itself.submission_id <> %s
    )
"""
_SUPERSEDED: Final = """
    UPDATE quarantine SET state = 'superseded', superseded_by = newer.id
    FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS said (id, line_no, line_index), quarantine AS newer
    WHERE quarantine.id = said.id AND newer.submission_id = %s AND newer.line_no = said.line_no
        AND newer.line_index IS NOT DISTINCT FROM said.line_index
"""


class Waiting(NamedTuple):
    """A row that waits for repair: who told it, and where it stands; `client` is None where no client delivered it."""

    id: int
    source: str | None
    kind: str | None
    line_index: int | None
    submission: int
    line_no: int
    client: str | None


class Repairs:
    """What one submission does to the rows that waited before it, within its transaction."""

    def __init__(self, connection: Connection[Any], submission: int) -> None:
        self._connection = connection
        self._submission = submission

    def waiting(self, numbers: Sequence[int]) -> dict[int, Waiting]:
        """By each number the row that waits now: itself, or the newest that took its place. They are locked."""
        given = {"numbers": list(numbers), "submission": self._submission}
        rows = self._connection.execute(_NEWEST.encode(), given).fetchall()
        return {said: Waiting(*found) for said, *found in rows}

    def of_event(self, row: Waiting) -> list[Waiting]:
        """All waiting lines of the same event."""
        rows = self._connection.execute(_SHEET.encode(), (row.submission, row.line_no)).fetchall()
        return [Waiting(*found) for found in rows]

    def repaired(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Write by which event each was repaired: (number, source, id).

        An event whose name was set aside before is a duplicate of what is still wrong, and repairs nothing.
        """
        if rows:
            self._connection.execute(_REPAIRED, (*_columns(rows), self._submission))

    def superseded(self, rows: Sequence[tuple[int, int, int | None]]) -> None:
        """Write which row of this submission takes the place of each: (number, line, index in its event)."""
        if rows:
            self._connection.execute(_SUPERSEDED, (*_columns(rows), self._submission))


def was_repaired(connection: Connection[Any], number: int, event_id: str) -> bool:
    """Whether the row was repaired by that event."""
    query = "SELECT 1 FROM quarantine WHERE id = %s AND state = 'retried' AND retried_as = %s"
    return connection.execute(query, (number, event_id)).fetchone() is not None


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return list(map(list, zip(*rows, strict=True)))

"""What a client may read back: its quarantined rows, the reasons and figures of a month, its statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Engine

from infra.db.engine import transaction
from schemas.frame import COMMONS, decoded

_MOST_REASONS: Final = 20_000


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A quarantined record of a client's delivery."""

    id: int
    submission: str
    name: str
    received_at: datetime
    line_no: int
    line_index: int | None
    source: str | None
    event_id: str | None
    kind: str | None
    project: str | None
    records: int
    reasons: tuple[tuple[str, str, str, str], ...]
    state: str
    repaired_by: str | None
    superseded_by: int | None
    """The row in which it was sent again and was wrong again."""
    superseded_in: str | None
    """The delivery of that row."""
    supersedes: tuple[int, ...]
    """The rows whose place it took."""


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of a client's deliveries in a month: records by what became of them, and days with a delivery.

    What was sent again and was wrong again counts once, as it came first; `wrong_again` says how many that were.
    """

    received: int
    accepted: int
    duplicate: int
    quarantined: int
    wrong_again: int
    days: int
    last_at: datetime | None


_COLUMNS: Final = b"""
    SELECT quarantine.id, client_deliveries.id, client_deliveries.name, begun_at, line_no, line_index, source, event_id,
        kind, project, records, reasons, quarantine.state, retried_as, superseded_by,
        (SELECT next.id FROM quarantine AS newer JOIN client_deliveries AS next USING (submission_id)
            WHERE newer.id = quarantine.superseded_by AND next.client = client_deliveries.client),
        ARRAY(SELECT older.id FROM quarantine AS older WHERE older.superseded_by = quarantine.id ORDER BY older.id)
    FROM quarantine JOIN client_deliveries USING (submission_id)
"""
_ROWS: Final = (
    _COLUMNS
    + b"""
    WHERE client = %(client)s AND (%(all)s OR quarantine.state = 'open') AND quarantine.id < %(before)s
        AND (%(submission)s::text IS NULL OR client_deliveries.id = %(submission)s)
    ORDER BY quarantine.id DESC LIMIT %(limit)s
"""
)
_OF_ONE: Final = (
    _COLUMNS + b"    WHERE client = %s AND client_deliveries.id = %s ORDER BY line_no, quarantine.id LIMIT %s"
)
_OPEN: Final = b"""
    SELECT client_deliveries.id, count(*) FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND quarantine.state = 'open' GROUP BY client_deliveries.id
"""
_SENT_AGAIN: Final = (
    _COLUMNS + b"    WHERE client = %s AND quarantine.state <> 'open' ORDER BY quarantine.id DESC LIMIT %s"
)
_NUMBERED: Final = _COLUMNS + b"    WHERE client = %s AND quarantine.id = ANY(%s) ORDER BY quarantine.id"
_CARRIERS: Final = b"""
    SELECT pair, client_deliveries.id FROM event_ids JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND pair = ANY(%s::uuid[])
"""
_MONTHS: Final = b"""
    SELECT DISTINCT date_trunc('month', begun_at AT TIME ZONE 'Asia/Shanghai')::date AS first FROM client_deliveries
    WHERE client = %s AND submission_id IS NOT NULL ORDER BY first DESC LIMIT %s
"""
_MONTH: Final = b"""
    WITH came AS (
        SELECT submissions.* FROM submissions JOIN client_deliveries ON submission_id = submissions.id
        WHERE client = %s AND received_at >= %s AND received_at < %s
    ), again AS (
        SELECT coalesce(sum(records), 0)::bigint AS records FROM quarantine JOIN came ON submission_id = came.id
        WHERE EXISTS (SELECT FROM quarantine AS older WHERE older.superseded_by = quarantine.id)
    )
    SELECT coalesce(sum(received), 0)::bigint - again.records, coalesce(sum(accepted), 0)::bigint,
        coalesce(sum(duplicate), 0)::bigint, coalesce(sum(quarantined), 0)::bigint - again.records, again.records,
        count(DISTINCT (received_at AT TIME ZONE 'Asia/Shanghai')::date), max(received_at)
    FROM again LEFT JOIN came ON true GROUP BY again.records
"""
_REASONS: Final = b"""
    SELECT reasons, records FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND begun_at >= %s AND begun_at < %s
        AND NOT EXISTS (SELECT FROM quarantine AS older WHERE older.superseded_by = quarantine.id) LIMIT %s
"""


class Own:
    """A client's own data in PostgreSQL; every question names the client."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def quarantined(
        self, client: str, *, before: int, limit: int, everything: bool = False, submission: str | None = None
    ) -> list[OwnRow]:
        """The client's rows set aside, the newest first, with numbers below `before`."""
        given = {"client": client, "all": everything, "before": before, "submission": submission, "limit": limit}
        return self._rows(_ROWS, given)

    def _rows(self, query: bytes, given: Mapping[str, Any] | Sequence[Any]) -> list[OwnRow]:
        with transaction(self._engine) as connection:
            return [_own_row(row) for row in connection.execute(query, given)]

    def set_aside(self, client: str, delivery: str, limit: int) -> list[OwnRow]:
        """The rows of one delivery that are or were set aside, in its order."""
        return self._rows(_OF_ONE, (client, delivery, limit))

    def sent_again(self, client: str, limit: int) -> list[OwnRow]:
        """The client's rows that were sent again, repaired or wrong again, the newest first."""
        return self._rows(_SENT_AGAIN, (client, limit))

    def numbered(self, client: str, numbers: Sequence[int]) -> list[OwnRow]:
        """The client's rows of some numbers."""
        return self._rows(_NUMBERED, (client, list(numbers))) if numbers else []

    def waiting(self, client: str) -> dict[str, int]:
        """How many rows of each delivery wait for repair; deliveries without any are missing."""
        with transaction(self._engine) as connection:
            return dict(connection.execute(_OPEN, (client,)).fetchall())

    def carriers(self, client: str, pairs: Sequence[bytes]) -> dict[bytes, str]:
        """In which of the client's deliveries each event came first, by the digest of its source and id."""
        with transaction(self._engine) as connection:
            found = connection.execute(_CARRIERS, (client, [UUID(bytes=pair) for pair in pairs])).fetchall()
        return {pair.bytes: delivery for pair, delivery in found}

    def months(self, client: str, limit: int) -> list[date]:
        """The first days of the months in which the client delivered something, the newest first."""
        with transaction(self._engine) as connection:
            return [row[0] for row in connection.execute(_MONTHS, (client, limit))]

    def month(self, client: str, begin: datetime, end: datetime) -> Month:
        """What came in a span of time."""
        with transaction(self._engine) as connection:
            row = connection.execute(_MONTH, (client, begin, end)).fetchone()
        assert row is not None  # a sum has one row
        return Month(*row)

    def reasons(self, client: str, begin: datetime, end: datetime) -> list[tuple[str, str, str, int]]:
        """Why rows were set aside first: field, what was expected in English and Chinese, how often, most first."""
        count: Counter[tuple[str, str, str]] = Counter()
        with transaction(self._engine) as connection:
            for told, records in connection.execute(_REASONS, (client, begin, end, _MOST_REASONS)):
                for field, _, en, zh in msgspec.json.decode(told):
                    count[_general(field), en, zh] += records
        return [(*key, number) for key, number in count.most_common(20)]

    def statements(self, bank: str) -> list[tuple[datetime, date]]:
        """The bank's statements of completeness: when each came, and up to which day, in order of arrival."""
        query = "SELECT received_at, body FROM journal WHERE route_key = %s AND project = %s ORDER BY seq"
        with transaction(self._engine) as connection:
            rows = connection.execute(query, (f"bank/{bank}", COMMONS), binary=True).fetchall()
        return [(at, date.fromisoformat(decoded(body).data["complete_until"])) for at, body in rows]


def _own_row(row: tuple[Any, ...]) -> OwnRow:
    told = dict(zip(OwnRow.__slots__, row, strict=True))
    reasons = tuple(map(tuple, msgspec.json.decode(told["reasons"])))
    return OwnRow(**{**told, "reasons": reasons, "supersedes": tuple(told["supersedes"])})


def _general(field: str) -> str:
    """`data.lines[3].status` as `data.lines[].status`."""
    return "".join(part if index == 0 else "[" + part[part.index("]") :] for index, part in enumerate(field.split("[")))

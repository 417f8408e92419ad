"""What a client may read back: its quarantined rows, the reasons of a month, its statements, versions of a record."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Engine

from infra.db.engine import transaction
from schemas.frame import COMMONS, Frame, decoded

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


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of a client's deliveries in a month: records by what became of them, and days with a delivery."""

    received: int
    accepted: int
    duplicate: int
    quarantined: int
    days: int
    last_at: datetime | None


_ROWS: Final = b"""
    SELECT quarantine.id, client_deliveries.id, client_deliveries.name, begun_at, line_no, line_index, source, event_id,
        kind, project, records, reasons, quarantine.state, retried_as
    FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %(client)s AND (%(all)s OR quarantine.state = 'open') AND quarantine.id < %(before)s
        AND (%(submission)s::text IS NULL OR client_deliveries.id = %(submission)s)
    ORDER BY quarantine.id DESC LIMIT %(limit)s
"""
_OF_ONE: Final = (
    _ROWS.partition(b"FROM")[0]
    + b"""
    FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND client_deliveries.id = %s ORDER BY line_no, quarantine.id LIMIT %s
"""
)
_OPEN: Final = b"""
    SELECT client_deliveries.id, count(*) FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND quarantine.state = 'open' GROUP BY client_deliveries.id
"""
_REPAIRED: Final = (
    _ROWS.partition(b"FROM")[0]
    + b"""
    FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND quarantine.state = 'retried' ORDER BY quarantine.id DESC LIMIT %s
"""
)
_CARRIERS: Final = b"""
    SELECT pair, client_deliveries.id FROM event_ids JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND pair = ANY(%s::uuid[])
"""
_MONTHS: Final = b"""
    SELECT DISTINCT date_trunc('month', begun_at AT TIME ZONE 'Asia/Shanghai')::date AS first FROM client_deliveries
    WHERE client = %s AND submission_id IS NOT NULL ORDER BY first DESC LIMIT %s
"""
_MONTH: Final = b"""
    SELECT coalesce(sum(received), 0)::bigint, coalesce(sum(accepted), 0)::bigint, coalesce(sum(duplicate), 0)::bigint,
        coalesce(sum(quarantined), 0)::bigint, count(DISTINCT (received_at AT TIME ZONE 'Asia/Shanghai')::date),
        max(received_at)
    FROM submissions JOIN client_deliveries ON submission_id = submissions.id
    WHERE client = %s AND received_at >= %s AND received_at < %s
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

    def repaired(self, client: str, limit: int) -> list[OwnRow]:
        """The client's rows that were sent again, the newest first."""
        return self._rows(_REPAIRED, (client, limit))

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
        """Why rows were set aside: field, what was expected in English and Chinese, and how often, most first."""
        query = (
            "SELECT reasons, records FROM quarantine JOIN client_deliveries USING (submission_id)"
            " WHERE client = %s AND begun_at >= %s AND begun_at < %s LIMIT %s"
        )
        count: Counter[tuple[str, str, str]] = Counter()
        with transaction(self._engine) as connection:
            for told, records in connection.execute(query, (client, begin, end, _MOST_REASONS)):
                for field, _, en, zh in msgspec.json.decode(told):
                    count[_general(field), en, zh] += records
        return [(*key, number) for key, number in count.most_common(20)]

    def statements(self, bank: str) -> list[tuple[datetime, date]]:
        """The bank's statements of completeness: when each came, and up to which day, in order of arrival."""
        query = "SELECT received_at, body FROM journal WHERE route_key = %s AND project = %s ORDER BY seq"
        with transaction(self._engine) as connection:
            rows = connection.execute(query, (f"bank/{bank}", COMMONS), binary=True).fetchall()
        return [(at, date.fromisoformat(decoded(body).data["complete_until"])) for at, body in rows]

    def versions(
        self, project: str, kind: str, same: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[datetime, int, Frame]]:
        """The accepted events of a kind that carry the same names, in order: when received, number, event."""
        query = "SELECT received_at, seq, body FROM journal WHERE project = %s AND kind = %s ORDER BY seq"
        with transaction(self._engine) as connection:
            for at, seq, body in connection.execute(query, (project, kind), binary=True):
                frame = decoded(body)
                if _carries(frame.data, same):
                    yield at, seq, frame


def _own_row(row: tuple[Any, ...]) -> OwnRow:
    told = dict(zip(OwnRow.__slots__, row, strict=True))
    return OwnRow(**{**told, "reasons": tuple(map(tuple, msgspec.json.decode(told["reasons"])))})


def _carries(data: dict[str, Any], same: Sequence[tuple[str, str]]) -> bool:
    lines: Any = data.get("lines", ())
    places = [data, *(line for line in lines if isinstance(line, dict))]
    return all(any(str(place.get(name)) == value for place in places) for name, value in same)


def _general(field: str) -> str:
    """`data.lines[3].status` as `data.lines[].status`."""
    return "".join(part if index == 0 else "[" + part[part.index("]") :] for index, part in enumerate(field.split("[")))

"""The running system's day: ticks are journal entries, one per project and day, written once by whoever comes first."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import Engine

from infra.clock import SHANGHAI
from infra.db.acceptance import Acceptance, Head, JournalRow
from infra.db.engine import transaction
from infra.db.locks import Lock
from schemas.frame import COMMONS, TICKED, Frame, encoded

_BATCH: Final = 10_000


class ClockStore:
    """The clock row and the ticks that move it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def today(self) -> date | None:
        """The day of the last tick; None before the first."""
        with transaction(self._engine) as connection:
            return _day(connection)

    def tick_to(self, day: date) -> list[date]:
        """Write the ticks of every day that is missing up to `day`, in order; return those days.

        The first tick ever is `day` alone. One transaction, and one at a time however many try: the others find
        nothing left to do.
        """
        with transaction(self._engine) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (int(Lock.CLOCK),))
            days = list(_missing(_day(connection), day))
            if days:
                _write(connection, days)
            return days


def tick_again(connection: Connection[Any]) -> None:
    """Tick the present day once more for every project, in the caller's transaction: each is judged anew.

    Before the first tick there is nothing to judge and nothing is written.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (int(Lock.CLOCK),))
    day = _day(connection)
    if day is not None:
        _write(connection, [day])


def tick_row(project: str, head: Head, day: date) -> JournalRow:
    """The next frame of the project: from here on it is `day`. Moves the head."""
    head.seq += 1
    body = encoded(Frame(project=project, seq=head.seq, kind=TICKED, on=day))
    began = datetime.combine(day, time(), SHANGHAI)
    return JournalRow(project, head.seq, TICKED, day, began, None, None, 0, head.records, None, body)


def _day(connection: Connection[Any]) -> date | None:
    row = connection.execute("SELECT day FROM clock").fetchone()
    return row[0] if row else None


def _missing(last: date | None, day: date) -> Iterator[date]:
    following = day if last is None else last + timedelta(days=1)
    while following <= day:
        yield following
        following += timedelta(days=1)


def _write(connection: Connection[Any], days: list[date]) -> None:
    tables = Acceptance(connection)
    known = [project for (project,) in connection.execute("SELECT project FROM heads WHERE seq > 0")]
    heads = tables.heads({COMMONS, *known})
    rows: list[JournalRow] = []
    for day in days:
        rows.extend(tick_row(project, head, day) for project, head in heads.items())
        if len(rows) > _BATCH:
            tables.append(rows)
            rows.clear()
    tables.append(rows)
    tables.save_heads(heads)
    connection.execute(
        "INSERT INTO clock (id, day) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET day = excluded.day", (days[-1],)
    )
    connection.execute("SELECT pg_notify('wagewatch_relay', '')")

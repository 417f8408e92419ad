"""The outbox of decisions: each is sent to its bank until the bank takes it, one process at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, delete, exists, select, text
from sqlalchemy.dialects.postgresql import insert

from infra.db.engine import connected
from infra.db.gate.tables import gate_callbacks, gate_listeners

LEASE: Final = timedelta(minutes=2)
_CLAIM: Final = text("""
    UPDATE gate_callbacks SET claimed_until = :until, attempts = attempts + 1
    FROM gate_listeners
    WHERE gate_listeners.client = gate_callbacks.client AND gate_callbacks.id = (
        SELECT waiting.id FROM gate_callbacks AS waiting JOIN gate_listeners USING (client)
        WHERE waiting.state = 'waiting' AND waiting.next_at <= :now
            AND (waiting.claimed_until IS NULL OR waiting.claimed_until <= :now)
        ORDER BY waiting.next_at, waiting.id LIMIT 1 FOR UPDATE OF waiting SKIP LOCKED
    )
    RETURNING gate_callbacks.id, gate_callbacks.case_no, gate_callbacks.body, gate_callbacks.attempts,
        gate_listeners.sealed
""")
_MARK: Final = text("""
    UPDATE gate_callbacks SET state = :state, sent_at = :sent_at, next_at = :next_at, error = :error,
        claimed_until = NULL
    WHERE id = :id AND state = 'waiting'
""")


@dataclass(frozen=True, slots=True)
class Callback:
    """A decision to be sent now. `attempt` counts from 1."""

    id: int
    case: str
    body: str
    attempt: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one: `state` is waiting, sent or failed."""

    state: str
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    error: str | None


class Callbacks:
    """Callbacks that are due. Instants are arguments."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, now: datetime) -> Callback | None:
        """One that is due and whose bank has said where; nobody else gets it until the lease ends."""
        with connected(self._engine) as connection:
            row = connection.execute(_CLAIM, {"now": now, "until": now + LEASE}).one_or_none()
        return None if row is None else Callback(row.id, row.case_no, row.body, row.attempts, bytes(row.sealed))

    def sent(self, callback: Callback, now: datetime) -> None:
        """The bank has it."""
        self._mark(callback, "sent", sent_at=now, next_at=now, error=None)

    def again(self, callback: Callback, at: datetime, error: str) -> None:
        """Not yet."""
        self._mark(callback, "waiting", sent_at=None, next_at=at, error=error)

    def failed(self, callback: Callback, now: datetime, error: str) -> None:
        """Given up: the bank still learns it by asking."""
        self._mark(callback, "failed", sent_at=None, next_at=now, error=error)

    def of(self, case: str) -> list[Told]:
        """What became of the callbacks of a case, in order; none that waits for a bank which never said where."""
        columns = gate_callbacks.c
        wanted = select(columns.state, columns.attempts, columns.next_at, columns.sent_at, columns.error)
        listening = (columns.state != "waiting") | exists().where(gate_listeners.c.client == columns.client)
        query = wanted.where(columns.case_no == case, listening).order_by(columns.id)
        with connected(self._engine) as connection:
            return [Told(*row) for row in connection.execute(query)]

    def _mark(
        self, callback: Callback, state: str, *, sent_at: datetime | None, next_at: datetime, error: str | None
    ) -> None:
        given = {"id": callback.id, "state": state, "sent_at": sent_at, "next_at": next_at, "error": error}
        with connected(self._engine) as connection:
            connection.execute(_MARK, given)


def listen(connection: sqlalchemy.Connection, client: str, sealed: bytes, shown: str) -> None:
    """Send the client's decisions to this address from now on."""
    row = insert(gate_listeners).values(client=client, sealed=sealed, shown=shown)
    changed = {"sealed": sealed, "shown": shown}
    connection.execute(row.on_conflict_do_update(index_elements=["client"], set_=changed))


def forget(connection: sqlalchemy.Connection, client: str) -> None:
    """Send the client nothing any more; what waits stays, should it say where again."""
    connection.execute(delete(gate_listeners).where(gate_listeners.c.client == client))

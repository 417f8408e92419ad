"""Deliveries by their client and key: one request is carried out once, however often it is sent.

A run that ended without a word (its process was killed) loses its right to write by being taken over: whoever
finishes must still be the row's `run`, in the transaction that accepts what was delivered.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from psycopg import Connection
from psycopg.rows import dict_row
from sqlalchemy import Engine, func, literal, select, tuple_, update

from infra import clock
from infra.db.door.tables import deliveries
from infra.db.engine import connected, statements

RUNNING: Final = ("waiting", "reading")
_TABLE: Final = deliveries.c
_NOTHING_YET: Final[dict[str, Any]] = {
    "rows": 0, "finished_at": None, "submission_id": None, "receipt": None, "problem": None,
}  # fmt: skip


_BEGUN: Final = """
    INSERT INTO client_deliveries
        (id, client, key, run, digest, name, channel, said, size, state, begun_at, beat_at)
    SELECT %(id)s, %(client)s, %(key)s, %(run)s, %(digest)s, %(name)s, %(channel)s, %(said)s, %(size)s, %(state)s,
        %(begun_at)s, %(beat_at)s
    FROM (SELECT set_config('synchronous_commit', 'off', true)) AS manner
    ON CONFLICT (client, key) DO NOTHING RETURNING id
"""


class TakenOverError(Exception):
    """Somebody else finishes the delivery: this run must not write."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to accept something: by whom, under which key, and what it says beside the bytes."""

    client: str
    key: str
    digest: str
    name: str
    channel: str
    said: Mapping[str, Any]
    size: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a client."""

    id: str
    client: str
    key: str
    run: str
    digest: str
    name: str
    channel: str
    said: str
    size: int
    state: str
    rows: int
    begun_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    submission_id: int | None
    receipt: str | None
    problem: str | None

    @property
    def running(self) -> bool:
        """Whether it is still being carried out."""
        return self.state in RUNNING


@dataclass(frozen=True, slots=True)
class Begun:
    """The request is this run's to carry out."""

    delivery: str
    run: str
    told: Delivery
    """The delivery as it stood then."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The key was used before. `same` is whether it was for the same request; then its delivery has the answer."""

    delivery: Delivery
    same: bool


class Deliveries:
    """The deliveries in PostgreSQL."""

    def __init__(self, engine: Engine, lease: timedelta = timedelta(seconds=15)) -> None:
        self._engine = engine
        self._lease = lease

    def begin(self, asked: Asked) -> Begun | Taken:
        """Take the key for this request, or say what became of it.

        Everybody sees that it is taken; it is on the disk with the next commit, at the latest with the answer's, or
        once it is `settled`.
        """
        run, now = uuid4().hex, clock.now()
        row: dict[str, Any] = {
            "id": f"d{uuid4().hex}", "client": asked.client, "key": asked.key, "run": run, "digest": asked.digest,
            "name": asked.name, "channel": asked.channel, "said": json.dumps(dict(asked.said), sort_keys=True),
            "size": asked.size, "state": "waiting", "begun_at": now, "beat_at": now,
        }  # fmt: skip
        with statements(self._engine) as connection:
            if connection.execute(_BEGUN, row).fetchone() is not None:
                return Begun(row["id"], run, Delivery(**_NOTHING_YET, **row))
        with connected(self._engine) as connection:
            where = (_TABLE.client == asked.client, _TABLE.key == asked.key)
            found = _delivery(connection.execute(select(deliveries).where(*where).with_for_update()).one())
            same = found.digest == asked.digest
            if not same or not self._is_over(found, now):
                return Taken(found, same)
            again: dict[str, Any] = {
                "run": run,
                "state": "waiting",
                "beat_at": now,
                "rows": 0,
                "problem": None,
                "finished_at": None,
            }
            connection.execute(update(deliveries).where(_TABLE.id == found.id).values(again))
            return Begun(found.id, run, replace(found, **again))

    def _is_over(self, found: Delivery, now: datetime) -> bool:
        """Whether the run failed or died, so that the key is usable again."""
        return found.state == "failed" or (found.running and found.beat_at < now - self._lease)

    def of(self, client: str, number: str) -> Delivery | None:
        """A client's delivery; None also for another client's."""
        query = select(deliveries).where(_TABLE.id == number, _TABLE.client == client)
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _delivery(row)

    def of_key(self, client: str, key: str) -> Delivery | None:
        """A client's delivery by its Idempotency-Key."""
        query = select(deliveries).where(_TABLE.key == key, _TABLE.client == client)
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _delivery(row)

    def of_submission(self, client: str, submission: int) -> Delivery | None:
        """The client's delivery that became the submission."""
        query = select(deliveries).where(_TABLE.submission_id == submission, _TABLE.client == client)
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _delivery(row)

    def listed(self, client: str, before: tuple[datetime, str] | None = None, limit: int = 50) -> list[Delivery]:
        """A client's deliveries, the newest first."""
        query = select(deliveries).where(_TABLE.client == client)
        if before is not None:
            query = query.where(tuple_(_TABLE.begun_at, _TABLE.id) < tuple_(literal(before[0]), literal(before[1])))
        query = query.order_by(_TABLE.begun_at.desc(), _TABLE.id.desc()).limit(limit)
        with connected(self._engine) as connection:
            return [_delivery(row) for row in connection.execute(query)]

    def settled(self, client: str, key: str) -> Delivery:
        """The client's delivery by its Idempotency-Key, on the disk from now on: before anybody is told that it runs.

        Raises:
            LookupError: it was never begun.
        """
        mine = (_TABLE.client == client, _TABLE.key == key)
        with connected(self._engine) as connection:
            # only a transaction that writes waits for the disk, and with its own it waits for all before
            connection.execute(update(deliveries).where(*mine).values(client=client))
            row = connection.execute(select(deliveries).where(*mine)).one_or_none()
        if row is None:
            raise LookupError(key)
        return _delivery(row)

    def beat(self, runs: Mapping[str, int]) -> None:
        """Say that runs are alive, and how many rows each has read."""
        with connected(self._engine) as connection:
            for run, rows in runs.items():
                alive = (_TABLE.run == run, _TABLE.state.in_(RUNNING))
                connection.execute(
                    update(deliveries).where(*alive).values(beat_at=clock.now(), rows=rows, state="reading")
                )

    def ended(self, begun: Begun, state: str, problem: Mapping[str, Any] | None) -> None:
        """Write that a run accepted nothing: `refused` (and would be again) or `failed` (and may be tried again)."""
        mine = (_TABLE.id == begun.delivery, _TABLE.run == begun.run, _TABLE.state.in_(RUNNING))
        told = {"state": state, "problem": None if problem is None else json.dumps(problem)}
        with connected(self._engine) as connection:
            connection.execute(update(deliveries).where(*mine).values(finished_at=clock.now(), **told))

    def abandoned(self, now: datetime) -> list[Delivery]:
        """The running deliveries of which nobody has given a sign of life for a while."""
        query = select(deliveries).where(_TABLE.state.in_(RUNNING), _TABLE.beat_at < now - self._lease)
        with connected(self._engine) as connection:
            return [_delivery(row) for row in connection.execute(query.limit(100))]

    def adopt(self, delivery: Delivery) -> Begun | None:
        """Take over an abandoned delivery; None if somebody else was first."""
        run = uuid4().hex
        mine = (_TABLE.id == delivery.id, _TABLE.run == delivery.run, _TABLE.state.in_(RUNNING))
        with connected(self._engine) as connection:
            done = connection.execute(update(deliveries).where(*mine).values(run=run, beat_at=clock.now()))
        return Begun(delivery.id, run, replace(delivery, run=run)) if done.rowcount == 1 else None

    def clients_of(self, submissions: Sequence[int]) -> dict[int, str]:
        """Who delivered which submission; those that came another way are missing."""
        query = select(_TABLE.submission_id, _TABLE.client).where(_TABLE.submission_id.in_(submissions))
        with connected(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def running(self, client: str) -> int:
        """How many of a client's deliveries are being carried out."""
        query = select(func.count()).where(_TABLE.client == client, _TABLE.state.in_(RUNNING))
        with connected(self._engine) as connection:
            return connection.execute(query).scalar_one()


def finish(connection: Connection[Any], begun: Begun, submission: int, receipt: str, rows: int) -> Delivery:
    """Write the answer in the transaction that accepts the delivery; return the delivery as it stands then.

    Raises:
        TakenOverError: the delivery is somebody else's by now; the transaction must not commit.
    """
    done = connection.cursor(row_factory=dict_row).execute(
        "UPDATE client_deliveries SET state = 'done', submission_id = %s, receipt = %s, rows = %s, finished_at = now()"
        " WHERE id = %s AND run = %s AND state IN ('waiting', 'reading') RETURNING *",
        (submission, receipt, rows, begun.delivery, begun.run),
    )
    row = done.fetchone()
    if row is None:
        raise TakenOverError(begun.delivery)
    return Delivery(**row)


def _delivery(row: Any) -> Delivery:
    return Delivery(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)


__all__ = ["Asked", "Begun", "Deliveries", "Delivery", "Taken", "TakenOverError", "finish"]

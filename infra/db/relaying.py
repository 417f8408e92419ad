"""What the relay reads and writes: frames and messages not yet published, and what the broker acknowledged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from psycopg import Connection
from sqlalchemy import Engine

from infra.db.engine import transaction

_BACKLOG: Final = """
    WITH behind AS (
        SELECT heads.project, coalesce(relayed.seq, 0) AS seq, heads.seq - coalesce(relayed.seq, 0) AS missing
        FROM heads LEFT JOIN relayed USING (project)
        WHERE heads.seq > coalesce(relayed.seq, 0)
        ORDER BY missing, heads.project LIMIT 128
    ), frames AS (
        SELECT behind.missing, frame.*, sum(octet_length(frame.body)) OVER (
            ORDER BY behind.missing, frame.project, frame.seq ROWS UNBOUNDED PRECEDING
        ) - octet_length(frame.body) AS before
        FROM behind CROSS JOIN LATERAL (
            SELECT project, seq, body FROM journal
            WHERE journal.project = behind.project AND journal.seq > behind.seq ORDER BY journal.seq LIMIT 32
        ) AS frame
    )
    SELECT project, seq, body FROM frames WHERE before < 16777216 ORDER BY missing, project, seq
"""
_MARK: Final = """
    INSERT INTO relayed (project, seq) SELECT * FROM unnest(%s::text[], %s::bigint[]) AS row
    ON CONFLICT (project) DO UPDATE SET seq = excluded.seq
"""
_ACKNOWLEDGED: Final = """
    INSERT INTO broker_offsets (topic, partition, cluster_id, acknowledged) VALUES (%s, %s, %s, %s)
    ON CONFLICT (topic, partition)
    DO UPDATE SET cluster_id = excluded.cluster_id, acknowledged = excluded.acknowledged
"""
_LAGGING: Final = """
    SELECT relayed.project, relayed.seq, coalesce(ledgers.seq, 0)
    FROM relayed LEFT JOIN ledgers USING (project) WHERE relayed.seq > coalesce(ledgers.seq, 0)
"""
_FRAME: Final = """
    SELECT project, seq, body FROM journal JOIN unnest(%s::text[], %s::bigint[]) AS row (project, seq)
    USING (project, seq)
"""


class Place(NamedTuple):
    """A partition of a topic."""

    topic: str
    partition: int


class Unpublished(NamedTuple):
    """A frame that the broker has not acknowledged."""

    project: str
    seq: int
    body: bytes


class Outgoing(NamedTuple):
    """A message of the outbox; `topic` is without the deployment's prefix."""

    id: int
    topic: str
    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class BrokerMemory:
    """What a broker once acknowledged: of which cluster it was, and by place an offset that its end cannot be below."""

    cluster_ids: frozenset[str]
    acknowledged: Mapping[Place, int]


class RelayStore:
    """The relay's side of the journal and of the outbox. One relay at a time uses it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def backlog(self) -> list[Unpublished]:
        """The next frames to publish, in order per project, some of every project, those with the fewest first."""
        with transaction(self._engine) as connection:
            return [Unpublished(*row) for row in connection.execute(_BACKLOG, binary=True)]

    def outbox(self) -> list[Outgoing]:
        """The next messages to publish, in order."""
        with transaction(self._engine) as connection:
            rows = connection.execute("SELECT id, topic, key, value FROM outbox ORDER BY id LIMIT 1000", binary=True)
            return [Outgoing(*row) for row in rows]

    def published(self, frames: Mapping[str, int], outgoing: Sequence[int], broker: BrokerMemory) -> None:
        """Write down what the broker acknowledged: frames up to a number per project, messages by id."""
        with transaction(self._engine) as connection:
            if frames:
                connection.execute(_MARK, (list(frames), list(frames.values())))
            if outgoing:
                connection.execute("DELETE FROM outbox WHERE id = ANY(%s)", (list(outgoing),))
            _remember(connection, broker)

    def memory(self) -> BrokerMemory:
        """What the brokers acknowledged so far."""
        with transaction(self._engine) as connection:
            query = "SELECT topic, partition, cluster_id, acknowledged FROM broker_offsets"
            rows = connection.execute(query).fetchall()
        places = {Place(topic, partition): offset for topic, partition, _, offset in rows}
        return BrokerMemory(frozenset(cluster for _, _, cluster, _ in rows), places)

    def forget(self) -> int:
        """The broker forgot: every frame that no ledger has applied is to be published again; return how many."""
        with transaction(self._engine) as connection:
            lagging = connection.execute(_LAGGING).fetchall()
            if lagging:
                connection.execute(_MARK, ([p for p, _, _ in lagging], [applied for _, _, applied in lagging]))
            connection.execute("DELETE FROM broker_offsets")
        return sum(published - applied for _, published, applied in lagging)

    def lagging(self) -> dict[str, tuple[int, int]]:
        """(published, applied) of the projects whose ledger has not applied what was published."""
        with transaction(self._engine) as connection:
            return {project: (published, applied) for project, published, applied in connection.execute(_LAGGING)}

    def frames(self, numbers: Mapping[str, int]) -> list[Unpublished]:
        """One frame of each project, by number."""
        with transaction(self._engine) as connection:
            rows = connection.execute(_FRAME, (list(numbers), list(numbers.values())), binary=True)
            return [Unpublished(*row) for row in rows]


def _remember(connection: Connection[Any], broker: BrokerMemory) -> None:
    (cluster,) = broker.cluster_ids
    with connection.cursor() as cursor:
        rows = [(*place, cluster, offset) for place, offset in sorted(broker.acknowledged.items())]
        cursor.executemany(_ACKNOWLEDGED, rows)

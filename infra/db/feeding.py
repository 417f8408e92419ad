"""How far each feed was read; written in the transaction that accepts what was read."""

from typing import Any, Final

from psycopg import Connection
from sqlalchemy import Engine

from infra.db.engine import transaction
from infra.db.relaying import Place

_MOVE: Final = """
    INSERT INTO feed_offsets (topic, partition, cluster_id, next) VALUES (%s, %s, %s, %s)
    ON CONFLICT (topic, partition) DO UPDATE SET cluster_id = excluded.cluster_id, next = excluded.next
    WHERE feed_offsets.next = %s OR feed_offsets.cluster_id <> excluded.cluster_id
"""


class ReadTwiceError(Exception):
    """Somebody else has read on from the same place; what was read is not accepted again."""


class FeedOffsets:
    """The next offset to read, by place, of one cluster."""

    def __init__(self, engine: Engine, cluster_id: str) -> None:
        self._engine = engine
        self._cluster_id = cluster_id

    def load(self) -> dict[Place, int]:
        """Where to read on; nothing is known of a place in another cluster."""
        query = "SELECT topic, partition, next FROM feed_offsets WHERE cluster_id = %s"
        with transaction(self._engine) as connection:
            rows = connection.execute(query, (self._cluster_id,))
            return {Place(topic, partition): offset for topic, partition, offset in rows}

    def move(self, connection: Connection[Any], place: Place, before: int, after: int) -> None:
        """Move on from `before` in the caller's transaction.

        Raises:
            ReadTwiceError: the place has been moved by somebody else.
        """
        if connection.execute(_MOVE, (*place, self._cluster_id, after, before)).rowcount != 1:
            raise ReadTwiceError(place)

"""The journal as it is read: by a watch that heals a gap, and by whoever asks how far behind the watch is."""

from dataclasses import dataclass

from sqlalchemy import Engine

from infra.db.engine import transaction

_FRAMES = "SELECT body FROM journal WHERE project = %s AND seq > %s ORDER BY seq LIMIT %s"
_BEHIND = """
    SELECT heads.project, heads.seq, coalesce(relayed.seq, 0), coalesce(ledgers.seq, 0)
    FROM heads LEFT JOIN relayed USING (project) LEFT JOIN ledgers USING (project)
    WHERE heads.seq > coalesce(ledgers.seq, 0)
"""


@dataclass(frozen=True, slots=True)
class Behind:
    """How far one project's frames have come: accepted, published, folded and checkpointed."""

    head_seq: int
    relayed_seq: int
    ledger_seq: int


class Journal:
    """The frames of every project, in order, as accepted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def frames(self, project: str, after_seq: int, limit: int) -> list[bytes]:
        """The encoded frames that follow, in order; fewer than the limit only where there are no more."""
        with transaction(self._engine) as connection:
            rows = connection.execute(_FRAMES, (project, after_seq, limit), binary=True).fetchall()
        return [body for (body,) in rows]

    def behind(self) -> dict[str, Behind]:
        """The projects whose ledger has not reached their last frame."""
        with transaction(self._engine) as connection:
            return {project: Behind(*counts) for project, *counts in connection.execute(_BEHIND)}

"""What was told of a thing, and when it was known: the accepted events that carry the same names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Engine

from infra.db.engine import transaction
from schemas.client import Client
from schemas.frame import Frame, decoded
from schemas.versions import Asked

_TOLD: Final = "SELECT received_at, seq, body FROM journal WHERE project = %s AND kind = %s ORDER BY seq"


class Told(NamedTuple):
    """An accepted event: when it was received, its number in its project, and itself."""

    at: datetime
    seq: int
    frame: Frame


def told_by(engine: Engine, client: Client, project: str, kind: str, same: Asked) -> list[Told]:
    """The client's own events of a kind that carry the same names, in the order of acceptance."""
    found: list[Told] = []
    with transaction(engine) as connection:
        for at, seq, body in connection.execute(_TOLD, (project, kind), binary=True):
            frame = decoded(body)
            if client.speaks_for(frame.source) and _carries(frame.data, same):
                found.append(Told(at, seq, frame))
    return found


def _carries(data: dict[str, Any], same: Sequence[tuple[str, str]]) -> bool:
    lines: Any = data.get("lines", ())
    places = [data, *(line for line in lines if isinstance(line, dict))]
    return all(any(str(place.get(name)) == value for place in places) for name, value in same)

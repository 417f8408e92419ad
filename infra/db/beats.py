"""Signs of life: every process writes one now and then, so that `status` can say who is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Engine

from infra.db.engine import transaction

_BEAT = """
    INSERT INTO beats (name, at, detail) VALUES (%s, clock_timestamp(), %s)
    ON CONFLICT (name) DO UPDATE SET at = excluded.at, detail = excluded.detail
"""
_SEEN = """
    SELECT name, extract(epoch FROM clock_timestamp() - at)::float8, detail FROM beats
    WHERE at > clock_timestamp() - make_interval(secs => %s) ORDER BY name
"""
_OLD = "DELETE FROM beats WHERE at < clock_timestamp() - interval '1 day'"


@dataclass(frozen=True, slots=True)
class Beat:
    """Who gave a sign of life, how many seconds ago by the database's clock, and what it said of itself."""

    name: str
    age_s: float
    detail: dict[str, Any]


class Beats:
    """The signs of life in PostgreSQL. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def beat(self, name: str, detail: Mapping[str, Any]) -> None:
        """Say that `name` is alive; what was silent for a day is forgotten."""
        with transaction(self._engine) as connection:
            connection.execute(_BEAT, (name, msgspec.json.encode(detail).decode()))
            connection.execute(_OLD)

    def seen(self, within_s: float) -> list[Beat]:
        """Who gave a sign within the time."""
        with transaction(self._engine) as connection:
            rows = connection.execute(_SEEN, (within_s,)).fetchall()
        return [Beat(name, age_s, msgspec.json.decode(detail)) for name, age_s, detail in rows]

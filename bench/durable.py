"""Durable punches per second: through the broker and one worker into checkpointed ledgers, evaluation on."""

import time
from dataclasses import dataclass
from typing import Final

import psycopg

from bench import load, wire
from bench.engines import Engines, Running, worker
from infra.clock import elapsed
from infra.db.engine import engine_of
from infra.settings import Settings

_PATIENCE_S: Final = 240.0
_GLANCE_S: Final = 0.02
_SUM: Final = "SELECT coalesce(sum(seq), 0)::bigint FROM ledgers"


@dataclass(frozen=True, slots=True)
class Durable:
    """What one load came to, in punches per second."""

    load: load.Load
    limit: float
    reached: float

    @property
    def share(self) -> float:
        """Of the limit."""
        return self.reached / self.limit


def measure(engines: Engines, wanted: load.Load) -> Durable:
    """Fill the topic, read it with nothing to do, then let a worker come and do everything."""
    with engines.part() as settings:
        database = engine_of(settings.database)
        after = load.introduce(database, wanted.names(), load.known(wanted))
        database.dispose()
        messages = wire.fill(settings, wanted.messages(after))
        limit = wire.limit(settings, messages)
        with worker(settings) as running:
            reached = _folded(settings, running, after * wanted.projects, messages)
    return Durable(wanted, limit.per_s * wanted.per_frame, reached.per_s * wanted.per_frame)


def _folded(settings: Settings, running: Running, before: int, messages: int) -> wire.Pace:
    """From the first checkpoint that shows progress to the one that shows the last frame."""
    with psycopg.connect(settings.database.replace("+psycopg", ""), autocommit=True) as connection:
        deadline, began, first = elapsed() + _PATIENCE_S, 0.0, 0
        while elapsed() < deadline:
            row = connection.execute(_SUM).fetchone()
            done = (row[0] if row else 0) - before
            if done > 0 and not first:
                began, first = elapsed(), done
            if done >= messages:
                return wire.Pace(messages - first, elapsed() - began)
            running.check()
            time.sleep(_GLANCE_S)
    raise TimeoutError(f"{done} of {messages} frames in {_PATIENCE_S:.0f} s; {running.said()}")

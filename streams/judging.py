"""When a case is judged: at once while there is nothing to fold, and within the evaluation interval whatever happens.

Urgent cases do not wait for this; `streams.checkpoints` judges them.
"""

import asyncio
from collections.abc import Iterator
from itertools import islice
from typing import Final

from infra.clock import elapsed
from streams.case import Case
from streams.desk import Desk

_GLANCE_S: Final = 0.05
_SETTLED_S: Final = 0.25
_LATELY_S: Final = 1.0
_BUSY_PER_S: Final = 400
_AT_ONCE: Final = 200
_SPREAD: Final = 0.5


class Judging:
    """Judges the dirty cases of a desk, oldest first, without keeping it from folding for long."""

    def __init__(self, desk: Desk, *, interval_s: float) -> None:
        self._desk = desk
        self._interval_s = interval_s
        self._seen = 0
        self._looked_s = elapsed()
        self._few = False

    async def run(self) -> None:
        """Judge what is due, for ever."""
        while True:
            await asyncio.sleep(_GLANCE_S)
            for case in list(islice(self._due(), _AT_ONCE)):
                began_s = elapsed()
                self._desk.judge(case)
                await asyncio.sleep(self._pause_s(case, elapsed() - began_s))

    def _due(self) -> Iterator[Case]:
        """The cases to judge now: all that have settled while it is calm, otherwise those that have waited long."""
        now = elapsed()
        if self._calm(now):
            yield from self._desk.settled(now - min(_SETTLED_S, self._interval_s))
            return
        for project, since_s in list(self._desk.dirty.items()):
            if now - since_s < self._interval_s * _SPREAD:
                return
            if project in self._desk.cases:
                yield self._desk.cases[project]

    def _calm(self, now: float) -> bool:
        """Whether nothing came just now, or few messages a second lately: a burst's gaps are no calm."""
        came, passed_s = self._desk.received - self._seen, now - self._looked_s
        if passed_s >= _LATELY_S:
            self._few = came <= _BUSY_PER_S * passed_s
            self._seen, self._looked_s = self._desk.received, now
        return self._few or now - self._desk.received_s > _SETTLED_S

    def _pause_s(self, case: Case, took_s: float) -> float:
        """Three times as long as judging took, while there is time and there are frames to fold."""
        now = elapsed()
        if now - self._desk.received_s > _GLANCE_S or case.project in self._desk.urgent:
            return 0.0
        return 3 * took_s

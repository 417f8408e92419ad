"""The pulse: a worker tells the database every two seconds that it lives, and how much it has in hand."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from infra.db.engine import UnreachableError
from streams.desk import Desk

_EVERY_S: Final = 2.0
log = logging.getLogger(__name__)


class Pulses(Protocol):
    """Where a pulse is felt. Blocking; used from threads."""

    def beat(self, name: str, detail: Mapping[str, Any]) -> None:
        """Note that `name` lives now."""


class Pulse:
    """Tells what one worker has on its desk."""

    def __init__(self, name: str, desk: Desk, beats: Pulses, assigned: Callable[[], Iterable[int]]) -> None:
        self._name = name
        self._desk = desk
        self._beats = beats
        self._assigned = assigned

    async def run(self) -> None:
        """Beat, for ever; a database that does not answer misses a beat."""
        while True:
            try:
                await asyncio.to_thread(self._beats.beat, self._name, self._detail())
            except UnreachableError as error:
                log.debug("no beat: %s", error)
            await asyncio.sleep(_EVERY_S)

    def _detail(self) -> dict[str, Any]:
        desk = self._desk
        return {
            "partitions": sorted(self._assigned()),
            "projects": len(desk.cases),
            "received": desk.received,
            "to_judge": len(desk.dirty),
            "to_write": len(desk.unsaved),
            "to_fetch": len(desk.wanted),
        }

"""Checkpoints: what the desk folded and judged goes to the database, and then the broker may forget it.

Folding goes on while a checkpoint is written, one at a time. An urgent project goes next, in a transaction of its own.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from itertools import islice
from typing import Final

from sqlalchemy.exc import DBAPIError

from infra.clock import elapsed
from infra.db.ledgers import LedgerWrite
from streams.desk import Desk
from streams.patience import patiently
from streams.ports import Ledgers

Commit = Callable[[Mapping[int, int]], Awaitable[None]]
"""Tells the broker, per partition, the last offset that is no longer needed."""

_SHARE: Final = 0.3
_CHUNK: Final = 100
_CHUNK_BYTES: Final = 2_000_000
_URGENT_AT_ONCE: Final = 20
_SHORTEST_S: Final = 0.2
_CALM_S: Final = 0.2
log = logging.getLogger(__name__)


class Checkpoints:
    """Writes rounds of checkpoints: each `interval_s`, farther apart where rounds take long, sooner when it is calm.

    Rounds take at most about 30 % of the time, so that the database of a busy worker is never the bottleneck.
    """

    def __init__(self, desk: Desk, ledgers: Ledgers, commit: Commit, *, interval_s: float) -> None:
        self._desk = desk
        self._ledgers = ledgers
        self._commit = commit
        self._interval_s = interval_s
        self._began_s = self._took_s = 0.0
        self._committed: Mapping[int, int] = {}
        self._writing = asyncio.Lock()

    async def run(self) -> None:
        """Write rounds, and urgent projects between and within them, for ever."""
        while True:
            await self._woken()
            if self._desk.urgent:
                await self._write_urgent()
            if self._due():
                await self.round()

    async def round(self) -> None:
        """Write everything that is unsaved now; what was folded before it may then be committed."""
        desk = self._desk
        self._began_s = elapsed()
        reached = desk.positions()
        left = list(desk.unsaved)
        while left:
            if desk.urgent:
                await self._write_urgent()
            async with self._writing:
                chunk, left = _chunk(desk, left)
                await self._write(chunk)
        self._took_s = elapsed() - self._began_s
        if reached != self._committed:
            await self._commit(reached)
            self._committed = reached

    async def last(self, seconds: float) -> None:
        """Write what there is, within the time; what does not make it is folded again by whoever comes next."""
        try:
            await asyncio.wait_for(self.round(), seconds)
        except TimeoutError:
            log.warning("the last checkpoint was not written in %.0f s", seconds)

    async def _woken(self) -> None:
        """Wait for an alarm, a twentieth of a second at most."""
        try:
            await asyncio.wait_for(self._desk.alarm.wait(), 0.05)
        except TimeoutError:
            return

    def _due(self) -> bool:
        if not self._desk.unsaved and self._desk.positions() == self._committed:
            return False
        now = elapsed()
        calm = now - self._desk.received_s > _CALM_S
        apart = _SHORTEST_S if calm else self._interval_s
        return now - self._began_s >= max(apart, self._took_s / _SHARE)

    async def _write_urgent(self) -> None:
        """Judge and write the urgent projects, a few at once."""
        desk = self._desk
        async with self._writing:
            projects = list(islice(desk.urgent, _URGENT_AT_ONCE))
            for project in projects:
                desk.judge(desk.cases[project])
            chunk, left = _chunk(desk, projects)
            for project in projects[: len(projects) - len(left)]:
                desk.urgent.pop(project)
            if not desk.urgent:
                desk.alarm.clear()
            await self._write(chunk)

    async def _write(self, writes: list[LedgerWrite]) -> None:
        if not writes:
            return
        try:
            lost = await patiently("the checkpoint", partial(self._ledgers.checkpoint, writes))
        except asyncio.CancelledError:
            for write in writes:  # whether they were written, the next reading shows
                self._desk.lose(write.project)
            raise
        except DBAPIError as error:
            lost = await self._one_by_one(writes, error)
        for project in lost:
            log.warning("%s was written by somebody else; it is read again", project)
            self._desk.lose(project)

    async def _one_by_one(self, writes: Iterable[LedgerWrite], error: DBAPIError) -> frozenset[str]:
        """Write what can be written where the database refuses a checkpoint; the refused are read again."""
        log.error("the database refuses a checkpoint: %s", error)
        lost: set[str] = set()
        for write in writes:
            try:
                lost |= await patiently("the checkpoint", partial(self._ledgers.checkpoint, [write]))
            except DBAPIError as refusal:
                log.error("the database refuses %s: %s", write.project, refusal)  # noqa: TRY400 - one line says it
                lost.add(write.project)
        return frozenset(lost)


def _chunk(desk: Desk, projects: list[str]) -> tuple[list[LedgerWrite], list[str]]:
    """What is to be written of the first projects, in one transaction's worth, and the projects left over."""
    writes: list[LedgerWrite] = []
    size = 0
    for taken, project in enumerate(projects):
        if taken == _CHUNK or size > _CHUNK_BYTES:
            return writes, projects[taken:]
        write = desk.capture(project)
        if write is not None:
            writes.append(write)
            size += _size(write)
    return writes, []


def _size(write: LedgerWrite) -> int:
    return len(write.state or b"") + sum(map(len, write.months.values()))

"""The watchdog: a worker that gets no frames while frames wait says so, heals from the journal, and ends.

Consumers are known to fall silent after their broker was away, also when it comes back empty or under another cluster
id (faust-streaming issues 175, 523, 594, 602). The journal and the ledgers show it whatever the consumer believes.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from infra.clock import elapsed
from infra.db.engine import UnreachableError
from infra.db.journal import Behind
from streams.checkpoints import Checkpoints
from streams.desk import Desk
from streams.ports import Frames

STALLED: Final = 75
"""The exit code of a worker that ended because it made no progress ("try again", as sysexits has it)."""

_LOOKS: Final = 8
_BUSY_FACTOR: Final = 6
_HEALING_S: Final = 20.0
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Patience:
    """How long each project has waited for a frame that is on the topic, and how long nothing at all was received."""

    stall_after_s: float
    received: int = -1
    received_s: float = 0.0
    waiting: dict[str, tuple[int, float]] = field(default_factory=dict)

    def look(self, now_s: float, received: int, behind: Mapping[str, int]) -> tuple[list[str], bool]:
        """Return the projects to heal from the journal, and whether the consumer is silent.

        Args:
            now_s: The instant of this look.
            received: Messages received since the start.
            behind: The sequence reached by each project that has published frames beyond it.
        """
        if received != self.received:
            self.received, self.received_s = received, now_s
        fresh = (-1, now_s)
        last = self.waiting
        self.waiting = {
            project: last[project] if last.get(project, fresh)[0] == seq else (seq, now_s)
            for project, seq in behind.items()
        }
        quiet_s = now_s - self.received_s
        enough_s = self.stall_after_s * (1 if quiet_s > self.stall_after_s / _LOOKS else _BUSY_FACTOR)
        stuck = [project for project, (_, since_s) in self.waiting.items() if now_s - since_s >= enough_s]
        return stuck, bool(stuck) and quiet_s >= self.stall_after_s


class Watchdog:
    """Compares journal and ledgers for the partitions of this worker."""

    def __init__(  # noqa: PLR0913 - what it watches, what it heals with, and how it ends
        self,
        desk: Desk,
        journal: Frames,
        checkpoints: Checkpoints,
        *,
        stall_after_s: float,
        partition_of: Callable[[str], int],
        assigned: Callable[[], Iterable[int]],
        end: Callable[[int], None] = os._exit,
    ) -> None:
        self._desk = desk
        self._journal = journal
        self._checkpoints = checkpoints
        self._stall_after_s = stall_after_s
        self._partition_of = partition_of
        self._assigned = assigned
        self._end = end
        self._patience = Patience(stall_after_s)

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            await asyncio.sleep(self._stall_after_s / _LOOKS)
            try:
                behind = await asyncio.to_thread(self._journal.behind)
            except UnreachableError:
                self._patience = Patience(self._stall_after_s)
                continue
            await self.look(behind)

    async def look(self, behind: Mapping[str, Behind]) -> None:
        """Heal what waits too long; end the process if nothing comes any more."""
        stuck, silent = self._patience.look(elapsed(), self._desk.received, self._waiting(behind))
        if stuck:
            log.error("%d projects wait for frames that were published; they are read from the journal", len(stuck))
            await self._heal(stuck)
        if silent:
            self._leave(len(stuck))

    def _waiting(self, behind: Mapping[str, Behind]) -> dict[str, int]:
        """What each project of this worker has reached, where frames beyond it are on the topic.

        A worker without partitions answers for all: either another worker makes progress, or the group is broken.
        """
        mine = frozenset(self._assigned())
        waiting = {}
        for project, counts in behind.items():
            case = self._desk.cases.get(project)
            reached = max(counts.ledger_seq, case.ledger.seq if case else 0)
            if reached < counts.relayed_seq and (not mine or self._partition_of(project) in mine):
                waiting[project] = reached
        return waiting

    async def _heal(self, projects: Iterable[str]) -> None:
        for project in projects:
            self._desk.want(project, self._partition_of(project))
        try:
            await asyncio.wait_for(self._healed(), _HEALING_S)
        except TimeoutError:
            log.warning("healing takes longer than %.0f s", _HEALING_S)

    async def _healed(self) -> None:
        while self._desk.wanted:  # noqa: ASYNC110 - the registrar is not to know who waits for it
            await asyncio.sleep(0.05)
        await self._checkpoints.round()

    def _leave(self, waiting: int) -> None:
        text = (
            f"wagewatch worker: no frame came from the broker for {self._stall_after_s:.0f} s while frames of "
            f"{waiting} projects waited there; it ends with code {STALLED} to be started anew."
        )
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
        self._end(STALLED)

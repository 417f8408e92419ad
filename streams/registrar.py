"""The registrar fetches the cases that the desk wants, and fills gaps from the journal."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Final

from schemas.frame import decoded
from streams.case import Case
from streams.desk import Desk
from streams.patience import patiently
from streams.ports import Frames, Ledgers

_AT_ONCE: Final = 200
_PAGE: Final = 200
log = logging.getLogger(__name__)


class Registrar:
    """Sees to it that a wanted project's case is on the desk and its parked frames are folded."""

    def __init__(self, desk: Desk, ledgers: Ledgers, journal: Frames) -> None:
        self._desk = desk
        self._ledgers = ledgers
        self._journal = journal
        self._fetched = asyncio.Event()

    async def run(self) -> None:
        """Fetch what is wanted, for ever."""
        while True:
            await self._desk.wants_case.wait()
            await self.fetch()

    async def room(self) -> None:
        """Wait until some of the parked frames are folded."""
        while self._desk.crowded:
            self._fetched.clear()
            await self._fetched.wait()

    async def fetch(self) -> None:
        """Bring every project wanted now to the desk, a bounded number at once."""
        desk = self._desk
        desk.wants_case.clear()
        while desk.wanted:
            await self._fetch(dict(list(desk.wanted.items())[:_AT_ONCE]))
            self._fetched.set()

    async def _fetch(self, wanted: Mapping[str, int]) -> None:
        desk = self._desk
        missing = [project for project in wanted if project not in desk.cases]
        loaded = await patiently("loading ledgers", partial(self._ledgers.load, missing)) if missing else {}
        for project in missing:
            if project in desk.wanted:  # its partition may be another worker's by now
                desk.admit(project, desk.wanted[project], loaded.get(project))
        for project in wanted:
            await self._settle(project)

    async def _settle(self, project: str) -> None:
        """Fold what is parked, and from the journal what is missing before it."""
        desk = self._desk
        while (case := desk.cases.get(project)) is not None and project in desk.wanted:
            missing_before = desk.advance(case)
            if missing_before is None and project not in desk.to_heal:
                desk.release(project)
            elif not await self._read_on(case) and desk.advance(case) == missing_before is not None:
                text = "%s: frame %d came from the broker, but the journal ends at %d; it is left out"
                log.error(text, project, missing_before, case.ledger.seq)
                desk.give_up(project)

    async def _read_on(self, case: Case) -> bool:
        """Fold the next page of the journal; false where it ends."""
        desk, project, after = self._desk, case.project, case.ledger.seq
        page = await patiently("reading the journal", partial(self._journal.frames, project, after, _PAGE))
        if desk.cases.get(project) is not case:
            return True
        if len(page) < _PAGE:
            desk.to_heal.discard(project)
        for frame in map(decoded, page):
            if frame.seq == case.ledger.seq + 1:
                desk.fold(case, frame)
        if page:
            log.info("%s: %d frames after %d came from the journal", project, len(page), after)
        return bool(page)

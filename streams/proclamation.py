"""Parameters that officers publish reach a running worker, and nothing is judged by the old ones once they are known.

A publication ticks the day again for every project. Whoever folds such a tick judges nothing more until the published
parameters are read; they are there, for the tick was written in the same transaction.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from monitors.evaluate import evaluate
from monitors.policy import Policy, PolicyError
from streams.case import Judge
from streams.desk import Desk
from streams.patience import patiently

_EVERY_S: Final = 5.0
log = logging.getLogger(__name__)


class Proclamation:
    """Keeps a desk judging by the policy in force."""

    def __init__(self, desk: Desk, publication: Callable[[], int], in_force: Callable[[], Policy]) -> None:
        """Nothing is read yet, and the desk judges nothing until something is.

        Args:
            desk: Where cases are judged.
            publication: The number of the last publication. Blocking.
            in_force: The policy with everything published. Blocking.
        """
        self._desk = desk
        self._publication = publication
        self._in_force = in_force
        self._known = -1
        desk.proclaim()

    async def run(self) -> None:
        """Read the policy now, and again whenever something new is published, for ever."""
        while True:
            self._desk.proclaimed.clear()
            await self.look()
            try:
                await asyncio.wait_for(self._desk.proclaimed.wait(), _EVERY_S)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Read the policy if something was published since, and let the desk judge by it."""
        heard = self._desk.proclamations
        number = await patiently("reading the publications", self._publication)
        self._desk.obey(heard, None if number == self._known else await self._read())
        self._known = number

    async def _read(self) -> Judge | None:
        try:
            policy = await patiently("reading the policy", self._in_force)
        except PolicyError:
            log.exception("the policy in force cannot be read; judging goes on as before")
            return None
        log.info("judging by what is published by now")
        return judge(policy)


def judge(policy: Policy) -> Judge:
    """Every rule with this policy."""
    return lambda ledger, as_of: evaluate(ledger, as_of, policy)

"""Duties: each runs in a thread of its own, so that a slow mail server or a bug in one keeps no deadline waiting."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from infra.clock import elapsed
from infra.db.beats import Beats
from infra.db.engine import UnreachableError
from streams.backoff import Backoff

_BEAT_S: Final = 2.0
log: Final = logging.getLogger("wagewatch.caretaker")


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done again and again. `work` returns how much there was to do; after nothing it rests."""

    name: str
    work: Callable[[], int]
    rest_s: float


class OnDuty:
    """One duty as it runs: how much it has done, when last, and what keeps it from going on."""

    def __init__(self, duty: Duty) -> None:
        self._duty = duty
        self._done = 0
        self._well_s = elapsed()
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Do it until told to stop. Whatever goes wrong is said, and tried again later."""
        backoff = Backoff(log, stop)
        while not stop.is_set():
            try:
                done = self._duty.work()
            except UnreachableError as error:
                self._trouble = str(error)
                backoff.wait(self._trouble)
            except Exception as error:
                self._trouble = f"{type(error).__name__}: {error}"
                log.exception("%s failed", self._duty.name)
                backoff.wait(f"{self._duty.name} failed")
            else:
                self._done, self._well_s, self._trouble = self._done + done, elapsed(), ""
                backoff.well()
                if not done:
                    stop.wait(self._duty.rest_s)

    def tells(self) -> dict[str, Any]:
        """How it stands."""
        return {"done": self._done, "idle_s": round(elapsed() - self._well_s, 1), "trouble": self._trouble}


def keep(duties: Sequence[Duty], beats: Beats, stop: threading.Event) -> None:
    """Run the duties until told to stop, and give a sign of life that tells of each."""
    running = {duty.name: OnDuty(duty) for duty in duties}
    threads = [threading.Thread(target=on.run, args=(stop,), name=name, daemon=True) for name, on in running.items()]
    for thread in threads:
        thread.start()
    while not stop.wait(_BEAT_S):
        try:
            beats.beat("caretaker", {name: on.tells() for name, on in running.items()})
        except UnreachableError as error:
            log.debug("no beat: %s", error)
    for thread in threads:
        thread.join(_BEAT_S)

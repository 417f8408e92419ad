"""Waiting for something that is away: longer each time, and without repeating oneself."""

import logging
import threading
from typing import Final

_FIRST_S: Final = 0.2
_LONGEST_S: Final = 5.0


class Backoff:
    """Waits 0.2 s, then twice as long each time up to 5 s, until it is told that all is well again."""

    def __init__(self, log: logging.Logger, stop: threading.Event) -> None:
        self._log = log
        self._stop = stop
        self._next_s = _FIRST_S
        self._said = ""

    def wait(self, reason: str) -> None:
        """Wait, unless stopped; a reason is said once as long as it stays the same."""
        if reason != self._said:
            self._log.warning("waiting: %s", reason)
            self._said = reason
        self._stop.wait(self._next_s)
        self._next_s = min(_LONGEST_S, self._next_s * 2)

    def well(self) -> None:
        """It is there again."""
        if self._said:
            self._log.warning("going on")
        self._said = ""
        self._next_s = _FIRST_S

"""How much one client may ask for at once: so many requests under way, so many a minute. Others are not slowed down."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from infra import clock
from portal.machine.problem import Problem, problem

_MINUTE_S: Final = 60.0


class Turns:
    """The requests of this process by client. Safe to use from several threads."""

    def __init__(self, at_once: int, a_minute: int) -> None:
        self._at_once = at_once
        self._a_minute = a_minute
        self._under_way: Counter[str] = Counter()
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """One request of a client. Raises `Problem` 429 with `Retry-After` where it is too much."""
        with self._lock:
            wait_s = self._wait_s(client)
            if wait_s:
                raise _too_many(wait_s)
            self._under_way[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[client] -= 1

    def under_way(self, client: str) -> int:
        """How many requests of a client are under way."""
        return self._under_way[client]

    def _wait_s(self, client: str) -> int:
        """How long to wait; 0 takes the turn. A minute's requests may come all at once."""
        now = clock.elapsed()
        left, at = self._left.get(client, (float(self._a_minute), now))
        left = min(float(self._a_minute), left + (now - at) * self._a_minute / _MINUTE_S)
        if self.under_way(client) >= self._at_once:
            return 2
        if left < 1:
            return max(1, round((1 - left) * _MINUTE_S / self._a_minute + 0.5))
        self._left[client] = (left - 1, now)
        return 0


def _too_many(wait_s: int) -> Problem:
    en = "too many requests of yours are under way; nothing of this one was accepted"
    made = problem(429, "too-many", en, "请求过多,本次未受理任何内容,请稍后重试")
    made.headers = {"Retry-After": str(wait_s)}
    return made

"""Punches in the form in which they are folded: by day, for each worker the earliest in and out of the morning.

Everything that presence asks of a day's punches is kept, and nothing else: an `out` before noon without an earlier `in`
belongs to the day before (the end of a night shift), every other punch to its own day.
"""

from collections.abc import Iterable
from typing import Any, Final, Protocol

from schemas.instants import PLAIN_SECONDS, PLAIN_SINCE, local

NOON: Final = 12 * 3600
"""Seconds since midnight; only a punch before it may end a night shift."""


class Punched(Protocol):
    """A valid punch."""

    @property
    def worker_id(self) -> str:
        """Who."""
        ...

    @property
    def at(self) -> str:
        """When: RFC 3339 with offset."""
        ...

    @property
    def direction(self) -> str:
        """`in` or `out`."""
        ...


def grouped(punches: Iterable[Punched]) -> dict[str, dict[str, Any]]:
    """The punches by day in Asia/Shanghai.

    A day holds `in` and `out` (each worker's earliest before noon, in seconds since midnight) and `on` (the workers
    with a punch from noon on, in order of appearance); what would be empty is left out. Neither repetition nor order
    changes the first two.

    Raises:
        ValueError: an instant is none.
    """
    days: dict[str, dict[str, dict[str, Any]]] = {}
    for punch in punches:
        at = punch.at
        on = at[:10]
        seconds: int | float | None = PLAIN_SECONDS.get(at[10:])
        if seconds is None or on not in days or on < PLAIN_SINCE:
            on, seconds = local(at)
        day = days.get(on)
        if day is None:
            day = days[on] = {"in": {}, "out": {}, "on": {}}
        if seconds >= NOON:
            day["on"][punch.worker_id] = None
        else:
            earliest = day[punch.direction]
            if seconds < earliest.get(punch.worker_id, NOON):
                earliest[punch.worker_id] = seconds
    return {on: _compact(day) for on, day in days.items()}


def _compact(day: dict[str, dict[str, Any]]) -> dict[str, Any]:
    mornings: dict[str, Any] = {side: day[side] for side in ("in", "out") if day[side]}
    return {**mornings, "on": list(day["on"])} if day["on"] else mornings

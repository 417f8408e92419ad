"""Plays a recorded file into the running system: its days are the clock's days."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from infra.clock import SHANGHAI
from infra.db.acceptance import Receipt
from infra.db.clock import ClockStore
from schemas.checking import Checked, check_line
from streams.intake import Intake


class _Line(NamedTuple):
    raw: bytes
    checked: Checked | None
    today: date | None


class Drive:
    """Drives the clock by the `receivedtime` of the lines, up to and including a last day."""

    def __init__(self, intake: Intake, clock: ClockStore, last_day: date) -> None:
        self._intake = intake
        self._clock = clock
        self._last_day = last_day
        self.left_out = 0
        """Lines received after the last day; they are not taken."""

    def play(self, lines: Iterable[bytes], name: str) -> Iterator[Receipt]:
        """Accept the lines in order, each day's as one submission, and tick whenever a later day begins.

        A line received earlier than the day that runs, and one whose receipt cannot be read, goes with its neighbours.
        """
        for today, group in groupby(self._dated(lines), key=lambda line: line.today):
            if today is not None:
                self._clock.tick_to(today)
            label = name if today is None else f"{name} ({today})"
            checked = ((line.raw, line.checked) for line in group)
            yield self._intake.accept_checked(checked, name=label, channel="file", keep_received=True)

    def finish(self) -> None:
        """Tick up to the last day."""
        self._clock.tick_to(self._last_day)

    def _dated(self, lines: Iterable[bytes]) -> Iterator[_Line]:
        """The lines with the day that runs when they are taken."""
        today = self._clock.today()
        for raw in lines:
            checked = check_line(raw)
            day = _received_on(checked)
            if day is not None and day > self._last_day:
                self.left_out += 1
                continue
            if day is not None and (today is None or day > today):
                today = day
            yield _Line(raw, checked, today)


def _received_on(checked: Checked | None) -> date | None:
    """The day of receipt in Asia/Shanghai, where it can be read."""
    if checked is None or checked.received is None:
        return None
    return checked.received.astimezone(SHANGHAI).date()

"""What somebody sent, read and checked, before anything of it is written."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from schemas.checking import Checked
from schemas.frame import COMMONS
from streams.arrivals import Arrival, arrival_of
from streams.spool import Chunks, RawBytes

Progress = Callable[[int, int], None]
"""Told how many lines and bytes more have been read."""

_TOLD_EVERY_LINES: Final = 500


class Submission:
    """One delivery: its bytes, its checked lines, and whom they concern. Takes little memory however large it is."""

    def __init__(self, name: str, channel: str, received_at: datetime, *, keep_received: bool) -> None:
        self.name = name
        self.channel = channel
        self.received_at = received_at
        self.keep_received = keep_received
        self.raw = RawBytes()
        self.arrivals: Chunks[Arrival] = Chunks()
        self.lines = 0
        self.homes: set[str] = set()
        """The projects that have a frame of their own in it."""
        self.route_keys: set[str] = set()
        """The banks and leads that it speaks of."""
        self.sha256 = ""

    def read(self, lines: Iterable[tuple[bytes, Checked | None]], progress: Progress | None = None) -> None:
        """Read all of it."""
        size = 0
        for line, checked in lines:
            self._take(line, checked)
            size += len(line)
            if progress is not None and self.lines % _TOLD_EVERY_LINES == 0:
                progress(_TOLD_EVERY_LINES, size)
                size = 0
        if progress is not None:
            progress(self.lines % _TOLD_EVERY_LINES, size)
        self.sha256 = self.raw.finish()

    def _take(self, line: bytes, checked: Checked | None) -> None:
        self.lines += 1
        self.raw.add(line)
        if checked is None:
            return
        arrival = arrival_of(self.lines, checked)
        self.arrivals.add(arrival, len(line))
        if arrival.body is not None:
            self.homes.add(arrival.home)
            if arrival.shared:
                self.homes.add(COMMONS)
                self.route_keys.update(filter(None, (arrival.route_key,)))

    def received(self, arrival: Arrival) -> datetime:
        """When the line counts as received."""
        return arrival.received if self.keep_received and arrival.received else self.received_at

    def close(self) -> None:
        """Forget all of it."""
        self.raw.close()
        self.arrivals.close()

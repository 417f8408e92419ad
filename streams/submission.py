"""What somebody sent, read and checked, before anything of it is written."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from schemas.checking import Checked
from schemas.frame import COMMONS
from schemas.sensitive import masked
from streams.arrivals import Arrival, arrival_of
from streams.formats.taken import Taken, Tally
from streams.repair import numbers_said
from streams.routes import SHARED
from streams.settling import Again, Repairer, sent_again
from streams.spool import Chunks, RawBytes

Progress = Callable[[int, int], None]
"""Told how many lines and bytes more have been read."""

BY_SOURCE: Final = Repairer()
LITTLE: Final = 1024 * 1024
_TOLD_EVERY_LINES: Final = 500
_WEIGHT: Final = 300
"""About how many bytes a record takes."""


class Described(NamedTuple):
    """What kind of file a submission is, and what kind of table."""

    form: str
    feed: str | None
    sheet: str | None


class Readable(Protocol):
    """A file that is read for the intake; see `streams.formats.reading.Reading`."""

    @property
    def form(self) -> str:
        """What kind of file it is."""
        ...

    @property
    def feed(self) -> str | None:
        """What kind of table."""
        ...

    @property
    def sheet(self) -> str | None:
        """The sheet that was asked for."""
        ...

    @property
    def tally(self) -> Tally:
        """The rows read so far."""
        ...

    def raw(self) -> Iterator[bytes]:
        """The bytes as sent."""
        ...

    def taken(self) -> Iterator[Taken]:
        """What is in it."""
        ...


class Submission:
    """One delivery: its bytes, its checked lines, and whom they concern. Takes little memory however large it is."""

    def __init__(
        self, name: str, channel: str, received_at: datetime, *, keep_received: bool = False, by: Repairer = BY_SOURCE
    ) -> None:
        self.name = masked(name)
        self.channel = channel
        self.received_at = received_at
        self.keep_received = keep_received
        self.raw = RawBytes()
        self.arrivals: Chunks[Arrival] = Chunks(Arrival._make)
        self.lines = 0
        self.homes: set[str] = set()
        """The projects that have a frame of their own in it."""
        self.route_keys: set[str] = set()
        """The banks and leads that it speaks of."""
        self.sha256 = ""
        self.by = by
        self.again: list[Again] = []
        """What it says of rows that were set aside before."""
        self.reading: Described | None = None
        """How it was read, where it is no JSON Lines."""

    @property
    def sensitive(self) -> bool:
        """Whether identity or card numbers may stand in its bytes: then they are stored encrypted."""
        return self.raw.may_carry

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

    def read_file(self, file: Readable, progress: Progress | None = None) -> None:
        """Read a file whose records are no lines: its bytes are the submission, its rows the arrivals."""
        self.raw.may_carry = True  # what is packed cannot be searched, and people's tables are full of numbers
        for chunk in file.raw():
            self.raw.add(chunk)
        self.sha256 = self.raw.finish()
        told = 0
        for number, checked, repairs in file.taken():
            if checked is not None:
                self._arrive(number, checked, _WEIGHT * checked.records)
                if repairs:
                    self.again += sent_again(repairs, number, checked)
            if progress is not None and file.tally.rows - told >= _TOLD_EVERY_LINES:
                progress(file.tally.rows - told, 0)
                told = file.tally.rows
        self.lines = file.tally.rows
        self.reading = Described(file.form, file.feed, file.sheet)
        if progress is not None:
            progress(self.lines - told, self.raw.size)

    def _take(self, line: bytes, checked: Checked | None) -> None:
        self.lines += 1
        self.raw.add(line)
        if checked is not None:
            self._arrive(self.lines, checked, len(line))
            if numbers := numbers_said(line):
                self.again += sent_again(numbers, self.lines, checked)

    def _arrive(self, number: int, checked: Checked, weight: int) -> None:
        arrival = arrival_of(number, checked)
        self.arrivals.add(arrival, weight)
        if arrival.body is not None:
            self.homes.add(COMMONS if arrival.project is None else arrival.project)
            if arrival.type in SHARED:
                self.homes.add(COMMONS)
                self.route_keys.update(filter(None, (arrival.route_key,)))

    @property
    def is_little(self) -> bool:
        """Whether all of it is written at once, without waiting for the database in between."""
        return self.arrivals.is_one and self.raw.size <= LITTLE

    def received(self, arrival: Arrival) -> datetime:
        """When the line counts as received."""
        return arrival.received if self.keep_received and arrival.received else self.received_at

    def close(self) -> None:
        """Forget all of it."""
        self.raw.close()
        self.arrivals.close()

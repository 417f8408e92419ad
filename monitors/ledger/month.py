"""One pay month of one project: its attendance by day, its pay sheets, its wage lines, and their packed row."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import itemgetter
from typing import Any

import msgspec
import zstandard

from monitors.ledger.columns import Seconds, Times, flags_of, numbers_of


class Line(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One version of a wage line. A line without worker has moved to another month."""

    on: date
    seq: int
    worker: str
    fen: int = 0
    paid: bool = False
    token: str = ""
    name_matches: bool = True


class Sheet(msgspec.Struct, array_like=True, frozen=True):
    """One version of a pay sheet: (worker, due_fen, signed) by line. A sheet without employer has moved."""

    on: date
    seq: int
    employer: str
    lines: list[tuple[str, int, bool]] = []
    name: tuple[str, str] = ("", "")


class Day:
    """What the terminals saw on one calendar day; `packed` is the same as bytes, None once it changed.

    `ins` and `outs` hold each worker's earliest `in` and `out` before 12:00, `on` those with any punch from 12:00.
    """

    __slots__ = ("ins", "on", "outs", "packed")

    def __init__(self) -> None:
        self.ins: dict[str, Seconds] = {}
        self.outs: dict[str, Seconds] = {}
        self.on: set[str] = set()
        self.packed: bytes | None = None

    def fold(self, ins: dict[str, Seconds], outs: dict[str, Seconds], on: Iterable[str]) -> None:
        """Take a frame's punches of the day. Neither order nor repetition changes the outcome."""
        self.packed = None
        _keep_earliest(self.ins, ins)
        _keep_earliest(self.outs, outs)
        self.on.update(on)


def _keep_earliest(mine: dict[str, Seconds], theirs: dict[str, Seconds]) -> None:
    if mine.keys().isdisjoint(theirs):
        mine.update(theirs)
        return
    for worker, second in theirs.items():
        if second < mine.get(worker, second + 1):
            mine[worker] = second


class Month:
    """The state of one pay month, changed only through the ledger's fold.

    `changed` says whether the packed row is out of date.
    """

    __slots__ = ("_days", "_index", "_workers", "changed", "corrections", "lines", "sheets")

    def __init__(self) -> None:
        self.sheets: dict[str, list[Sheet]] = {}
        self.lines: dict[str, dict[str, list[Line]]] = {}
        self.corrections: dict[str, tuple[int, int]] = {}
        """By worker, the days corrected to present and to absent, one bit a day of the month."""
        self.changed = True
        self._days: dict[int, Day | bytes] = {}
        self._workers: list[str] = []
        self._index: dict[str, int] = {}

    def day(self, number: int) -> Day:
        """The day of that number, made if need be."""
        day = self._days.get(number)
        if isinstance(day, Day):
            return day
        day = self._days[number] = Day() if day is None else self._unpacked(day)
        return day

    def days(self) -> Iterator[tuple[int, Day]]:
        """The days with punches, in order, to read only: what is packed stays so."""
        for number, day in sorted(self._days.items(), key=itemgetter(0)):
            yield number, day if isinstance(day, Day) else self._unpacked(day)

    def day_numbers(self) -> list[int]:
        """The numbers of the days with punches."""
        return sorted(self._days)

    def glance(self, number: int) -> Day | None:
        """The day of that number, to read only."""
        day = self._days.get(number)
        return self._unpacked(day) if isinstance(day, bytes) else day

    def has_day(self, number: int) -> bool:
        """Whether there was any punch on the day of that number."""
        return number in self._days

    def correct(self, worker: str, number: int, *, present: bool) -> None:
        """Set whether the worker was there on a day; the latest correction wins over its punches."""
        yes, no = self.corrections.get(worker, (0, 0))
        bit = 1 << number
        self.corrections[worker] = (yes | bit, no & ~bit) if present else (yes & ~bit, no | bit)

    def workers(self) -> set[str]:
        """Everyone of whom the month tells anything: present, corrected, on a sheet, or paid."""
        told = {*self._workers, *self.corrections}
        for day in self._days.values():
            if isinstance(day, Day):
                told.update(day.ins, day.outs, day.on)
        told.update(worker for versions in self.sheets.values() for sheet in versions for worker, _, _ in sheet.lines)
        lines = (versions for keys in self.lines.values() for versions in keys.values())
        told.update(line.worker for versions in lines for line in versions if line.worker)
        return told

    def packed(self) -> bytes:
        """The month's row. `Month.unpacked` of it answers every question as this month does.

        Days that have not changed since the last row are kept packed.
        """
        resting = [number for number, day in self._days.items() if isinstance(day, Day) and day.packed is not None]
        days = {number: self._packed(day) for number, day in self._days.items()}
        self._days.update({number: days[number] for number in resting})
        row = _Row(self.sheets, self.lines, self.corrections, self._workers, days)
        self.changed = False
        return _compress(_encode(row))

    @classmethod
    def unpacked(cls, row: bytes) -> "Month":
        """The month of its row."""
        month = cls()
        read = _decode_row(zstandard.decompress(row))
        month.sheets, month.lines, month.corrections = read.sheets, read.lines, read.corrections
        month._workers = read.workers
        month._index = {worker: number for number, worker in enumerate(read.workers)}
        month._days = dict(read.days)
        month.changed = False
        return month

    def _packed(self, day: Day | bytes) -> bytes:
        if isinstance(day, bytes):
            return day
        if day.packed is None:
            ins = Times.of(self._numbers(day.ins), day.ins.values())
            outs = Times.of(self._numbers(day.outs), day.outs.values())
            day.packed = _encode((ins, outs, flags_of(self._numbers(day.on))))
        return day.packed

    def _unpacked(self, packed: bytes) -> Day:
        ins, outs, on = _decode_day(packed)
        worker = self._workers
        day = Day()
        day.ins = {worker[number]: second for number, second in ins.pairs()}
        day.outs = {worker[number]: second for number, second in outs.pairs()}
        day.on = {worker[number] for number in numbers_of(on)}
        day.packed = packed
        return day

    def _numbers(self, workers: Iterable[str]) -> list[int]:
        index = self._index
        try:
            return list(map(index.__getitem__, workers))
        except KeyError:
            for worker in workers:
                if worker not in index:
                    index[worker] = len(self._workers)
                    self._workers.append(worker)
            return [index[worker] for worker in workers]


class _Row(msgspec.Struct, array_like=True):
    sheets: dict[str, list[Sheet]]
    lines: dict[str, dict[str, list[Line]]]
    corrections: dict[str, tuple[int, int]]
    workers: list[str]
    days: dict[int, bytes]


_encode: Callable[[Any], bytes] = msgspec.msgpack.Encoder().encode
_decode_row = msgspec.msgpack.Decoder(_Row).decode
_decode_day = msgspec.msgpack.Decoder(tuple[Times, Times, bytes]).decode


def _compress(row: bytes) -> bytes:
    return zstandard.compress(row, 1)

"""Columns of a day: which of a month's workers, and their times, in a form that is quick to make and compresses well.

A worker's place is the number in the month's list. Times are seconds of a morning, in two columns of bytes; the rare
fraction of a second stands apart.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

import msgspec

Seconds = int | float
"""Seconds since midnight in Asia/Shanghai."""

_NONE = 0xFFFF  # no second of a morning


class Times(msgspec.Struct, array_like=True, frozen=True):
    """Some workers' times, all before noon."""

    low: bytes
    high: bytes
    fractions: dict[int, float] = {}

    @classmethod
    def of(cls, numbers: Sequence[int], seconds: Iterable[Seconds]) -> "Times":
        """The workers of these numbers, each with its time."""
        places: list[Seconds] = [_NONE] * (max(numbers, default=-1) + 1)
        for number, second in zip(numbers, seconds, strict=True):
            places[number] = second
        fractions: dict[int, float] = {}
        try:
            whole = _packed(places)
        except struct.error:
            fractions = {number: second for number, second in enumerate(places) if isinstance(second, float)}
            whole = _packed(list(map(int, places)))
        return cls(whole[::2], whole[1::2], fractions)

    def pairs(self) -> Iterator[tuple[int, Seconds]]:
        """The workers' numbers in order, each with its time."""
        whole = bytearray(2 * len(self.low))
        whole[::2], whole[1::2] = self.low, self.high
        seconds: tuple[int, ...] = struct.unpack(f"<{len(self.low)}H", whole)
        for number, second in enumerate(seconds):
            if second != _NONE:
                yield number, self.fractions.get(number, second) if self.fractions else second


def flags_of(numbers: Sequence[int]) -> bytes:
    """A byte 1 for each of the numbers, 0 between them."""
    flags = bytearray(max(numbers, default=-1) + 1)
    for number in numbers:
        flags[number] = 1
    return bytes(flags)


def numbers_of(flags: bytes) -> Iterator[int]:
    """The numbers of the flags, in order."""
    return compress(range(len(flags)), flags)


def _packed(places: Sequence[Seconds]) -> bytes:
    return struct.pack(f"<{len(places)}H", *places)

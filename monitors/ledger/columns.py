"""Columns of a day: which of a month's workers, and their times, in the form that compresses best.

Workers are flags in the order of the month's list, times are seconds of a morning in two columns of bytes; the rare
fraction of a second stands apart. On lived months this takes five sixths of what lists of numbers take.
"""

import struct
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import itemgetter

import msgspec

Seconds = int | float
"""Seconds since midnight in Asia/Shanghai."""

_FIRST = itemgetter(0)
_SECOND = itemgetter(1)


class Times(msgspec.Struct, array_like=True, frozen=True):
    """Some workers' times, all before noon."""

    flags: bytes
    low: bytes
    high: bytes
    fractions: dict[int, float] = {}

    @classmethod
    def of(cls, numbers: Sequence[int], seconds: Iterable[Seconds]) -> "Times":
        """The workers of these numbers, each with its time."""
        pairs = sorted(zip(numbers, seconds, strict=True), key=_FIRST)
        whole = struct.pack(f"<{len(pairs)}H", *map(int, map(_SECOND, pairs)))
        fractions = {number: second for number, second in pairs if isinstance(second, float)}
        return cls(flags_of(numbers), whole[::2], whole[1::2], fractions)

    def pairs(self) -> Iterable[tuple[int, Seconds]]:
        """The workers' numbers in order, each with its time."""
        whole = bytearray(2 * len(self.low))
        whole[::2], whole[1::2] = self.low, self.high
        times: Iterable[Seconds] = struct.unpack(f"<{len(self.low)}H", whole)
        if self.fractions:
            exact = self.fractions.get
            return [
                (number, exact(number, second)) for number, second in zip(numbers_of(self.flags), times, strict=True)
            ]
        return zip(numbers_of(self.flags), times, strict=True)


def flags_of(numbers: Iterable[int]) -> bytes:
    """A byte 1 for each of the numbers, 0 between them."""
    chosen = list(numbers)
    flags = bytearray(max(chosen, default=-1) + 1)
    for number in chosen:
        flags[number] = 1
    return bytes(flags)


def numbers_of(flags: bytes) -> Iterable[int]:
    """The numbers of the flags, in order."""
    return compress(range(len(flags)), flags)

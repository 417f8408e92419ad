"""A submission on its way in: larger than memory if need be, read once from the sender and then as often as needed."""

import hashlib
import pickle
from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, TypeVar

import zstandard

from infra.sealed_file.scratch import Scratch
from schemas.sensitive import may_carry

_PART: Final = 1024 * 1024
_PIECE: Final = 64 * 1024
_CHUNK_ITEMS: Final = 2_000
_CHUNK_WEIGHT: Final = 4 * 1024 * 1024

Item = TypeVar("Item", bound=tuple[Any, ...])


class Chunks(Generic[Item]):
    """Named tuples in order, kept in chunks; only one chunk at a time is in memory once there are many."""

    def __init__(self, make: Callable[[tuple[Any, ...]], Item]) -> None:
        """Takes what makes an item of its plain tuple."""
        self._make = make
        self._file = Scratch()
        self._chunks = 0
        self._open: list[Item] = []
        self._weight = 0

    def add(self, item: Item, weight: int) -> None:
        """Append an item that takes about `weight` bytes."""
        self._open.append(item)
        self._weight += weight
        if len(self._open) >= _CHUNK_ITEMS or self._weight >= _CHUNK_WEIGHT:
            pickle.dump(list(map(tuple, self._open)), self._file, protocol=5)
            self._open, self._weight = [], 0
            self._chunks += 1

    def __iter__(self) -> Iterator[list[Item]]:
        """The chunks from the beginning."""
        file = self._file.whole()
        while file.tell() < self._file.tell():
            yield list(map(self._make, pickle.load(file)))  # noqa: S301 (our own file, which nobody else can write)
        if self._open:
            yield self._open

    @property
    def is_one(self) -> bool:
        """Whether there is no more than one chunk."""
        return not self._chunks

    def close(self) -> None:
        """Forget all of it."""
        self._file.close()


class RawBytes:
    """The bytes as sent: their SHA-256, their number, and themselves as one zstd stream."""

    def __init__(self) -> None:
        self._file = Scratch()
        self._zstd = zstandard.ZstdCompressor(level=3).compressobj()
        self._digest = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._weight = 0
        self.size = 0
        self.may_carry = False
        """Whether a person's number may stand within one of the pieces."""

    def add(self, sent: bytes) -> None:
        """Append what was sent next."""
        self.size += len(sent)
        self._waiting.append(sent)
        self._weight += len(sent)
        if self._weight >= _PIECE:
            self._press()

    def _press(self) -> None:
        sent = b"".join(self._waiting)
        self._waiting, self._weight = [], 0
        self._digest.update(sent)
        self.may_carry = self.may_carry or may_carry(sent)
        self._file.write(self._zstd.compress(sent))

    def finish(self) -> str:
        """The SHA-256 of everything; nothing can be added any more."""
        self._press()
        self._file.write(self._zstd.flush())
        return self._digest.hexdigest()

    def parts(self) -> Iterator[bytes]:
        """The compressed stream, cut."""
        file = self._file.whole()
        while part := file.read(_PART):
            yield part

    def close(self) -> None:
        """Forget all of it."""
        self._file.close()

"""Held checks on the local disk: none is answered before it is there, none is forgotten before the database has it."""

import contextlib
import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

import msgspec

from infra.db.gate.entering import Asked

_SUFFIX: Final = ".asked.jsonl"
_LINE: Final = msgspec.json.Decoder(Asked)


class Spool:
    """One process's file. It is locked for as long as the process lives: what a dead one left anybody may enter."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._path = folder / f"{uuid4().hex}{_SUFFIX}"
        self._file = self._path.open("ab", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        _sync_folder(folder)
        self._lock = threading.Lock()
        self._kept: deque[Asked] = deque()

    def keep(self, asked: Sequence[Asked]) -> None:
        """Write them; they are on the disk when it returns."""
        with self._lock:
            self._file.write(b"".join(msgspec.json.encode(one) + b"\n" for one in asked))
            os.fsync(self._file.fileno())
            self._kept.extend(asked)

    def first(self, most: int) -> list[Asked]:
        """The oldest that the database may not have."""
        with self._lock:
            return list(islice(self._kept, most))

    def forget(self, count: int) -> None:
        """The database has so many of the oldest."""
        with self._lock:
            for _ in range(count):
                self._kept.popleft()
            if not self._kept:
                self._file.truncate(0)

    def adopt(self) -> None:
        """Take over what processes that ended have left."""
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            if path == self._path:
                continue
            with contextlib.suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if left := list(_whole_lines(file)):
                    self.keep(left)
                path.unlink()

    def others(self) -> Iterator[Asked]:
        """What the other processes on this machine keep just now."""
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if path != self._path:
                with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                    yield from _whole_lines(file)

    def close(self) -> None:
        """Give the file up; an empty one goes."""
        if self._path.exists() and not self._path.stat().st_size:
            self._path.unlink()
        self._file.close()


def _whole_lines(file: BinaryIO) -> Iterator[Asked]:
    """The lines that were written whole; half a line was never answered."""
    for line in file:
        if line.endswith(b"\n"):
            with contextlib.suppress(msgspec.MsgspecError):
                yield _LINE.decode(line)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

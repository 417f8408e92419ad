"""Held checks on the local disk: none is answered before it is there, none is forgotten before the database has it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

import msgspec

from infra.db.gate.store import Asked

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

    def keep(self, asked: Sequence[Asked]) -> None:
        """Write them; they are on the disk when it returns."""
        self._file.write(b"".join(msgspec.json.encode(one) + b"\n" for one in asked))
        os.fsync(self._file.fileno())

    def clear(self) -> None:
        """Forget all of it: the database has it."""
        self._file.truncate(0)

    def left(self) -> Iterator[tuple[Path, list[Asked]]]:
        """What processes that ended have left, file by file."""
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            if path == self._path:
                continue
            with contextlib.suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield path, list(_whole_lines(file))

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

"""What is being delivered, on disk in the state directory: it outlives the process that took it."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_FOLDER: Final = "door"
_PIECE: Final = 1024 * 1024
_MINE: Final = 0o600


class BusyError(Exception):
    """Somebody else writes the file at this moment."""


class Spool:
    """Files of deliveries by their number, readable by this user only."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / _FOLDER

    def path(self, number: str) -> Path:
        """Where a delivery's bytes are. Numbers are made here, never taken from a sender."""
        return self._folder / number

    def writing(self, number: str) -> "Writing":
        """A new file, or the next bytes of one that was begun."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Writing(self.path(number))

    def size(self, number: str) -> int:
        """How many bytes there are; 0 of a file that is not there."""
        try:
            return self.path(number).stat().st_size
        except FileNotFoundError:
            return 0

    def exists(self, number: str) -> bool:
        """Whether the bytes are here."""
        return self.path(number).exists()

    def forget(self, number: str) -> None:
        """Remove the file."""
        self.path(number).unlink(missing_ok=True)

    def rename(self, number: str, new: str) -> None:
        """Give the bytes another number."""
        self.path(number).rename(self.path(new))

    def digest(self, number: str) -> str:
        """The SHA-256 of the bytes."""
        with self.path(number).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def older_than(self, seconds: float, now: float) -> Iterator[str]:
        """Files that nobody has written to for so long."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if now - path.stat().st_mtime > seconds:
                yield path.name


class Writing:
    """One file being written by one at a time; its bytes are on the disk once it is closed."""

    def __init__(self, path: Path) -> None:
        """Opens it at its end.

        Raises:
            BusyError: somebody else writes it.
        """
        self._file = open(path, "ab", buffering=_PIECE, opener=_private)  # noqa: SIM115 (closed by close; only open takes an opener)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise BusyError from error
        self.size = self._file.tell()
        self._begun_at = self.size

    def add(self, piece: bytes) -> None:
        """Append bytes."""
        self._file.write(piece)
        self.size += len(piece)

    def undo(self) -> None:
        """Forget what was appended since the file was opened."""
        self._file.flush()
        self._file.truncate(self._begun_at)
        self.size = self._begun_at

    def close(self) -> None:
        """Put it on the disk and let others write."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()


@contextmanager
def written(spool: Spool, number: str) -> Iterator[Writing]:
    """A file open for writing, closed in any case."""
    writing = spool.writing(number)
    try:
        yield writing
    finally:
        writing.close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _MINE)

"""What is being delivered, on disk in the state directory: it outlives the process that took it, and is encrypted."""

import hashlib
import io
import os
from pathlib import Path
from typing import IO, Final, NamedTuple

from infra.seal import Seal, Unreadable
from infra.sealed_file import BusyError, Writing, reading, size_of

__all__ = ["BusyError", "Spool", "Spooled", "Writing"]
_FOLDER: Final = "door"


class Spooled(NamedTuple):
    """The bytes of a delivery: their number in the spool, their length and SHA-256; `body` is what is not there yet."""

    number: str
    size: int
    sha256: str
    body: bytes | None = None


class Spool:
    """Files of deliveries by their number, readable by this deployment only."""

    def __init__(self, state_dir: Path, seal: Seal) -> None:
        self._folder = state_dir / _FOLDER
        self._seal = seal
        self._at_hand: dict[str, bytes] = {}
        """What this process has put here and not forgotten yet; it need not be read from the disk."""

    def path(self, number: str) -> Path:
        """Where a delivery's bytes are. Numbers are made here, never taken from a sender."""
        return self._folder / number

    def writing(self, number: str) -> Writing:
        """A new file, or the next bytes of one that was begun. Raises `BusyError`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Writing(self.path(number), self._seal)

    def put(self, number: str, body: bytes) -> None:
        """A new file of few bytes, which outlives this process; the machine only once it was `settle`d."""
        writing = self.writing(number)
        try:
            writing.add(body)
        finally:
            writing.close(lasting=False)
        self._at_hand[number] = body

    def settle(self, number: str) -> None:
        """Put the file on the disk, unless it is forgotten already."""
        try:
            with self.path(number).open("rb") as file:
                os.fsync(file.fileno())
        except FileNotFoundError:
            return

    def open(self, number: str) -> IO[bytes]:
        """The bytes, to be read from any place. Raises `OSError` where they cannot be read."""
        if number in self._at_hand:
            return io.BytesIO(self._at_hand[number])
        try:
            return reading(self.path(number), self._seal)
        except Unreadable as error:
            raise OSError("the spooled file is sealed with a key that is not here") from error

    def size(self, number: str) -> int:
        """How many bytes there are; 0 of a file that is not there."""
        return size_of(self.path(number))

    def exists(self, number: str) -> bool:
        """Whether the bytes are here."""
        return self.path(number).exists()

    def forget(self, number: str) -> None:
        """Remove the file."""
        self._at_hand.pop(number, None)
        self.path(number).unlink(missing_ok=True)

    def rename(self, number: str, new: str) -> None:
        """Give the bytes another number."""
        if number in self._at_hand:
            self._at_hand[new] = self._at_hand.pop(number)
        self.path(number).rename(self.path(new))

    def digest(self, number: str) -> str:
        """The SHA-256 of the bytes."""
        with self.open(number) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a buffered reader it is

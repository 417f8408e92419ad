"""What is being delivered, on disk in the state directory: it outlives the process that took it, and is encrypted."""

import hashlib
from pathlib import Path
from typing import IO, Final

from infra.seal import Seal, Unreadable
from infra.sealed_file import BusyError, Writing, reading, size_of

__all__ = ["BusyError", "Spool", "Writing"]
_FOLDER: Final = "door"


class Spool:
    """Files of deliveries by their number, readable by this deployment only."""

    def __init__(self, state_dir: Path, seal: Seal) -> None:
        self._folder = state_dir / _FOLDER
        self._seal = seal

    def path(self, number: str) -> Path:
        """Where a delivery's bytes are. Numbers are made here, never taken from a sender."""
        return self._folder / number

    def writing(self, number: str) -> Writing:
        """A new file, or the next bytes of one that was begun. Raises `BusyError`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Writing(self.path(number), self._seal)

    def open(self, number: str) -> IO[bytes]:
        """The bytes, to be read from any place. Raises `OSError` where they cannot be read."""
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
        self.path(number).unlink(missing_ok=True)

    def rename(self, number: str, new: str) -> None:
        """Give the bytes another number."""
        self.path(number).rename(self.path(new))

    def digest(self, number: str) -> str:
        """The SHA-256 of the bytes."""
        with self.open(number) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a buffered reader it is

"""A sealed file being read."""

import io
import os
from bisect import bisect_right
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.seal import Seal, Unreadable
from infra.sealed_file.form import LENGTH, NONCE, TAG, opened, pieces, wrapped
from infra.sealed_file.writing import PIECE


class Damaged(OSError):
    """A piece of the file is not what was written."""


def reading(path: Path, seal: Seal) -> IO[bytes]:
    """The text of a sealed file, to be read from any place.

    Raises:
        infra.seal.Unreadable: it is no sealed file, or sealed with a key that is not here.
        FileNotFoundError: it is not there.
    """
    file = path.open("rb", buffering=0)
    try:
        return io.BufferedReader(_Text(file, opened(file, seal)), PIECE)
    except BaseException:
        file.close()
        raise


def size_of(path: Path) -> int:
    """How long the text is; 0 where there is no such file, or none of ours."""
    try:
        with path.open("rb", buffering=0) as file:
            wrapped(file)
            return sum(piece.size for piece in pieces(file))
    except (FileNotFoundError, Unreadable):
        return 0


class _Text(io.RawIOBase):
    """What is sealed in a file."""

    def __init__(self, file: io.FileIO, cipher: AESGCM) -> None:
        self._file = file
        self._cipher = cipher
        self._all = pieces(file)
        self._end = sum(piece.size for piece in self._all)
        self._number = 0
        self._offset = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def seekable(self) -> bool:
        """And from any place."""
        return True

    def tell(self) -> int:
        """Where reading goes on."""
        begin = self._all[self._number].begin if self._number < len(self._all) else self._end
        return begin + self._offset

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go on reading from there."""
        place = offset + (0, self.tell(), self._end)[whence]
        if place >= self._end:
            self._number, self._offset = len(self._all), place - self._end
        else:
            self._number = bisect_right(self._all, place, key=lambda piece: piece.begin) - 1
            self._offset = place - self._all[self._number].begin
        return place

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer will do
        """The next bytes, at most to the end of their piece."""
        if self._number >= len(self._all):
            return 0
        text = self._piece()
        given = memoryview(text)[self._offset : self._offset + len(buffer)]
        buffer[: len(given)] = given
        self._offset += len(given)
        if self._offset == len(text):
            self._number, self._offset = self._number + 1, 0
        return len(given)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
        super().close()

    def _piece(self) -> bytes:
        if self._held[0] != self._number:
            at, _, size = self._all[self._number]
            self._file.seek(at + LENGTH.size)
            sealed = self._file.read(NONCE + size + TAG) or b""
            try:
                text = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], LENGTH.pack(self._number))
            except (InvalidTag, ValueError) as error:
                raise Damaged("a piece of the file is not what was written") from error
            self._held = (self._number, text)
        return self._held[1]

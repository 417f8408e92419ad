"""A sealed file being written."""

import fcntl
import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.seal import Seal, Unreadable
from infra.sealed_file.form import LARGEST, LENGTH, NONCE, Piece, begun, opened, pieces

PIECE: Final = 1024 * 1024
"""From how many bytes on a piece is put on the disk."""
_MINE: Final = 0o600


class BusyError(Exception):
    """Somebody else writes the file at this moment."""


class Writing:
    """One file being written by one at a time, from its end on; its bytes are on the disk once it is closed."""

    def __init__(self, path: Path, seal: Seal) -> None:
        """Opens it at its end. A file that cannot be read any more is begun anew.

        Raises:
            BusyError: somebody else writes it.
        """
        self._file = open(path, "r+b", buffering=0, opener=_private)  # noqa: SIM115 (closed by close; only open takes an opener)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._cipher, there = self._opened(seal)
        except BlockingIOError as error:
            self._file.close()
            raise BusyError from error
        except BaseException:
            self._file.close()
            raise
        self._waiting: list[bytes] = []
        self._length = 0
        self._count = len(there)
        self.size = sum(piece.size for piece in there)
        self._begun = (self._count, self.size, self._file.tell())

    def _opened(self, seal: Seal) -> tuple[AESGCM, list[Piece]]:
        """The file's own key, and what is whole in it; behind that it is cut off."""
        try:
            cipher = opened(self._file, seal)
        except Unreadable:
            self._file.seek(0)
            self._file.truncate()
            return begun(self._file, seal), []
        begin = self._file.tell()
        there = pieces(self._file)
        self._file.seek(there[-1].end if there else begin)
        self._file.truncate()
        return cipher, there

    def add(self, piece: bytes) -> None:
        """Append bytes."""
        self._waiting.append(piece)
        self.size += len(piece)
        self._length += len(piece)
        if self._length >= PIECE:
            self._flush()

    def _flush(self) -> None:
        text = b"".join(self._waiting)
        self._forget()
        for start in range(0, len(text), LARGEST):
            self._put(text[start : start + LARGEST])

    def _put(self, text: bytes) -> None:
        nonce = os.urandom(NONCE)
        sealed = self._cipher.encrypt(nonce, text, LENGTH.pack(self._count))
        for part in (LENGTH.pack(len(text)) + nonce, sealed):
            left = memoryview(part)
            while left:
                left = left[self._file.write(left) :]
        self._count += 1

    def undo(self) -> None:
        """Forget what was appended since the file was opened."""
        self._forget()
        self._count, self.size, end = self._begun
        self._file.seek(end)
        self._file.truncate()

    def close(self, *, lasting: bool = True) -> None:
        """Put it on the disk and let others write. Not `lasting`, it outlives this process, maybe not the machine."""
        try:
            self._flush()
            if lasting:
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def _forget(self) -> None:
        self._waiting.clear()
        self._length = 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, _MINE)

"""Bytes put aside while they are worked on: in memory while they are few, then where nobody can read them.

Beyond the memory they lie in a file without a name in the system's directory for such, in pieces of AES-256-GCM whose
key is in this object and nowhere else: who copies the disk, or the file, has nothing.
"""

import io
import os
import tempfile
from typing import IO, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IN_MEMORY: Final = 16 * 1024 * 1024
_PIECE: Final = 64 * 1024
_TAG: Final = 16
_NONCE: Final = 12


class Scratch:
    """A file that is written at its end, and read from any place once `whole` gives it. Close it."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        """Empty; up to so many bytes are kept in memory."""
        self._in_memory = in_memory
        self._size = 0
        self._memory: io.BytesIO | None = io.BytesIO()
        self._file: IO[bytes] = self._memory

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, piece: bytes | bytearray | memoryview) -> int:
        """Append bytes."""
        self._size += len(piece)
        if self._memory is not None and self._size > self._in_memory:
            self._seal(self._memory)
        return self._file.write(piece)

    def tell(self) -> int:
        """How many bytes there are."""
        return self._size

    def whole(self) -> IO[bytes]:
        """All of it from the beginning, open as long as this is. Append nothing any more."""
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Forget all of it."""
        self._file.close()

    def _seal(self, memory: io.BytesIO) -> None:
        self._file = io.BufferedRandom(_Sealed(), _PIECE)
        self._file.write(memory.getbuffer())
        self._memory = None


class _Sealed(io.RawIOBase):
    """The pieces on the disk, all of one length; the last one is in memory until it is full."""

    def __init__(self) -> None:
        self._disk = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed by close)
        self._cipher = AESGCM(os.urandom(32))  # of this file only, so that its pieces' numbers are nonces
        self._last = bytearray()
        self._count = 0
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def writable(self) -> bool:
        """And for writing."""
        return True

    def seekable(self) -> bool:
        """From any place."""
        return True

    def tell(self) -> int:
        """Where reading goes on."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go on reading from there."""
        self._place = offset + (0, self._place, self._end)[whence]
        return self._place

    def write(self, text: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer will do
        """Append bytes."""
        if self._place != self._end:
            raise OSError("it is written at its end only")
        self._last += text
        full = len(self._last) // _PIECE * _PIECE
        for start in range(0, full, _PIECE):
            self._put(bytes(self._last[start : start + _PIECE]))
        del self._last[:full]
        self._place = self._end
        return len(text)

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer will do
        """The next bytes, at most to the end of their piece."""
        number, offset = divmod(self._place, _PIECE)
        given = memoryview(self._piece(number))[offset : offset + len(buffer)]
        buffer[: len(given)] = given
        self._place += len(given)
        return len(given)

    def close(self) -> None:
        """Give the file back, and forget the key."""
        self._disk.close()
        super().close()

    @property
    def _end(self) -> int:
        return self._count * _PIECE + len(self._last)

    def _put(self, text: bytes) -> None:
        sealed = memoryview(self._cipher.encrypt(self._count.to_bytes(_NONCE, "big"), text, None))
        at = self._count * (_PIECE + _TAG)
        while sealed:
            written = os.pwrite(self._disk.fileno(), sealed, at)
            sealed, at = sealed[written:], at + written
        self._count += 1

    def _piece(self, number: int) -> bytes:
        if number >= self._count:
            return bytes(self._last) if number == self._count else b""
        if self._held[0] != number:
            sealed = os.pread(self._disk.fileno(), _PIECE + _TAG, number * (_PIECE + _TAG))
            self._held = number, self._cipher.decrypt(number.to_bytes(_NONCE, "big"), sealed, None)
        return self._held[1]

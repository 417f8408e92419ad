"""How a sealed file is laid out: its wrapped key, and where its pieces are."""

import base64
import io
import os
from struct import Struct
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infra.seal import Seal, Unreadable

LARGEST: Final = 8 * 1024 * 1024
"""The longest text of one piece."""
LENGTH: Final = Struct(">I")
NONCE: Final = 12
TAG: Final = 16
AROUND: Final = LENGTH.size + NONCE + TAG
"""What a piece takes more than its text."""
_MAGIC: Final = b"WWS1"
_KEY: Final = 32
_LONGEST_KEY: Final = 4096


class Piece(NamedTuple):
    """Where a piece lies in the file, and where its text begins and how long it is."""

    at: int
    begin: int
    size: int

    @property
    def end(self) -> int:
        """Where the next one lies."""
        return self.at + AROUND + self.size


def begun(file: io.FileIO, seal: Seal) -> AESGCM:
    """Begin a file with a key of its own."""
    key = os.urandom(_KEY)
    wrapped = seal.sealed(base64.b64encode(key).decode())
    file.write(_MAGIC + LENGTH.pack(len(wrapped)) + wrapped)
    return AESGCM(key)


def opened(file: io.FileIO, seal: Seal) -> AESGCM:
    """The file's key; the file then stands at its first piece. Raises `Unreadable`."""
    return AESGCM(base64.b64decode(seal.opened(wrapped(file))))


def wrapped(file: io.FileIO) -> bytes:
    """The wrapped key; the file then stands at its first piece. Raises `Unreadable` where it is no file of ours."""
    file.seek(0)
    head = file.read(len(_MAGIC) + LENGTH.size) or b""
    if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + LENGTH.size:
        raise Unreadable("it is no sealed file")
    (size,) = LENGTH.unpack(head[len(_MAGIC) :])
    return file.read(min(size, _LONGEST_KEY)) or b""


def pieces(file: io.FileIO) -> list[Piece]:
    """The pieces that are whole, from where the file stands."""
    found: list[Piece] = []
    end, at, begin = os.fstat(file.fileno()).st_size, file.tell(), 0
    while at + AROUND < end:
        file.seek(at)
        (size,) = LENGTH.unpack(file.read(LENGTH.size) or b"\0\0\0\0")
        if not 0 < size <= LARGEST or at + AROUND + size > end:
            break
        found.append(Piece(at, begin, size))
        at, begin = found[-1].end, begin + size
    return found

"""A packed workbook's file, read in pieces only: its list of parts is refused before it fills the memory."""

from typing import IO, Final

from streams.formats.refused import MEBIBYTE, Refused

_LARGEST: Final = 4 * MEBIBYTE
"""Of what is read at once. A list of ten thousand parts, the most of a workbook, takes less."""


class Parts:
    """As much of a file as `zipfile` needs; it reads the list of parts at once, however long it says that it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        """It is read from any place."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises `Refused` for more than anything in a workbook needs."""
        piece = self._file.read(min(size, _LARGEST + 1) if size >= 0 else _LARGEST + 1)
        if len(piece) > _LARGEST:
            raise Refused("the workbook has too many parts", "工作簿包含的部件过多")
        return piece

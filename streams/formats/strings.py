"""The strings of a workbook, which its cells name by number."""

import array
from typing import IO

from infra.sealed_file.scratch import Scratch


class Strings:
    """The strings of a workbook, on disk once they are many."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._file: IO[bytes] | None = None
        self._ends = array.array("Q", [0])
        self._recent: dict[int, str] = {}

    def add(self, text: str) -> None:
        """Append a string."""
        self._scratch.write(text.encode("utf-8", "surrogatepass"))
        self._ends.append(self._scratch.tell())

    def close(self) -> None:
        """Forget all of them."""
        self._scratch.close()

    def __getitem__(self, index: int) -> str:
        """The string at a place. Raises `IndexError`."""
        found = self._recent.get(index)
        if found is None:
            if not 0 <= index < len(self._ends) - 1:
                raise IndexError(index)
            self._file = self._file or self._scratch.whole()
            self._file.seek(self._ends[index])
            found = self._file.read(self._ends[index + 1] - self._ends[index]).decode("utf-8", "surrogatepass")
            if len(self._recent) > 10_000:
                self._recent.clear()
            self._recent[index] = found
        return found

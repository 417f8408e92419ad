"""A delivered file on its way to the intake: every row looked at by the scope, no line too long."""

from collections.abc import Iterator
from typing import IO, Final

from schemas.checking import Checked
from streams.door.rejected import Repair, repaired_by
from streams.door.scope import Scope
from streams.formats.reading import Reading
from streams.formats.refused import MEBIBYTE, Refused
from streams.formats.taken import Taken, Tally
from streams.identity import ASTERISKS, Tokens, tokenised

_LONGEST_LINE: Final = 16 * MEBIBYTE


class ScopedFile:
    """A recognised file whose rows the scope has looked at; what the intake reads."""

    def __init__(self, reading: Reading, scope: Scope) -> None:
        self._reading = reading
        self._scope = scope

    @property
    def form(self) -> str:
        """What kind of file it is."""
        return self._reading.form

    @property
    def feed(self) -> str | None:
        """What kind of table."""
        return self._reading.feed

    @property
    def sheet(self) -> str | None:
        """The sheet that was asked for."""
        return self._reading.sheet

    @property
    def tally(self) -> Tally:
        """The rows read so far."""
        return self._reading.tally

    def raw(self) -> Iterator[bytes]:
        """The bytes as sent."""
        return self._reading.raw()

    def taken(self) -> Iterator[Taken]:
        """What is in it, as far as the client may send it; what it may not repairs nothing."""
        with self._scope.at_hand():
            for taken in self._reading.taken():
                checked = self._scope.of(taken.checked)
                yield taken if checked is taken.checked else Taken(taken.number, checked)


def scoped_lines(
    file: IO[bytes], scope: Scope, repairs: list[Repair], tokens: Tokens = ASTERISKS
) -> Iterator[tuple[bytes, Checked | None]]:
    """The lines of a plain file; what they say they repair is added to `repairs`.

    Raises:
        Refused: a line is longer than any event.
    """
    with scope.at_hand():
        for line, told in tokenised(_lines(file), tokens):
            checked = scope.of(told)
            if checked is not None and checked.data is not None:
                repairs += repaired_by(line, checked.source, checked.id)
            yield line, checked


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            most = _LONGEST_LINE // MEBIBYTE
            raise Refused(f"a line is longer than {most} MiB", f"有一行超过 {most} MiB")
        yield line

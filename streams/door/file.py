"""A delivered file on its way to the intake: every row looked at by the scope, no line too long."""

from collections.abc import Callable, Iterator
from typing import IO, Final, TypeVar

from schemas.checking import Checked
from streams.door.scope import Scope
from streams.formats.reading import Reading
from streams.formats.refused import MEBIBYTE, Refused
from streams.formats.taken import Taken, Tally
from streams.identity import ASTERISKS, Tokens, tokenised

_ROWS_AT_ONCE: Final = 500
_BYTES_AT_ONCE: Final = 256 * 1024
_Row = TypeVar("_Row")
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
        """What is in it; what the client may not send is set aside."""
        with self._scope.at_hand():
            rows = self._reading.taken()
            while some := _some(rows, lambda taken: taken.checked.records if taken.checked else 1, _ROWS_AT_ONCE):
                self._scope.expect(taken.checked for taken in some)
                for taken in some:
                    checked = self._scope.of(taken.checked)
                    yield taken if checked is taken.checked else taken._replace(checked=checked)


def scoped_lines(file: IO[bytes], scope: Scope, tokens: Tokens = ASTERISKS) -> Iterator[tuple[bytes, Checked | None]]:
    """The lines of a plain file.

    Raises:
        Refused: a line is longer than any event.
    """
    with scope.at_hand():
        lines = tokenised(_lines(file), tokens)
        while some := _some(lines, lambda row: len(row[0]), _BYTES_AT_ONCE):
            scope.expect(told for _, told in some)
            for line, told in some:
                yield line, scope.of(told)


def _some(rows: Iterator[_Row], weight: Callable[[_Row], int], most: int) -> list[_Row]:
    """The next rows, few enough to be held in memory."""
    some: list[_Row] = []
    while most > 0 and (row := next(rows, None)) is not None:
        some.append(row)
        most -= weight(row)
    return some


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            most = _LONGEST_LINE // MEBIBYTE
            raise Refused(f"a line is longer than {most} MiB", f"有一行超过 {most} MiB")
        yield line

"""Identity and card numbers at the door: they become tokens before anything is checked, told or stored.

Every way in comes through here: lines through `tokenised`, tables and messages through the tokens of their `Manner`.
Where no tokens are to be had the numbers become asterisks: a text loses them, an identifier is refused for them.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Protocol

from schemas.checking import Checked
from schemas.many import check_lines
from schemas.sensitive import Kind, asterisks

_LINES_AT_ONCE: Final = 500
_BYTES_AT_ONCE: Final = 1024 * 1024


class Tokens(Protocol):
    """What knows the token of a number; see `infra.vault.Tokens`."""

    def of(self, kind: Kind, number: str) -> str:
        """The token."""
        ...


class _Asterisks:
    """No tokens: asterisks for every number."""

    def of(self, kind: Kind, number: str) -> str:
        """As many as the number has characters."""
        return asterisks(kind, number)


ASTERISKS: Final = _Asterisks()


def tokenised(lines: Iterable[bytes], tokens: Tokens) -> Iterator[tuple[bytes, Checked | None]]:
    """The lines of a file, each checked, with tokens in place of its numbers. What is no JSON has them masked."""
    waiting = iter(lines)
    while chunk := _some(waiting):
        yield from zip(chunk, check_lines(chunk, tokens.of), strict=True)


def _some(lines: Iterator[bytes]) -> list[bytes]:
    """The next lines, as many as are checked at once and take little memory."""
    taken: list[bytes] = []
    left = _BYTES_AT_ONCE
    for line in islice(lines, _LINES_AT_ONCE):
        taken.append(line)
        left -= len(line)
        if left <= 0:
            break
    return taken

"""Identity and card numbers at the door: they become tokens before anything is checked, told or stored."""

from typing import Protocol

from schemas.checking import Checked, check_event, check_line
from schemas.reading import read
from schemas.sensitive import Kind, mapped, may_carry


class Tokens(Protocol):
    """What knows the token of a number; see `infra.vault.Tokens`."""

    def of(self, kind: Kind, number: str) -> str:
        """The token."""
        ...


def door(line: bytes, tokens: Tokens | None) -> Checked | None:
    """A line, checked; with tokens where there are any to be had."""
    return check_line(line) if tokens is None else tokenised(line, tokens)


def tokenised(line: bytes, tokens: Tokens) -> Checked | None:
    """A line of a file, checked, with tokens in place of its numbers. What is no JSON is refused with them masked."""
    if not may_carry(line):
        return check_line(line)
    try:
        event = read(line)
    except ValueError:
        return check_line(line)
    if not isinstance(event, dict):
        return check_line(line)
    return check_event(mapped(event, tokens.of))

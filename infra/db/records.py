"""The bytes behind frames: which line of which submission each came from, and that line as it was sent.

Persons' numbers are not shown: a line in which they stand is told with tokens in their place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from infra.db.bodies import body
from infra.db.engine import transaction
from infra.vault import Vault, retold

_ORIGINS: Final = """
    SELECT seq, submission_id, line_no, received_at FROM journal
    WHERE project = %s AND seq = ANY(%s) AND submission_id IS NOT NULL ORDER BY seq
"""
_EVENTS: Final = """
    SELECT line_no, body FROM journal
    WHERE submission_id = %(submission)s AND (%(numbers)s::bigint[] IS NULL OR line_no = ANY(%(numbers)s))
    ORDER BY line_no, project, seq
"""
_RECEIPTS: Final = """
    SELECT id, name, channel, received_at, encode(sha256, 'hex'), size, lines, received, accepted, duplicate,
           quarantined
    FROM submissions WHERE id = ANY(%s) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one frame of a project came from."""

    seq: int
    submission: int
    line_no: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Submitted:
    """One submission's receipt; `sha256` is the digest of all of it as it was sent."""

    id: int
    name: str
    channel: str
    received_at: datetime
    sha256: str
    size: int
    lines: int
    received: int
    accepted: int
    duplicate: int
    quarantined: int


class Records:
    """Reads what was submitted, byte for byte where it carries no persons' numbers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def origins(self, project: str, seqs: Iterable[int]) -> list[Origin]:
        """Where the frames of a project came from; the clock's came from nowhere."""
        with transaction(self._engine) as connection:
            return [Origin(*row) for row in connection.execute(_ORIGINS, (project, list(seqs)))]

    def submitted(self, submissions: Iterable[int]) -> list[Submitted]:
        """The receipts of submissions."""
        with transaction(self._engine) as connection:
            return [Submitted(*row) for row in connection.execute(_RECEIPTS, (sorted(set(submissions)),))]

    def lines(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """The lines by (submission, line number), each with its end. Line 1 is the first. Raises `VaultLocked`."""
        by_submission: dict[int, set[int]] = {}
        for submission, line_no in wanted:
            by_submission.setdefault(submission, set()).add(line_no)
        found: dict[tuple[int, int], bytes] = {}
        tokens = Vault.of(self._engine).tokens()
        with transaction(self._engine) as connection:
            for submission, numbers in sorted(by_submission.items()):
                picked = _picked(body(self._engine, connection, submission), numbers)
                found.update(((submission, number), retold(line, tokens)) for number, line in picked)
        tokens.keep()
        return found

    def events(self, submission: int, numbers: Iterable[int] | None) -> Iterator[tuple[int, bytes]]:
        """What was read out of a submission that has no lines: its accepted events by the numbers of its entries."""
        wanted = None if numbers is None else sorted(numbers)
        with transaction(self._engine) as connection:
            for line_no, told in connection.execute(_EVENTS, {"submission": submission, "numbers": wanted}):
                yield line_no, bytes(told) + b"\n"

    def whole(self, submission: int) -> bytes:
        """All lines of a submission. Raises `VaultLocked`."""
        tokens = Vault.of(self._engine).tokens()
        with transaction(self._engine) as connection:
            told = b"".join(retold(line, tokens) for line in _lines(body(self._engine, connection, submission)))
        tokens.keep()
        return told


def _picked(pieces: Iterable[bytes], numbers: set[int]) -> Iterator[tuple[int, bytes]]:
    last = max(numbers)
    for number, line in enumerate(_lines(pieces), 1):
        if number in numbers:
            yield number, line
        if number == last:
            return


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if rest:
        yield rest

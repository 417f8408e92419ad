"""The bytes behind frames: which line of which submission each came from, and that line as it was sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import zstandard
from psycopg import Connection
from sqlalchemy import Engine

from infra.db.engine import transaction

_ORIGINS: Final = """
    SELECT seq, submission_id, line_no, received_at FROM journal
    WHERE project = %s AND seq = ANY(%s) AND submission_id IS NOT NULL ORDER BY seq
"""
_RECEIPTS: Final = """
    SELECT id, name, channel, received_at, encode(sha256, 'hex'), size, lines, received, accepted, duplicate,
           quarantined
    FROM submissions WHERE id = ANY(%s) ORDER BY id
"""
_PARTS: Final = "SELECT body FROM submission_parts WHERE submission_id = %s ORDER BY part"


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
    """Reads what was submitted, byte for byte."""

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
        """The lines by (submission, line number), each with its end as it was sent. Line 1 is the first."""
        by_submission: dict[int, set[int]] = {}
        for submission, line_no in wanted:
            by_submission.setdefault(submission, set()).add(line_no)
        found: dict[tuple[int, int], bytes] = {}
        with transaction(self._engine) as connection:
            for submission, numbers in sorted(by_submission.items()):
                found.update(((submission, number), line) for number, line in _picked(connection, submission, numbers))
        return found

    def whole(self, submission: int) -> bytes:
        """A submission as it was sent."""
        with transaction(self._engine) as connection:
            return b"".join(_pieces(connection, submission))


def _picked(connection: Connection[Any], submission: int, numbers: set[int]) -> Iterator[tuple[int, bytes]]:
    last = max(numbers)
    for number, line in enumerate(_lines(_pieces(connection, submission)), 1):
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


def _pieces(connection: Connection[Any], submission: int) -> Iterator[bytes]:
    decompress = zstandard.ZstdDecompressor().decompressobj().decompress
    for (body,) in connection.execute(_PARTS, (submission,), binary=True):
        yield decompress(body)

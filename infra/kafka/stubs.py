"""A frame that is too large for the broker travels as a stub: who gets it reads the frame itself from the journal."""

from datetime import date
from typing import Final

from schemas.frame import Frame, encoded

KEPT: Final = "journal.kept"
"""The kind of a stub: project and number are the frame's, the rest is only in the journal. It is never folded."""

LARGEST: Final = 900_000
"""Bytes of an encoded frame that a broker with Kafka's default limit of 1 MiB surely takes."""


def for_broker(project: str, seq: int, body: bytes) -> bytes:
    """The encoded frame, or its stub."""
    return body if len(body) <= LARGEST else encoded(Frame(project, seq, KEPT, date.min))

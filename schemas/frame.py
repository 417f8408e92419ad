"""A frame is one accepted event as the journal keeps it and the topic `ledger` carries it.

A frame's data is canonical: the contract's fields after validation, without unknown fields and without
"nothing" (absent, null and the empty string are the same), and only with the lines that were accepted.
Punches are grouped for folding; see `schemas.punches`.
"""

from datetime import date, datetime
from typing import Any, Final

import msgspec

COMMONS: Final = "-"
"""The project id under which stands what belongs to no single project: feeds, leads without a project."""

TICKED: Final = "clock.ticked"
"""The kind of a frame that the clock writes: from here on it is the day `on`."""


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """One accepted event of one project.

    `seq` counts 1, 2, 3 … within the project, in the order of acceptance; `at` is the event's `time`, `on`
    the same as a day in Asia/Shanghai; (`source`, `id`) name the event as its sender does.
    """

    project: str
    seq: int
    kind: str
    on: date
    data: dict[str, Any] = {}
    source: str = ""
    id: str = ""
    at: datetime | None = None

    @property
    def name(self) -> tuple[str, str]:
        """The event as its sender names it."""
        return (self.source, self.id)


def encoded(frame: Frame) -> bytes:
    """The frame as JSON, the form of the journal and of the topic `ledger`."""
    return _encoder.encode(frame)


def decoded(body: bytes) -> Frame:
    """The frame of its JSON. Raises `msgspec.DecodeError` on anything else."""
    return _decoder.decode(body)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Frame)

"""One checked line on its way into the journal, small enough to be kept until the whole submission is read."""

import hashlib
import json
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from schemas.checking import Checked, Rejected
from schemas.frame import COMMONS
from streams.routes import SHARED, Routed, accepted_records, key_of

_encoder = msgspec.json.Encoder()


class SetAside(NamedTuple):
    """A rejected record as the quarantine keeps it; `reasons` and `value` are JSON, `value` None if it cannot be."""

    line_index: int | None
    records: int
    reasons: str
    value: str | None


class Arrival(NamedTuple):
    """One line: who carries it, what is set aside, and the canonical data as JSON (None: nothing is accepted)."""

    line_no: int
    pair: bytes | None
    source: str | None
    id: str | None
    type: str | None
    project: str | None
    time: datetime | None
    received: datetime | None
    on: date | None
    records: int
    rejected: tuple[SetAside, ...]
    body: bytes | None

    @property
    def data(self) -> dict[str, Any] | None:
        """The canonical data."""
        return None if self.body is None else msgspec.json.decode(self.body)

    @property
    def home(self) -> str:
        """The project whose frame carries the records."""
        return COMMONS if self.project is None else self.project

    @property
    def shared(self) -> bool:
        """Whether more than its own project is concerned."""
        return self.type in SHARED

    @property
    def route_key(self) -> str | None:
        """The key under which several projects follow it."""
        data = self.data if self.shared else None
        return None if data is None or self.type is None else key_of(self.type, data)

    def alone(self) -> Routed:
        """The one frame of an event that concerns its project only; its data is JSON already."""
        if self.type is None or self.on is None or self.body is None:
            message = "only an accepted event is routed"
            raise ValueError(message)
        data: Any = msgspec.Raw(self.body)
        return Routed(
            self.home, self.type, self.on, data, self.source or "", self.id or "", self.time, accepted_records(self)
        )


def arrival_of(line_no: int, checked: Checked) -> Arrival:
    """The line as it is kept."""
    source, name, kind, project, time, received, on, records, rejected, data = checked
    aside = tuple(map(_set_aside, rejected)) if rejected else ()
    body = None if data is None else _encoder.encode(data)
    pair = pair_of(source, name)
    return Arrival(line_no, pair, source, name, kind, project, time, received, on, records, aside, body)


def pair_of(source: str | None, event_id: str | None) -> bytes | None:
    """A digest of (`source`, `id`): 16 bytes whatever their lengths, and never twice the same by accident."""
    if source is None or event_id is None:
        return None
    named = f"{source}\0{event_id}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(named, digest_size=16).digest()


def _set_aside(rejected: Rejected) -> SetAside:
    return SetAside(
        rejected.line,
        rejected.records,
        json.dumps([[r.field, r.found, r.expected, r.expected_zh] for r in rejected.reasons]),
        _json_or_none(rejected.value),
    )


def _json_or_none(value: Any) -> str | None:
    try:
        return json.dumps(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits; the submission still has it
        return None

"""The envelope of an event.

Source: CloudEvents 1.0.2, JSON event format (CNCF), with the contract's extension `receivedtime`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, ValidationError

from schemas.catalogue import CATALOGUE, EventType
from schemas.checked import Reason
from schemas.expectation import Expected
from schemas.fields import Instant, Name, ProjectId
from schemas.instants import instant
from schemas.reasons import broken_fields, reasons_of
from schemas.record import Record

SPEC_VERSION: Final = "1.0"


def _known(text: str) -> str:
    if text not in CATALOGUE:
        raise ValueError(text)
    return text


class Envelope(Record):
    """An event that need not belong to a project."""

    specversion: Annotated[Literal["1.0"], Expected('"1.0"', '"1.0"')]
    id: Name
    """Unique together with `source`; the same pair again is a duplicate and changes nothing."""
    source: Name
    """Who speaks, a URI reference."""
    type: Annotated[
        str,
        Field(strict=True),
        AfterValidator(_known),
        Expected("an event type of the contract", "数据约定中的事件类型"),
    ]
    subject: ProjectId | None = None
    """The project's id."""
    time: Instant
    """When it happened."""
    receivedtime: Instant | None = None
    """When the system got it: set by the intake, kept in a replay, `time` where absent."""
    data: Annotated[dict[str, Any], Field(strict=True), Expected("an object", "对象")]


class ProjectEnvelope(Envelope):
    """An event of one project."""

    subject: ProjectId
    """The project's id."""


@dataclass(frozen=True, slots=True)
class Header:
    """What can be read of an envelope; `reasons` says what cannot."""

    source: str | None
    id: str | None
    type: str | None
    subject: str | None
    time: datetime | None
    received: datetime | None
    reasons: tuple[Reason, ...]

    @property
    def on(self) -> date | None:
        """The day of `time` in Asia/Shanghai."""
        return self.time.date() if self.time else None


def header_of(event: dict[str, Any], known: EventType | None) -> Header:
    """The envelope's attributes, each None where it cannot be read.

    `received` is None if any of `id`, `source`, `time` and `receivedtime` cannot be read: such an event is
    quarantined on every day.
    """
    model = ProjectEnvelope if known and known.project_wide else Envelope
    try:
        model.model_validate(event)
    except ValidationError as error:
        return _header(event, broken_fields(error), reasons_of(error, ""))
    return _header(event, frozenset(), ())


def _header(event: dict[str, Any], broken: frozenset[str], reasons: tuple[Reason, ...]) -> Header:
    def readable(name: str) -> str | None:
        return None if name in broken else event.get(name) or None

    time = instant(text) if (text := readable("time")) else None
    received = instant(text) if (text := readable("receivedtime")) else time
    return Header(
        source=readable("source"),
        id=readable("id"),
        type=event["type"] if isinstance(event.get("type"), str) else None,
        subject=readable("subject"),
        time=time,
        received=None if broken & {"id", "source", "time", "receivedtime"} else received,
        reasons=reasons,
    )

"""The door: every line of a submission is read, checked and counted here, and nowhere else.

Nothing raises on what a sender may send; what is broken is set aside with its reasons, the rest goes on.
"""

from typing import Any

from pydantic import ValidationError

from schemas.attendance import Punch
from schemas.catalogue import CATALOGUE, EventType
from schemas.checked import Checked, Reason, Rejected
from schemas.cloudevent import Header, header_of
from schemas.identifiers import withheld
from schemas.lines import plain_lines, punched_days
from schemas.reading import read
from schemas.reasons import blotted, reasons_of, shown
from schemas.sensitive import asterisks, mapped, may_carry

__all__ = ["Checked", "Reason", "Rejected", "check_event", "check_line"]


def check_line(raw: bytes) -> Checked | None:
    """One line of a file or one message of a feed, checked; None for a line of white space, which is no record.

    Persons' numbers become asterisks: a text stays as told but for them, an identifier is refused for them.
    """
    if not raw or raw.isspace():
        return None
    try:
        event = read(raw)
    except ValueError:
        return _no_object(raw.decode("utf-8", "replace"))
    if not isinstance(event, dict):
        return _no_object(event)
    return check_event(mapped(event, asterisks) if may_carry(raw) else event)


def check_event(event: dict[str, Any]) -> Checked:
    """A CloudEvent that is already parsed (Kafka's binary mode, HTTP), checked."""
    kind = event.get("type")
    known = CATALOGUE.get(kind) if isinstance(kind, str) else None
    header = header_of(event, known)
    records = _records(event, known)
    if header.reasons or known is None:
        return _set_aside(event, header, records, header.reasons)
    try:
        data = known.model.canonical(_without_lines(event["data"], known))
    except ValidationError as error:
        return _set_aside(event, header, records, reasons_of(error, "data"))
    rejected = _take_lines(data, event["data"], known)
    return _checked(header, _project(header, data, known), records, rejected, data)


def _records(event: dict[str, Any], known: EventType | None) -> int:
    data = event.get("data")
    lines = data.get(known.lines) if known and known.lines and isinstance(data, dict) else None
    return len(lines) or 1 if isinstance(lines, list) else 1


def _without_lines(given: dict[str, Any], known: EventType) -> dict[str, Any]:
    """The data with an empty list for its lines; what is no list stays, to be refused."""
    return {**given, known.lines: []} if known.lines and isinstance(given.get(known.lines), list) else given


def _take_lines(data: dict[str, Any], given: dict[str, Any], known: EventType) -> tuple[Rejected, ...]:
    """Put the good lines into the data, in canonical form; the broken ones are returned."""
    if known.lines is None or known.line is None:
        return ()
    lines, path = given[known.lines], f"data.{known.lines}"
    if known.line is Punch:
        del data[known.lines]
        data["days"], rejected = punched_days(lines, path)
    else:
        data[known.lines], rejected = plain_lines(known.line, lines, path)
    return rejected


def _project(header: Header, data: dict[str, Any], known: EventType) -> str | None:
    """The one project that the event belongs to; a lead's own word goes before the envelope's."""
    if known.project_wide:
        return header.subject
    if known.name != "lead.received":
        return None
    project = data.get("project_id", header.subject)
    if project:
        data["project_id"] = project
    return project


def _set_aside(event: dict[str, Any], header: Header, records: int, reasons: tuple[Reason, ...]) -> Checked:
    rejected = Rejected(None, records, reasons, withheld(event))
    return _checked(header, header.subject, records, (rejected,), None)


def _checked(
    header: Header, project: str | None, records: int, rejected: tuple[Rejected, ...], data: dict[str, Any] | None
) -> Checked:
    return Checked(
        header.source,
        header.id,
        header.type,
        project,
        header.time,
        header.received,
        header.on,
        records,
        rejected,
        data,
    )


def _no_object(value: Any) -> Checked:
    told = blotted(value)
    reason = Reason("", shown(told), "a JSON object", "一个 JSON 对象")
    header = Header(None, None, None, None, None, None, ())
    return _checked(header, None, 1, (Rejected(None, 1, (reason,), withheld(told)),), None)

"""A row becomes an event of the contract, or a line of one.

An event's id begins with what the sender himself calls the thing and ends with a digest of all that the event says:
the same row again is a duplicate, a corrected row is a new event that replaces by the contract's keys.
"""

import hashlib
from collections.abc import Sequence
from datetime import time
from functools import cache
from typing import Any, Final

from schemas.catalogue import CATALOGUE, EventType
from schemas.checked import Checked, Reason, Rejected
from schemas.feeds.feed import QUARANTINE_NO, REVISION, Feed
from schemas.feeds.layout import Layout
from schemas.feeds.rows import MIDNIGHT, Row
from schemas.feeds.spelling import spelled, spelled_patiently
from schemas.instants import instant, local

QUARANTINE_FIELD: Final = QUARANTINE_NO.field
_REVISION: Final = REVISION.field
_LONGEST_KEYS: Final = 150
_DAY_FIELDS: Final = {
    "bank.account_opened": "opened_on",
    "bank.account_closed": "closed_on",
    "bank.bond_deposited": "deposited_on",
    "bank.bond_drawn": "drawn_on",
    "attendance.worker_enrolled": "enrolled_on",
    "attendance.worker_exited": "exited_on",
    "attendance.exit_settled": "settled_on",
    "project.notice_board_posted": "posted_on",
    "project.notice_board_verified": "verified_on",
    "lead.received": "received_on",
    "lead.closed": "closed_on",
}
"""What the contract calls the day of an event where it does not say `on`."""


def time_of(feed: Feed, values: dict[str, Any]) -> str | None:
    """When the row's event happened, RFC 3339; None where the row does not say."""
    for field in feed.on:
        if said := values.get(field):
            return None if isinstance(said, time) else str(said) if "T" in said else said + MIDNIGHT
    return None


def event_of(feed: Feed, source: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The event that one row is, or that the rows of one group are, with its id."""
    first = rows[0].values
    kind = feed.type_told(first.get("event"))
    event: dict[str, Any] = {"specversion": "1.0", "source": source, "type": kind.name if kind else None}
    if feed.project_wide:
        event["subject"] = first.get("project_id")
    if len(rows) == 1:
        event["time"] = _time_of_group(feed, rows[0])
    else:
        event["time"] = max(filter(None, (_time_of_group(feed, row) for row in rows)), default=None)
    data = _data(feed, kind, first)
    if kind is not None and kind.lines is not None and kind.line is not None:
        fields = frozenset(kind.line.model_fields)
        data[kind.lines] = [{name: value for name, value in row.values.items() if name in fields} for row in rows]
    event["data"] = data
    revisions = sorted({str(said) for row in rows if (said := row.values.get(_REVISION))})
    event["id"] = id_of(feed, first, [event, revisions])
    return event


def _time_of_group(feed: Feed, row: Row) -> str | None:
    return row.values["on_day"] + MIDNIGHT if feed.group and "on_day" in row.values else time_of(feed, row.values)


def _data(feed: Feed, kind: EventType | None, values: dict[str, Any]) -> dict[str, Any]:
    name, fields = ("", frozenset[str]()) if kind is None else (kind.name, _fields(kind.name))
    told = {field: value for field, value in values.items() if field in fields}
    if feed.is_dotted:
        _put_inside(told, fields, values)
    if "on" in values:
        told[_DAY_FIELDS.get(name, "on")] = values["on"]
    if name == "bank.account_credited" and "counterparty" in values:
        told["payer"] = values["counterparty"]
    if name == "bank.account_released" and "at" in values:
        told["on"] = local(values["at"])[0]
    if name == "project.notice_board_posted":
        told.setdefault("items", {})
    return told


@cache
def _fields(name: str) -> frozenset[str]:
    return frozenset(CATALOGUE[name].model.model_fields)


def _put_inside(told: dict[str, Any], fields: frozenset[str], values: dict[str, Any]) -> None:
    for name, value in values.items():
        outer, _, inner = name.partition(".")
        if inner and outer in fields:
            told.setdefault(outer, {})[inner] = value


def id_of(feed: Feed, values: dict[str, Any], content: Any) -> str:
    """The feed, the sender's own keys, and a digest of the content."""
    named = feed.group or feed.keys
    keys = "/".join([str(values[key]) for key in named if values.get(key) is not None and key not in feed.unsaid])
    told = spelled_patiently(content) if feed.has_fractions else spelled(content)
    return f"{feed.name}/{keys[:_LONGEST_KEYS]}/{hashlib.blake2b(told, digest_size=10).hexdigest()}"


def broken(feed: Feed, source: str, row: Row, reasons: tuple[Reason, ...]) -> Checked:
    """The row set aside: one record, with an id of its own, so that sent again unrepaired it is a duplicate."""
    at = time_of(feed, row.values)
    moment = None if at is None else instant(at)
    many = len(feed.kinds) > 1
    event = row.values.get("event")
    project = row.values.get("project_id")
    return Checked(
        source=source,
        id=id_of(feed, row.values, ["broken", row.raw]),
        type=None if many and event is None else feed.type_of(event if many else None).name,
        project=project if isinstance(project, str) else None,
        time=moment,
        received=moment,
        on=None if moment is None else moment.date(),
        records=1,
        rejected=(Rejected(None, 1, reasons, row.raw),),
        data=None,
    )


def of_door(layout: Layout, reason: Reason) -> Reason:
    """A reason of the door, told with the sender's own heading."""
    name = reason.field.rpartition("]")[2].lstrip(".").removeprefix("data.")
    back = {"subject": "project_id", "payer": "counterparty", "time": layout.feed.on[0]}
    back |= (
        dict.fromkeys(_DAY_FIELDS.values(), "on") if layout.heading("on") != "on" or "on" in layout.feed.known else {}
    )
    field = name if name in layout.feed.known else back.get(name, name)
    return Reason(layout.heading(field), reason.found, reason.expected, reason.expected_zh)

"""A row of a table becomes an event of the contract, or a line of one; a broken row says why.

An event's id begins with what the sender himself calls the thing and ends with a digest of all that the event says:
the same row again is a duplicate, a corrected row is a new event that replaces by the contract's keys.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from schemas.checked import Checked, Reason, Rejected
from schemas.feeds.cells import Cell, Unreadable, empty, plain, value_of, written
from schemas.feeds.feed import QUARANTINE_NO, REVISION, Feed
from schemas.feeds.layout import Layout, Placed
from schemas.feeds.times import instant_text
from schemas.identifiers import is_identity_number
from schemas.instants import instant
from schemas.reasons import shown
from schemas.sensitive import masked

_REMEMBERED: Final = 5_000
_LONGEST_KEYS: Final = 150
_MIDNIGHT: Final = "T00:00:00+08:00"
_TOTALS: Final = ("合计", "总计", "小计", "累计", "total", "subtotal", "合计:", "总计:")
_EXAMPLE: Final = re.compile(r"\s*(?:示例行|example row)", re.IGNORECASE).match
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


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: its number in the sender's file, the values by field, why it cannot count, and itself."""

    number: int
    values: dict[str, Any]
    reasons: tuple[Reason, ...]
    headings: tuple[str, ...]
    cells: Sequence[Cell]

    @property
    def raw(self) -> dict[str, str]:
        """The row as texts by heading, without any identity-card number."""
        return raw_of(self.headings, self.cells)


def is_nothing(cells: Sequence[Cell]) -> bool:
    """Whether the row is empty."""
    return all(map(empty, cells))


def is_note(layout: Layout, cells: Sequence[Cell]) -> bool:
    """Whether the row is no data: a line of totals without any key, or the template's example."""
    if any(type(cell) is str and _EXAMPLE(cell) for cell in cells):
        return True
    first = next((cell for cell in cells if not empty(cell)), None)
    if not isinstance(first, str) or plain(first).casefold().replace(" ", "") not in _TOTALS:
        return False
    keys = {place.index for place in layout.placed if place.column.field in layout.feed.keys}
    return all(index >= len(cells) or empty(cells[index]) or cells[index] == first for index in keys)


def row_of(layout: Layout, number: int, cells: Sequence[Cell]) -> Row:
    """The row's values; each cell that cannot be read, and each required one that is empty, is a reason."""
    values: dict[str, Any] = {}
    reasons: list[Reason] = []
    for place in layout.placed:
        cell = cells[place.index] if place.index < len(cells) else None
        try:
            value = _value(cell, place)
        except Unreadable as error:
            reasons.append(Reason(place.heading, found(cell), error.en, error.zh))
        else:
            if value is not None:
                values[place.column.field] = value
    reasons.extend(_settled(layout, values))
    return Row(number, values, tuple(reasons), layout.headings, cells)


def _value(cell: Cell, place: Placed) -> Any:
    known = place.known
    if type(cell) is not str:
        return _required(value_of(cell, place.column, place.manner), place)
    if cell not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[cell] = _required(value_of(cell, place.column, place.manner), place)
    return known[cell]


def _required(value: Any, place: Placed) -> Any:
    if value is None and place.column.required:
        raise Unreadable(f"{place.column.en}, which is required", f"必填:{place.column.zh}")
    return value


def found(cell: Cell) -> str:
    """What stands in a cell, as a reason tells it."""
    return shown(None if empty(cell) else written(cell))


def raw_of(headings: Sequence[str], cells: Sequence[Cell]) -> dict[str, str]:
    """The row as texts by heading, without any identity-card number."""
    told: dict[str, str] = {}
    for index, cell in enumerate(cells):
        text = written(cell)
        if text:
            heading = headings[index] if index < len(headings) and headings[index] else f"#{index + 1}"
            told[heading] = "*" * 18 if is_identity_number(plain(text)) else masked(text)
    return told


def _settled(layout: Layout, values: dict[str, Any]) -> list[Reason]:
    """Bring date and time of day together, and two columns of amounts into one; what does not fit is told."""
    return [*_settled_time(layout, values), *_settled_amount(layout, values)]


def _settled_time(layout: Layout, values: dict[str, Any]) -> list[Reason]:
    at, day = values.get("at"), values.get("on_day")
    if isinstance(at, time):
        if day is None:
            del values["at"]
            wanted = ("a date with the time of day", "时刻须有对应的日期")
            return [Reason(layout.heading("at"), shown(at.isoformat()), *wanted)]
        values["at"] = instant_text(datetime.combine(date.fromisoformat(day), at))
    elif at is None and day is not None and "direction" not in layout.feed.known:
        values["at"] = day + _MIDNIGHT
    if isinstance(values.get("at"), str) and "on_day" in layout.feed.known:
        values["on_day"] = instant(values["at"]).date().isoformat()
    return []


def _settled_amount(layout: Layout, values: dict[str, Any]) -> list[Reason]:
    given = {side: amount for side in ("credit", "debit") if (amount := values.pop(f"{side}_fen", None))}
    if not given:
        return []
    side, amount = next(iter(given.items()))
    if len(given) > 1 or values.get("event", side) != side or values.get("amount_fen", amount) != amount:
        heading = layout.heading("debit_fen")
        return [Reason(heading, shown(amount), "one amount, in or out", "收入、支出只能有一个金额,且与收支方向一致")]
    values["event"], values["amount_fen"] = side, amount
    return []


def time_of(feed: Feed, values: dict[str, Any]) -> str | None:
    """When the row's event happened, RFC 3339; None where the row does not say."""
    said = next((values[field] for field in feed.on if values.get(field)), None)
    if said is None or isinstance(said, time):
        return None
    return str(said) if "T" in said else said + _MIDNIGHT


def event_of(feed: Feed, source: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The event that one row is, or that the rows of one group are, with its id."""
    first = rows[0].values
    kind = feed.type_of(first.get("event")) if len(feed.kinds) == 1 or first.get("event") else None
    event: dict[str, Any] = {"specversion": "1.0", "source": source, "type": kind.name if kind else None}
    if feed.project_wide:
        event["subject"] = first.get("project_id")
    event["time"] = max((said for row in rows if (said := _time_of_group(feed, row))), default=None)
    data = _data(kind.name if kind else "", first, frozenset(kind.model.model_fields) if kind else frozenset())
    if kind is not None and kind.lines is not None and kind.line is not None:
        fields = frozenset(kind.line.model_fields)
        data[kind.lines] = [{name: value for name, value in row.values.items() if name in fields} for row in rows]
    event["data"] = data
    revisions = sorted({str(said) for row in rows if (said := row.values.get(REVISION.field))})
    return {**event, "id": id_of(feed, first, [event, revisions])}


def _time_of_group(feed: Feed, row: Row) -> str | None:
    return row.values["on_day"] + _MIDNIGHT if feed.group and "on_day" in row.values else time_of(feed, row.values)


def _data(kind: str, values: dict[str, Any], fields: frozenset[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in values.items():
        outer, _, inner = name.partition(".")
        if inner and outer in fields:
            told.setdefault(outer, {})[inner] = value
        elif outer in fields:
            told[outer] = value
    if "on" in values:
        told[_DAY_FIELDS.get(kind, "on")] = values["on"]
    if kind == "bank.account_credited" and "counterparty" in values:
        told["payer"] = values["counterparty"]
    if kind == "bank.account_released" and "at" in values:
        told["on"] = instant(values["at"]).date().isoformat()
    if kind == "project.notice_board_posted":
        told.setdefault("items", {})
    return told


def id_of(feed: Feed, values: dict[str, Any], content: Any) -> str:
    """The feed, the sender's own keys, and a digest of the content."""
    keys = "/".join(str(values[key]) for key in feed.keys if values.get(key) is not None)
    if feed.lined is not None:
        keys = "/".join(str(values[key]) for key in feed.group if key != "project_id" and values.get(key) is not None)
    spelled = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    return f"{feed.name}/{keys[:_LONGEST_KEYS]}/{hashlib.blake2b(spelled, digest_size=10).hexdigest()}"


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


QUARANTINE_FIELD: Final = QUARANTINE_NO.field

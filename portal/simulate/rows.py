"""An event told back as the rows of a table: what a bank or a site would have had in its own file."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from schemas.catalogue import CATALOGUE
from schemas.feeds.catalogue import FEEDS
from schemas.feeds.column import Column, Kind
from schemas.feeds.feed import Feed

Row = dict[str, str]
"""The cells of one row, by the column's field."""

_TOLD_BY: Final[Mapping[str, tuple[Feed, str]]] = MappingProxyType(
    {kind: (feed, word) for feed in FEEDS.values() for word, kind in feed.kinds.items()}
)
_DAYS: Final = (
    "on", "opened_on", "closed_on", "deposited_on", "drawn_on", "enrolled_on", "exited_on", "settled_on",
    "posted_on", "verified_on", "received_on",
)  # fmt: skip
"""What the contract calls the day that a table simply calls `on`."""


def feed_of(kind: str) -> Feed | None:
    """The table that tells of events of this type; None where none does."""
    return _TOLD_BY[kind][0] if kind in _TOLD_BY else None


def rows_of(event: Mapping[str, Any]) -> Iterator[Row]:
    """The rows that say what the event says: one for each of its lines, one for an event without lines."""
    feed, word = _TOLD_BY[event["type"]]
    lines = CATALOGUE[event["type"]].lines if feed.group else None
    data: Mapping[str, Any] = event["data"]
    for line in data[lines] if lines else ({},):
        said = {**data, **line, "project_id": event.get("subject") or data.get("project_id"), "event": word}
        said.setdefault("at", event["time"])
        said.setdefault("submitted_on", event["time"][:10])
        said.setdefault("counterparty", said.get("payer"))
        said["on"] = next((said[name] for name in _DAYS if name in said), event["time"][:10])
        yield {column.field: _cell(column, _at(said, column.field)) for column in feed.columns}


def yuan(fen: int) -> str:
    """An amount as a spreadsheet shows it: 1,234.50."""
    sign, whole = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def _at(said: Mapping[str, Any], field: str) -> Any:
    """What stands at a path with dots."""
    found: Any = said
    for name in field.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _cell(column: Column, value: Any) -> str:
    match column.kind:
        case _ if value is None:
            told = ""
        case Kind.MONEY | Kind.BALANCE:
            told = yuan(value)
        case Kind.FLAG:
            told = "是" if value else "否"
        case Kind.WORD:
            told = next((word.written[0] for word in column.words if word.value == value), str(value))
        case Kind.MOMENT | Kind.INSTANT:
            told = f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M:%S}"
        case Kind.TEXTS:
            told = ";".join(value)
        case _:
            told = str(value)
    return told

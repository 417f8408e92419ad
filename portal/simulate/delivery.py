"""One file on its way: its bytes, what must be on the receipt, and how its broken rows are repaired."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from portal.simulate import sheets
from portal.simulate.rows import Row, rows_of
from schemas.catalogue import CATALOGUE
from schemas.feeds.feed import Feed

Event = dict[str, Any]

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSONL: Final = "application/jsonl"
XML: Final = "application/xml"


@dataclass(frozen=True, slots=True)
class Broken:
    """A row spoiled on purpose: what stands in its cell, and what should."""

    found: str
    meant: str
    fen: int = 0
    """The money of the row."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file. Of `records` so many are `broken`; the others are new to the door."""

    name: str
    media: str
    body: bytes
    records: int
    fen: int = 0
    """All the money that it tells of, broken rows included."""
    feed: str | None = None
    broken: tuple[Broken, ...] = ()
    pieces: bool = False
    """Whether it goes in pieces, as large files do."""

    @property
    def sha256(self) -> str:
        """The digest that the receipt must carry."""
        return hashlib.sha256(self.body).hexdigest()


def table(feed: Feed, events: Sequence[Event], name: str, *, spoil: int = 0, pieces: bool = False) -> Delivery:
    """The events as a table, XLSX or, in GB 18030, CSV; the first `spoil` amounts or times are spoiled.

    Args:
        feed: the table of all these events.
        events: what it tells.
        name: the file's name; its end says what it becomes.
        spoil: how many rows are broken.
        pieces: whether it goes in pieces.
    """
    rows = [row for event in events for row in rows_of(event)]
    broken = tuple(_spoiled(row) for row in rows[:spoil])
    workbook = name.endswith(".xlsx")
    body = (sheets.workbook if workbook else sheets.text)([column.zh for column in feed.columns], rows)
    media, fen = XLSX if workbook else CSV, sum(map(money, events))
    return Delivery(name, media, body, len(rows), fen, feed.name, broken, pieces)


def lines(events: Sequence[Event], source: str, name: str) -> Delivery:
    """The events as JSON Lines under the sender's own source."""
    body = b"".join(msgspec.json.encode(said(event, source)) + b"\n" for event in events)
    return Delivery(name, JSONL, body, sum(map(records, events)), sum(map(money, events)))


def said(event: Event, source: str) -> Event:
    """The event as this sender says it: under its own source, received when it comes."""
    return {**{name: value for name, value in event.items() if name != "receivedtime"}, "source": source}


def records(event: Mapping[str, Any]) -> int:
    """How many records the event is."""
    lines_in = CATALOGUE[event["type"]].lines
    return max(1, len(event["data"][lines_in])) if lines_in else 1


def money(event: Mapping[str, Any]) -> int:
    """The fen that the event tells of: its own amount, or those of its lines."""
    data = event["data"]
    parts = [data, *data.get(CATALOGUE[event["type"]].lines or "", ())]
    return sum(part.get("amount_fen") or part.get("due_fen") or 0 for part in parts)


def _spoiled(row: Row) -> Broken:
    """Put what nobody can read into the row's amount or direction; its date stays, so the row keeps its id."""
    name = next(name for name in ("amount_fen", "direction", "on", "date") if row.get(name))
    meant, row[name] = row[name], f"约{row[name]}"
    fen = int(meant.replace(",", "").replace(".", "")) if name == "amount_fen" else 0
    return Broken(row[name], meant, fen)

"""Which column of a table is which: recognised by the headings, in any order, with notes above them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from schemas.feeds.catalogue import FEEDS
from schemas.feeds.cells import Cell, Manner, Reader, heading_of, plain, reader_of, written
from schemas.feeds.column import Column, Kind
from schemas.feeds.feed import Feed

_SOURCE: Final = frozenset({"数据来源", "来源标识", "source"})


class Unrecognised(ValueError):
    """No row of the table is the heading of a feed; the two texts say what is missing, in English and Chinese."""

    def __init__(self, en: str, zh: str, row: int | None = None) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
        self.row = row
        """The row that looks most like a heading."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of the feed where the sender has it."""

    index: int
    heading: str
    column: Column
    manner: Manner
    read: Reader = field(compare=False, repr=False)
    """What reads a cell that is not empty."""
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What texts were read as: in a column the same ones come again and again."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's columns. `row` is the number of the heading row; `headings` are all of it, as sent."""

    feed: Feed
    row: int
    headings: tuple[str, ...]
    placed: tuple[Placed, ...]
    source: str | None = None
    """Who sends, where a note above the headings says so."""

    def heading(self, field: str) -> str:
        """What the sender calls a field; the field's own name where he has no such column."""
        return next((place.heading for place in self.placed if place.column.field == field), field)


@dataclass(frozen=True, slots=True)
class _Match:
    feed: Feed
    row: int
    cells: Sequence[Cell]
    indices: dict[str, int]
    twice: tuple[str, int] | None

    @property
    def missing(self) -> list[Column]:
        return [column for column in self.feed.required if column.field not in self.indices]


def layout_of(rows: Iterable[tuple[int, Sequence[Cell]]], feed: Feed | None, epoch: datetime | None = None) -> Layout:
    """The layout of a table by its first rows.

    Args:
        rows: numbered rows, as many as may stand before the heading.
        feed: what the table is, where the sender says it.
        epoch: day 0 of the spreadsheet that the rows come from.

    Raises:
        Unrecognised: there is no heading, a required column is missing, or a column is there twice.
    """
    looked = list(rows)
    found = [match for number, cells in looked for match in _matches(number, cells, feed)]
    whole = [match for match in found if not match.missing]
    if not whole:
        raise _nothing(found)
    best = max(whole, key=lambda match: (len(match.indices), -match.row))
    if best.twice:
        raise _double(best, *best.twice)
    rivals = {match.feed.name for match in whole if match.row == best.row and len(match.indices) == len(best.indices)}
    if len(rivals) > 1:
        names = ", ".join(sorted(rivals))
        raise Unrecognised(f"the table may be any of {names}; say which", f"无法判断是哪种表:{names},请指明", best.row)
    return _layout(best, looked, epoch)


def _matches(number: int, cells: Sequence[Cell], feed: Feed | None) -> Iterator[_Match]:
    names = [heading_of(written(cell) or "")[0] for cell in cells]
    if _every_name().isdisjoint(names):
        return
    for candidate in FEEDS.values() if feed is None else (feed,):
        known = known_names(candidate.name)
        indices: dict[str, int] = {}
        twice: tuple[str, int] | None = None
        for index, name in enumerate(names):
            field = known.get(name, "")
            if field not in candidate.known:
                continue  # a column of the feed that this table of it goes without
            if field in indices:
                twice = (field, index)
            else:
                indices[field] = index
        if indices:
            yield _Match(candidate, number, cells, indices, twice)


def _double(match: _Match, field: str, index: int) -> Unrecognised:
    one, other = written(match.cells[match.indices[field]]), written(match.cells[index])
    column = match.feed.known[field]
    return Unrecognised(
        f"row {match.row}: the columns {one} and {other} are both {column.en}",
        f"第{match.row}行:{one}与{other}两列都是“{column.zh}”",
        match.row,
    )


@cache
def _every_name() -> frozenset[str]:
    return frozenset(name for feed in FEEDS for name in known_names(feed))


@cache
def known_names(feed: str) -> dict[str, str]:
    """The field by every name of a feed's columns, written as `heading_of` writes it."""
    columns = FEEDS[feed].known.values()
    return {heading_of(name)[0]: column.field for column in columns for name in column.names}


def _nothing(found: list[_Match]) -> Unrecognised:
    near = [match for match in found if len(match.indices) > 1]
    if not near:
        return Unrecognised("no row of headings is recognised", "没有找到可识别的表头行")
    best = min(near, key=lambda match: (len(match.missing) / len(match.feed.required), -len(match.indices)))
    return Unrecognised(
        f"row {best.row} looks like the headings of {best.feed.name} ({best.feed.en}), but these are missing: "
        + ", ".join(f"{column.zh} {column.en}" for column in best.missing),
        f"第{best.row}行像是“{best.feed.zh}”的表头,但缺少:{'、'.join(column.zh for column in best.missing)}",
        best.row,
    )


def _layout(match: _Match, looked: list[tuple[int, Sequence[Cell]]], epoch: datetime | None) -> Layout:
    headings = tuple((written(cell) or "").strip() for cell in match.cells)
    placed = tuple(
        _placed(index, headings[index], match.feed.known[field], epoch)
        for field, index in sorted(match.indices.items(), key=lambda item: item[1])
    )
    notes = [cells for number, cells in looked if number < match.row]
    return Layout(match.feed, match.row, headings, placed, _source_in(notes))


def _placed(index: int, heading: str, column: Column, epoch: datetime | None) -> Placed:
    return Placed(index, heading, column, _manner(column, heading, epoch), reader_of(column.kind))


def _manner(column: Column, heading: str, epoch: datetime | None) -> Manner:
    unit = heading_of(heading)[1]
    if not unit and column.kind in (Kind.MONEY, Kind.BALANCE) and plain(heading).casefold() == column.field:
        unit = "fen"
    return Manner(unit, epoch)


def _source_in(notes: list[Sequence[Cell]]) -> str | None:
    """`数据来源:urn:…` in one cell, or the two parts in two neighbouring ones."""
    for cells in notes:
        texts = [plain(written(cell) or "") for cell in cells]
        for index, text in enumerate(texts):
            label, _, said = text.partition(":")
            if label.strip().casefold() in _SOURCE:
                return said.strip() or next(iter(texts[index + 1 : index + 2]), "") or None
    return None

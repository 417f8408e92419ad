"""Rows become events: each for itself, or many as the lines of one."""

from collections.abc import Iterator, Sequence
from typing import Final

from schemas.checked import Checked, Reason
from schemas.checking import check_event
from schemas.feeds.events import QUARANTINE_FIELD, broken, event_of, of_door
from schemas.feeds.feed import Feed
from schemas.feeds.layout import Layout
from schemas.feeds.rows import Row
from schemas.many import check_events
from schemas.reasons import shown
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Taken

_LINES_OF_AN_EVENT: Final = 1_000
_OPEN_LINES: Final = 20_000


def singles(layout: Layout, source: str, rows: Sequence[Row]) -> Iterator[Taken]:
    """Rows that are events of their own; those with reasons are set aside for them."""
    good = iter(check_events([event_of(layout.feed, source, [row]) for row in rows if not row.reasons]))
    for row in rows:
        checked = None if row.reasons else next(good)
        if checked is None or checked.rejected:
            reasons = row.reasons if checked is None else _told(layout, checked)
            yield aside(layout, source, row, reasons)
        else:
            yield Taken(row.number, checked, _repairs([row]) if QUARANTINE_FIELD in row.values else ())


def aside(layout: Layout, source: str, row: Row, reasons: tuple[Reason, ...]) -> Taken:
    """A row set aside; it takes the place of what it says that it repairs."""
    return Taken(row.number, broken(layout.feed, source, row, reasons), _repairs([row]))


def _told(layout: Layout, checked: Checked) -> tuple[Reason, ...]:
    return tuple(of_door(layout, reason) for rejected in checked.rejected for reason in rejected.reasons)


def _repairs(rows: Sequence[Row]) -> tuple[int, ...]:
    said = [str(row.values[QUARANTINE_FIELD]) for row in rows if QUARANTINE_FIELD in row.values]
    return tuple(int(text) for text in said if text.isascii() and text.isdigit() and len(text) < 19)


class Grouped:
    """Rows that are lines of events, kept until their event is complete; never more than a bounded number."""

    def __init__(self, layout: Layout, source: str, limits: Limits) -> None:
        self._layout = layout
        self._feed: Feed = layout.feed
        self._source = source
        self._most = limits.sheet_lines if layout.feed.whole else _OPEN_LINES
        self._open: dict[tuple[object, ...], list[Row]] = {}
        self._slots: dict[tuple[object, ...], int] = {}
        self._kept = 0
        self._closed: set[tuple[object, ...]] = set()

    def add(self, row: Row) -> Iterator[Taken]:
        """Take a row; yields the events that are complete by it."""
        key = self._key(row)
        if key in self._closed:
            raise Refused(
                f"row {row.number}: the rows of one sheet are too far apart; sort the file by sheet",
                f"第{row.number}行:同一工资表的行相隔太远,请按工资表编号排序后再送",
            )
        mine = self._open.setdefault(key, [])
        if mine and (reason := self._odd(mine[0], row)):
            yield aside(self._layout, self._source, row, (reason,))
            return
        mine.append(row)
        self._kept += 1
        self._slots[key] = self._slots.get(key, 0) + 1
        if not self._feed.whole and self._slots[key] >= _LINES_OF_AN_EVENT:
            yield from self._close(key)
        elif self._kept >= self._most:
            yield from self._close_others(key)

    def slot(self, row: Row) -> None:
        """A broken row takes a place all the same, so that its repair changes no event but its own."""
        key = self._key(row)
        if key in self._open and not self._feed.whole:
            self._slots[key] = self._slots.get(key, 0) + 1

    def rest(self) -> Iterator[Taken]:
        """The events still open, by their first rows."""
        for key in list(self._open):
            yield from self._close(key)

    def _key(self, row: Row) -> tuple[object, ...]:
        return tuple(row.values.get(field) for field in self._feed.group)

    def _odd(self, first: Row, row: Row) -> Reason | None:
        for field in self._feed.same:
            if row.values.get(field) != first.values.get(field):
                wanted = shown(first.values.get(field))
                return Reason(
                    self._layout.heading(field),
                    shown(row.values.get(field)),
                    f"{wanted} as in row {first.number} of the same sheet",
                    f"与同一工资表第{first.number}行相同:{wanted}",
                )
        return None

    def _close_others(self, key: tuple[object, ...]) -> Iterator[Taken]:
        others = [other for other in self._open if other != key]
        if self._feed.whole and not others:
            raise Refused(f"one sheet has more than {self._most} lines", f"一张工资表超过 {self._most} 行")
        for other in others if self._feed.whole else list(self._open):
            yield from self._close(other)

    def _close(self, key: tuple[object, ...]) -> Iterator[Taken]:
        rows = self._open.pop(key, [])
        self._slots.pop(key, None)
        self._kept -= len(rows)
        if self._feed.whole:
            self._closed.add(key)
        if rows:
            yield from grouped(self._layout, self._source, rows)


def grouped(layout: Layout, source: str, rows: Sequence[Row]) -> Iterator[Taken]:
    """One event of all the good rows, and each bad one for itself."""
    kind = layout.feed.lined
    assert kind is not None  # only rows that are lines are grouped
    checked = check_event(event_of(layout.feed, source, rows))
    wrong = {rejected.line: rejected for rejected in checked.rejected}
    if None in wrong:
        told = _told(layout, checked)
        yield from (aside(layout, source, row, told) for row in rows)
        return
    good = [row for index, row in enumerate(rows) if index not in wrong]
    if good:
        whole = checked if not wrong else check_event(event_of(layout.feed, source, good))
        yield Taken(good[0].number, whole, _repairs(good))
    for index, rejected in wrong.items():
        assert index is not None
        told = tuple(of_door(layout, reason) for reason in rejected.reasons)
        yield aside(layout, source, rows[index], told)

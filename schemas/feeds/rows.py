"""A row of a table as values; a broken row says why."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final, NamedTuple

from schemas.checked import Reason
from schemas.feeds.cells import Cell, Unreadable, empty, plain, value_of, written
from schemas.feeds.layout import Layout, Placed
from schemas.feeds.times import instant_text
from schemas.identifiers import is_identity_number
from schemas.instants import local
from schemas.reasons import shown
from schemas.sensitive import masked

_NEW: Final = object()
_REMEMBERED: Final = 5_000
MIDNIGHT: Final = "T00:00:00+08:00"
_TOTALS: Final = ("合计", "总计", "小计", "累计", "total", "subtotal", "合计:", "总计:")
_EXAMPLE: Final = re.compile(r"\s*(?:示例行|example row)", re.IGNORECASE).match


class Row(NamedTuple):
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
    if not isinstance(first, str) or not _is_total(first):
        return False
    keys = {place.index for place in layout.placed if place.column.field in layout.feed.keys}
    return all(index >= len(cells) or empty(cells[index]) or cells[index] == first for index in keys)


def is_data(cells: Sequence[Cell]) -> bool:
    """Whether the first cell alone shows that the row is neither empty nor a total; an example it may be."""
    return bool(cells) and isinstance(cells[0], str) and _begins_data(cells[0])


def may_be_example(text: str) -> bool:
    """Whether one of the cells in a text may be the mark of an example."""
    return "示例行" in text or "example row" in text.casefold()


@lru_cache(maxsize=_REMEMBERED)
def _begins_data(cell: str) -> bool:
    return not empty(cell) and not _is_total(cell)


def _is_total(cell: str) -> bool:
    return plain(cell).casefold().replace(" ", "") in _TOTALS


def row_of(layout: Layout, number: int, cells: Sequence[Cell]) -> Row:
    """The row's values; each cell that cannot be read, and each required one that is empty, is a reason."""
    return rows_of(layout, [(number, cells)])[0]


def rows_of(layout: Layout, lines: Sequence[tuple[int, Sequence[Cell]]]) -> list[Row]:
    """The same of many rows, read column by column."""
    fields = [place.column.field for place in layout.placed]
    wrong: dict[int, list[Reason]] = {}
    columns = [_column(place, lines, wrong) for place in layout.placed]
    values = [dict(zip(fields, told, strict=True)) for told in zip(*columns, strict=True)]
    if not all(map(all, columns)):
        values = [{field: value for field, value in told.items() if value is not None} for told in values]
    return [
        _settled(layout, line, told, wrong.get(index))
        for index, (line, told) in enumerate(zip(lines, values, strict=True))
    ]


def _column(place: Placed, lines: Sequence[tuple[int, Sequence[Cell]]], wrong: dict[int, list[Reason]]) -> list[Any]:
    """The values of a column; what cannot be read is None, and told to `wrong` by its place among the lines."""
    at, known = place.index, place.known.get
    cells = [cells[at] if at < len(cells) else None for _, cells in lines]
    values = [known(cell, _NEW) if type(cell) is str else _NEW for cell in cells]
    for index, value in enumerate(values):
        if value is _NEW:
            try:
                values[index] = _value(cells[index], place)
            except Unreadable as error:
                values[index] = None
                reason = Reason(place.heading, found(cells[index]), error.en, error.zh)
                wrong.setdefault(index, []).append(reason)
    return values


def _settled(
    layout: Layout, line: tuple[int, Sequence[Cell]], values: dict[str, Any], wrong: list[Reason] | None
) -> Row:
    """The row, its columns of dates and amounts brought together."""
    reasons = wrong or []
    if "at" in values or "on_day" in values:
        reasons = reasons + _settled_time(layout, values)
    if "credit_fen" in values or "debit_fen" in values:
        reasons = reasons + _settled_amount(layout, values)
    return Row(line[0], values, tuple(reasons), layout.headings, line[1])


def _value(cell: Cell, place: Placed) -> Any:
    if type(cell) is not str:
        return _required(value_of(cell, place.column, place.manner), place)
    if cell[:1].isalnum():
        value = place.read(cell, place.column, place.manner)
    else:
        value = _required(value_of(cell, place.column, place.manner), place)
    if len(place.known) >= _REMEMBERED:
        place.known.clear()
    place.known[cell] = value
    return value


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


def _settled_time(layout: Layout, values: dict[str, Any]) -> list[Reason]:
    """Bring date and time of day together; what does not fit is told."""
    at, day = values.get("at"), values.get("on_day")
    if isinstance(at, time):
        if day is None:
            del values["at"]
            wanted = ("a date with the time of day", "时刻须有对应的日期")
            return [Reason(layout.heading("at"), shown(at.isoformat()), *wanted)]
        values["at"] = instant_text(datetime.combine(date.fromisoformat(day), at))
    elif at is None and day is not None and "direction" not in layout.feed.known:
        values["at"] = day + MIDNIGHT
    if isinstance(values.get("at"), str) and "on_day" in layout.feed.known:
        values["on_day"] = local(values["at"])[0]
    return []


def _settled_amount(layout: Layout, values: dict[str, Any]) -> list[Reason]:
    """Bring two columns of amounts into one; what does not fit is told."""
    given = {side: amount for side in ("credit", "debit") if (amount := values.pop(f"{side}_fen", None))}
    if not given:
        return []
    side, amount = next(iter(given.items()))
    if len(given) > 1 or values.get("event", side) != side or values.get("amount_fen", amount) != amount:
        heading = layout.heading("debit_fen")
        return [Reason(heading, shown(amount), "one amount, in or out", "收入、支出只能有一个金额,且与收支方向一致")]
    values["event"], values["amount_fen"] = side, amount
    return []

"""The worker × month matrix as a page shows it: a filter, a window of rows, and words for every cell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from monitors.portrait.cells import OWING, PROBLEMS, Cell, Column, Mark
from monitors.portrait.matrix import Matrix, Row, Sum
from portal.i18n import mark
from portal.portraits.words import MARKS, MEANINGS
from portal.visitor import Visitor
from streams.wording import yuan

WINDOW: Final = 50
"""Rows on one page; all of them for printing."""
SHOWN: Final = {
    "": (mark("全部"), frozenset(Mark)),
    "problems": (mark("有问题"), PROBLEMS),
    "owing": (mark("欠薪"), OWING),
    "unknown": (mark("情况不明"), frozenset({Mark.UNKNOWN, Mark.PAID_UNMEASURED})),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are asked for: by mark, employer and month, and from which row on."""

    show: str = ""
    employer: str = ""
    month: str = ""
    start: int = 0
    everything: bool = False

    def query(self, **changes: Any) -> str:
        """The address's query with some of it changed; nothing where nothing is asked."""
        told = {"show": self.show, "employer": self.employer, "month": self.month, "start": self.start, **changes}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: a sign, a word and an amount, and all of it as a sentence."""

    mark: str
    sign: str
    word: str
    amount: str
    days: int
    sentence: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One worker's row."""

    row: Row
    employer: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: `total` rows match, those from `asked.start` on are here; `counts` are by filter."""

    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    total: int
    counts: Mapping[str, int]
    sums: tuple[Sum, ...]
    groups: tuple[tuple[str, tuple[Sum, ...]], ...]
    legend: tuple[tuple[str, str, str, str], ...]
    asked: Asked
    previous: int | None
    following: int | None


def view(visitor: Visitor, matrix: Matrix, names: Mapping[str, str], asked: Asked) -> View:
    """The window of the matrix that is asked for; the sums are always those of the whole project."""
    places = _places(matrix, asked.month)
    matching = [row for row in matrix.rows if _is_of(row, asked.employer)]
    counts = {show: sum(_has(row, marks, places) for row in matching) for show, (_, marks) in SHOWN.items()}
    rows = [row for row in matching if _has(row, SHOWN.get(asked.show, SHOWN[""])[1], places)]
    window = rows if asked.everything else rows[asked.start : asked.start + WINDOW]
    ahead = asked.start + WINDOW
    return View(
        matrix.columns,
        tuple(_row(visitor, row, matrix.columns, names) for row in window),
        len(rows),
        counts,
        matrix.sums(),
        tuple((_name(visitor, uscc, names), matrix.sums(uscc, everyone=False)) for uscc in matrix.employers),
        tuple((one.value, MARKS[one][0], visitor.say(MARKS[one][1]), visitor.say(MEANINGS[one])) for one in Mark),
        asked,
        max(asked.start - WINDOW, 0) if asked.start and not asked.everything else None,
        ahead if ahead < len(rows) and not asked.everything else None,
    )


def _places(matrix: Matrix, month: str) -> list[int]:
    """The columns that a filter looks at."""
    found = [index for index, column in enumerate(matrix.columns) if column.month == month]
    return found or list(range(len(matrix.columns)))


def _has(row: Row, marks: Iterable[Mark], places: Iterable[int]) -> bool:
    return any(row.cells[place].mark in marks for place in places) or not row.cells


def _is_of(row: Row, employer: str) -> bool:
    return not employer or employer in {row.employer or "-", *(cell.employer or "-" for cell in row.cells)}


def _row(visitor: Visitor, row: Row, columns: tuple[Column, ...], names: Mapping[str, str]) -> RowView:
    cells = (cell_view(visitor, cell, column) for cell, column in zip(row.cells, columns, strict=True))
    return RowView(row, _name(visitor, row.employer, names), tuple(cells))


def _name(visitor: Visitor, uscc: str | None, names: Mapping[str, str]) -> str:
    return names.get(uscc, uscc) if uscc else visitor.say("未实名登记")


def cell_view(visitor: Visitor, cell: Cell, column: Column) -> CellView:
    """One cell's words."""
    sign, word = MARKS[cell.mark]
    facts = cell.facts
    amount = "" if cell.mark in (Mark.NOT_THERE, Mark.EXEMPT) else yuan(facts.paid_fen)
    if not facts.paid_fen and cell.mark not in OWING:
        amount = ""
    sentence = "；".join(_sentence(visitor, cell, column))
    return CellView(cell.mark.value, sign, visitor.say(word), amount, facts.days, sentence)


def _sentence(visitor: Visitor, cell: Cell, column: Column) -> Iterator[str]:
    facts = cell.facts
    yield f"{column.month} {visitor.say(MARKS[cell.mark][1])}"
    yield visitor.say("出勤%(days)s天", days=facts.days)
    due = visitor.say("不明") if facts.due_fen is None else yuan(facts.due_fen)
    yield visitor.say("应发%(due)s,实发%(paid)s", due=due, paid=yuan(facts.paid_fen))
    yield visitor.say("发薪日%(day)s", day=column.due_on)
    if facts.payments:
        days = "、".join(f"{on} {yuan(fen)}" for on, fen in sorted(facts.payments))
        yield visitor.say("发放：%(days)s", days=days)
    if facts.returned_fen:
        yield visitor.say("%(day)s退回%(fen)s", day=facts.returned_on, fen=yuan(facts.returned_fen))
    if facts.failed:
        yield visitor.say("发放失败%(count)s笔", count=facts.failed)
    if cell.owed_fen:
        yield visitor.say("尚欠%(fen)s", fen=yuan(cell.owed_fen))

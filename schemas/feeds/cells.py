"""A cell becomes a value: as people mean it, exactly, or not at all.

Source: ECMA-376 part 1, 18.17 (a spreadsheet's number has 15 significant digits).
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from schemas.feeds import amounts, times
from schemas.feeds.cell import Cell, Manner, Unreadable, empty, heading_of, plain, visible, written
from schemas.feeds.column import Column, Kind

__all__ = ["Cell", "Manner", "Unreadable", "empty", "heading_of", "plain", "reader_of", "value_of", "written"]


_DIGITS: Final = 15
"""Significant digits of a spreadsheet's number."""
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d+").fullmatch
_TRUE: Final = frozenset(
    {"是", "有", "已", "对", "真", "√", "✓", "✔", "y", "yes", "true", "t", "1", "一致", "已签", "已签字", "已确认"}
)
_FALSE: Final = frozenset(
    {
        "否",
        "无",
        "未",
        "错",
        "假",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "f",
        "0",
        "不一致",
        "未签",
        "未签字",
        "未确认",
    }
)
_SEPARATORS: Final = re.compile(r"[;；、,，\n|]+")


def value_of(cell: Cell, column: Column, manner: Manner) -> Any:
    """The value as the contract writes it; None where the cell is empty.

    Raises:
        Unreadable: the cell holds something else than the column.
    """
    if isinstance(cell, Unreadable):
        raise cell
    return None if empty(cell) else reader_of(column.kind)(cell, column, manner)


def reader_of(kind: Kind) -> "Reader":
    """What reads the cells of a column of that kind that are not empty; it raises `Unreadable`."""
    return _READERS[kind]


def _text(cell: Cell, _: Column, __: Manner) -> str:
    if not isinstance(cell, str):
        return written(cell) or ""
    return visible(cell)


def _id(cell: Cell, _: Column, __: Manner) -> str:
    match cell:
        case str() if cell.isascii() and cell.isalnum():
            return cell
        case str():
            if _SCIENTIFIC(plain(cell)) and "+" in cell:
                raise Unreadable(
                    "an id as text; this one was shortened to a power of ten",
                    "文本格式的编号;此处已被表格软件改成科学计数法",
                )
            return plain(cell)
        case Decimal() if cell == cell.to_integral_value() and abs(cell) < 10**_DIGITS:
            return format(cell.quantize(Decimal(1)), "f")
        case _:
            raise Unreadable(
                f"an id as text (a number of more than {_DIGITS} digits has lost some)",
                f"文本格式的编号(超过{_DIGITS}位的数字在表格中已失真)",
            )


def _flag(cell: Cell, _: Column, __: Manner) -> bool:
    match cell:
        case bool():
            return cell
        case Decimal() if cell in (0, 1):
            return cell == 1
        case str() if (text := plain(cell).casefold()) in _TRUE | _FALSE:
            return text in _TRUE
        case _:
            raise Unreadable("yes or no", "是或否")


def _word(cell: Cell, column: Column, _: Manner) -> str:
    text = (plain(cell) if isinstance(cell, str) else written(cell) or "").casefold()
    for word in column.words:
        if text == word.value or text in word.written:
            return word.value
    first = [word.written[0] for word in column.words]
    raise Unreadable(f"one of {', '.join(word.value for word in column.words)}", f"以下之一:{'、'.join(first)}")


def _texts(cell: Cell, column: Column, manner: Manner) -> list[str]:
    return [part for part in (text.strip() for text in _SEPARATORS.split(_text(cell, column, manner))) if part]


Reader = Callable[[Cell, Column, Manner], Any]
_READERS: Final[Mapping[Kind, Reader]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.ID: _id,
        Kind.MONEY: amounts.amount,
        Kind.BALANCE: amounts.amount,
        Kind.DAY: times.day_of_cell,
        Kind.MONTH: times.month_of_cell,
        Kind.MOMENT: times.moment_of_cell,
        Kind.INSTANT: times.instant_of_cell,
        Kind.FLAG: _flag,
        Kind.WORD: _word,
        Kind.COUNT: amounts.count,
        Kind.NUMBER: amounts.number,
        Kind.TEXTS: _texts,
    }
)

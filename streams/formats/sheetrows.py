"""The rows of a spreadsheet's sheet: each cell as a text, an exact number, a date, a flag, or why it is none.

Source: ECMA-376 part 1, 18.3 (worksheets) and 18.18.11 (cell types).
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Final, Protocol

from schemas.feeds.cells import Cell, Unreadable
from schemas.feeds.times import moment_of_serial
from streams.formats.refused import Limits, Refused
from streams.formats.tables import Line
from streams.formats.xml import Element

_REFERENCE: Final = re.compile(r"([A-Z]{1,4})([0-9]{1,8})").fullmatch
_LAST_ROW: Final = 1_048_576
_NO_VALUE: Final = (
    "a value (the formula was never calculated: open the file and save it)",
    "数值(公式未计算,请打开文件保存后再送)",
)
_NO_ERROR: Final = ("a value (the formula ended in an error)", "数值(公式结果为错误)")


class Strings(Protocol):
    """The strings of a workbook, by number."""

    def __getitem__(self, index: int) -> str:
        """One of them. Raises `IndexError`."""
        ...


class Rows:
    """Puts the rows of a sheet together from their elements."""

    def __init__(self, strings: Strings, formats: Sequence[str], epoch: datetime, limits: Limits) -> None:
        self._strings = strings
        self._formats = formats
        self._epoch = epoch
        self._limits = limits

    def read(self, told: Iterator[Element]) -> Iterator[Line]:
        """The rows that hold anything, in order."""
        number = 0
        cells: list[Cell] = []
        cell = _Cell(0, "", "")
        for one in told:
            match one.name, one.text:
                case "row", None:
                    number = self._number(one.attributes.get("r"), number)
                    cells = []
                case "c", None:
                    cell = self._begun(one.attributes, len(cells))
                case "f", str():
                    cell.formula = True
                case "v", str(text):
                    cell.value = text
                case "t", str(text):
                    cell.inline = short(cell.inline + text, self._limits)
                case "c", str():
                    cells.extend([None] * (cell.column - len(cells)))
                    cells.append(self._value_or_fault(cell))
                case "row", str():
                    if any(value is not None for value in cells):
                        yield Line(number, tuple(cells))
                case _:
                    pass

    def _number(self, text: str | None, before: int) -> int:
        number = before + 1 if text is None else whole(text)
        if not before < number <= _LAST_ROW:
            raise Refused("the rows of the sheet are out of order", "工作表的行号混乱")
        return number

    def _begun(self, attributes: dict[str, str], following: int) -> "_Cell":
        found = _REFERENCE(attributes.get("r", ""))
        column = following if found is None else _column(found[1])
        if column >= self._limits.columns:
            raise Refused(
                f"a row has more than {self._limits.columns} columns", f"有一行超过 {self._limits.columns} 列"
            )
        if column < following:
            raise Refused("the cells of a row are out of order", "工作表的单元格次序混乱")
        style = whole(attributes.get("s"))
        return _Cell(column, attributes.get("t", "n"), self._formats[style] if 0 <= style < len(self._formats) else "")

    def _value_or_fault(self, cell: "_Cell") -> Cell:
        try:
            return self._value(cell)
        except Unreadable as error:
            return Unreadable(error.en, error.zh, cell.value or "=")

    def _value(self, cell: "_Cell") -> Cell:
        if cell.kind == "inlineStr":
            return cell.inline
        if cell.value == "" and cell.kind != "str":
            if cell.formula:
                raise Unreadable(*_NO_VALUE)
            return None
        return _KINDS.get(cell.kind, Rows._of_number)(self, cell)

    def _of_string(self, cell: "_Cell") -> Cell:
        try:
            return self._strings[int(cell.value)]
        except (ValueError, IndexError) as error:
            raise Refused("the workbook is broken: a string is missing", "工作簿文件已损坏:缺少文字") from error

    def _of_text(self, cell: "_Cell") -> Cell:
        return short(cell.value, self._limits)

    def _of_flag(self, cell: "_Cell") -> Cell:
        return cell.value == "1"

    def _of_error(self, _: "_Cell") -> Cell:
        raise Unreadable(*_NO_ERROR)

    def _of_iso(self, cell: "_Cell") -> Cell:
        return cell.value

    def _of_number(self, cell: "_Cell") -> Cell:
        number = number_of(cell.value)
        if not cell.format:
            return number
        if cell.format == "time" and 0 <= number < 1:
            seconds = int((number * 86_400).to_integral_value()) % 86_400
            return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        moment = moment_of_serial(number, self._epoch)
        return moment.date() if cell.format == "date" and number == number.to_integral_value() else moment


@dataclass(slots=True)
class _Cell:
    column: int
    kind: str
    format: str
    value: str = ""
    inline: str = ""
    formula: bool = False


_KINDS: Final[dict[str, Callable[[Rows, _Cell], Cell]]] = {
    "s": Rows._of_string,  # noqa: SLF001 (its own table)
    "str": Rows._of_text,  # noqa: SLF001 (its own table)
    "b": Rows._of_flag,  # noqa: SLF001 (its own table)
    "e": Rows._of_error,  # noqa: SLF001 (its own table)
    "d": Rows._of_iso,  # noqa: SLF001 (its own table)
}


def number_of(text: str) -> Decimal:
    """A spreadsheet's number with the 15 digits that it shows: 0.1 + 0.2 is 0.3 there.

    Raises:
        Unreadable: it is no finite number.
    """
    try:
        number = float(text)
    except ValueError as error:
        raise Unreadable("a number", "数字") from error
    if not math.isfinite(number):
        raise Unreadable("a number", "数字")
    return Decimal(f"{number:.15g}")


def short(text: str, limits: Limits) -> str:
    """The text of a cell.

    Raises:
        Refused: it is longer than a spreadsheet allows.
    """
    if len(text) > limits.cell_characters:
        most = limits.cell_characters
        raise Refused(f"a cell has more than {most} characters", f"有单元格超过 {most} 个字符")
    return text


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def whole(text: str | None) -> int:
    """The number that an attribute spells; -1 where it spells none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1

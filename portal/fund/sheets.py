"""Tables as a workbook: sums as numbers in yuan, text that never becomes a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_MONEY: Final = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the title above the table, the table's head and rows. A float is a sum of money."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]


def written(*sheets: Sheet) -> bytes:
    """The workbook of the sheets."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    for number, sheet in enumerate(sheets):
        _write(book.create_sheet(sheet.name) if number else first, sheet)
    first.title = sheets[0].name
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


def _write(into: Worksheet, sheet: Sheet) -> None:
    into.append([sheet.title])
    into["A1"].font = Font(bold=True, size=14)
    into.append(list(sheet.head))
    for cell in into[2]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for line, row in enumerate(sheet.rows, start=3):
        for column, value in enumerate(row, start=1):
            cell = into.cell(line, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            elif isinstance(value, float):
                cell.number_format = _MONEY
    for column in range(1, len(sheet.head) + 1):
        into.column_dimensions[get_column_letter(column)].width = 22
    into.freeze_panes = "A3"

"""Tables as a workbook: sums as numbers in yuan, days as days, text that never becomes a formula; printed on A4."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_MONEY: Final = "#,##0.00"
_DAY: Final = "yyyy-mm-dd"
_A4: Final = "9"
_NARROWEST, _WIDEST = 8, 44
_LINE: Final = Side("thin", "BFC7D1")
_LINES: Final = Border(bottom=_LINE)
_SHADE: Final = PatternFill("solid", "E8EDF2")


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
        cell.fill, cell.border = _SHADE, _LINES
    for line, row in enumerate(sheet.rows, start=3):
        for column, value in enumerate(row, start=1):
            cell = into.cell(line, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type, cell.alignment = "s", Alignment(indent=1)  # never a formula
            elif isinstance(value, float):
                cell.number_format = _MONEY
            elif isinstance(value, date):
                cell.number_format, cell.alignment = _DAY, Alignment(horizontal="center")
            cell.border = _LINES
    for column, cells in enumerate(zip(sheet.head, *sheet.rows, strict=True), start=1):
        into.column_dimensions[get_column_letter(column)].width = _width(cells)
    into.freeze_panes = "A3"
    _printable(into)


def _width(cells: Sequence[object]) -> int:
    """As wide as the longest of a column, within reason; a Chinese character takes two places."""
    told = (f"{cell:,.2f}" if isinstance(cell, float) else str(cell) for cell in cells)
    longest = max(sum(2 if east_asian_width(one) in "WF" else 1 for one in text) for text in told)
    return min(_WIDEST, max(_NARROWEST, longest) + 3)


def _printable(into: Worksheet) -> None:
    """On A4 across, as wide as the page, title and head again on each page, the page's number below."""
    into.page_setup.orientation, into.page_setup.paperSize = "landscape", _A4
    into.page_setup.fitToWidth, into.page_setup.fitToHeight = 1, 0
    into.sheet_properties.pageSetUpPr.fitToPage = True
    into.print_title_rows = "1:2"
    into.oddFooter.center.text = "&P / &N"

"""Rows as files: a workbook, or CSV in GB 18030 as banks' systems write it; and broken cells put right in either."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import openpyxl
from openpyxl import Workbook

_ZIP: Final = b"PK\x03\x04"


def workbook(headings: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as an XLSX of one sheet."""
    return _workbook([list(headings), *(list(row.values()) for row in rows)])


def text(headings: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as CSV in GB 18030."""
    return _text([list(headings), *(list(row.values()) for row in rows)]).encode("gb18030")


def repaired(body: bytes, meant: Mapping[str, str]) -> bytes:
    """A file of quarantined rows with each spoiled cell as it was meant; every other cell, the reasons too, stays."""
    if body.startswith(_ZIP):
        sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        return _workbook(_put_right(rows, meant))
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    return _text(_put_right(rows, meant)).encode("utf-8-sig")


def _put_right(rows: Iterable[list[str]], meant: Mapping[str, str]) -> list[list[str]]:
    return [[meant.get(cell, cell) for cell in row] for row in rows]


def _text(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _workbook(rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("报送")
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

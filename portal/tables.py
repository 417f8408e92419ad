"""Tables for spreadsheets: CSV that no spreadsheet takes for a program."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, beginning with the mark by which Excel knows UTF-8; a formula is told as its text."""
    yield _BOM + _line(header)
    for row in rows:
        yield _line(row)


def harmless(value: object) -> str:
    """The value as text that a spreadsheet shows and does not compute."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _line(values: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(value) for value in values])
    return line.getvalue()

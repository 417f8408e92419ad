"""The table in a workbook: on which sheet it is, and what may be wrong with its headings."""

import re
from itertools import islice
from typing import IO, Final

from streams.formats.refused import Limits, Refused
from streams.formats.tables import Table
from streams.formats.taken import Manner
from streams.formats.workbook import Workbook

_RANGES_TOLD: Final = 5
_SHEETS_TOLD: Final = 20


def xlsx_table(file: IO[bytes], manner: Manner, limits: Limits) -> Table:
    """The table in a workbook: on the sheet that is asked for, else on the one visible sheet that has its headings.

    Raises:
        Refused: it is no workbook, or no table of a feed.
    """
    book = Workbook(file, limits)
    try:
        return _only_table(book, manner, limits)
    except Refused:
        book.close()
        raise


def _only_table(book: Workbook, manner: Manner, limits: Limits) -> Table:
    names = [manner.sheet] if manner.sheet is not None else book.visible
    if manner.sheet is not None and manner.sheet not in book.sheets:
        there = "、".join(islice(book.sheets, _SHEETS_TOLD))
        raise Refused(
            f"there is no sheet {manner.sheet!r}; there are {there}", f"没有工作表“{manner.sheet}”;有:{there}"
        )
    tables: dict[str, Table] = {}
    reasons: list[tuple[str, Refused]] = []
    for name in names:
        try:
            tables[name] = _table(book, name, manner, limits)
        except Refused as error:
            reasons.append((name, error))
    if len(tables) == 1:
        return next(iter(tables.values()))
    if tables:
        told = "、".join(islice(tables, _SHEETS_TOLD))
        raise Refused(
            f"several sheets are tables: {told}; say which with --sheet", f"有多个工作表可读:{told};请用 --sheet 指定"
        )
    if not reasons:
        raise Refused("the workbook has no visible sheet", "工作簿没有可见的工作表")
    name, worst = max(reasons, key=lambda reason: len(reason[1].en))
    raise Refused(f"sheet {name}: {worst.en}", f"工作表“{name}”:{worst.zh}")


def _table(book: Workbook, name: str, manner: Manner, limits: Limits) -> Table:
    def merged(row: int) -> tuple[str, str] | None:
        ranges = list(islice((found for found in book.merged(name) if _touches(found, row)), _RANGES_TOLD))
        told = "、".join(ranges)
        return (
            (f"cells are merged there ({told}): unmerge them", f"该行有合并单元格({told}),请取消合并")
            if ranges
            else None
        )

    return Table(
        book.lines(name), form="xlsx", manner=manner, limits=limits, epoch=book.epoch, hint=merged, close=book.close
    )


def _touches(found: str, row: int) -> bool:
    rows = [int(number) for number in re.findall(r"[0-9]+", found)]
    return bool(rows) and min(rows) <= row <= max(rows)

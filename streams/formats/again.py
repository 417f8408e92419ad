"""A stored file read again: an event as it was sent, or the rows that were set aside, to be repaired."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from infra.db.quarantine import QuarantineStore, SetAside
from infra.db.readings import ReadingStore, Stored
from schemas.feeds.cells import Cell, heading_of, written
from schemas.feeds.feed import QUARANTINE_NO
from schemas.feeds.rows import row_of
from streams.formats.batch import Batch
from streams.formats.reading import Lines, Reading
from streams.formats.refused import Limits, Refused
from streams.formats.tables import Line, Table
from streams.formats.taken import Manner
from streams.formats.unpack import chunks_of
from streams.identity import ASTERISKS, Tokens

_NOBODY: Final = "urn:wagewatch:again"
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_ADDED: Final = {"zh": ("原行号", "隔离编号", "隔离原因"), "en": ("row", "quarantine no", "why it is set aside")}


def sent_event(quarantine: QuarantineStore, readings: ReadingStore, submission: int, number: int) -> bytes:
    """The event with the number in a submission, as sent; `null` where the sender's rows were no events."""
    if readings.is_lines(submission):
        return quarantine.line(submission, number)
    stored = readings.stored(submission)
    assert stored is not None  # it is a row of the quarantine that asks
    with _reading(readings, stored) as reading:
        if not isinstance(reading.reader, Lines | Batch):
            return b"null"
        return next(islice(reading.reader.originals(), number - 1, None), b"null")


def _reading(readings: ReadingStore, stored: Stored, tokens: Tokens = ASTERISKS) -> Reading:
    manner = Manner(feed=stored.feed, source=_NOBODY, sheet=stored.sheet, tokens=tokens)
    return Reading(readings.raw(stored.submission), stored.name, manner, Limits())


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of the same kind as the sender's, with the rows that were set aside and the reasons. Close it."""

    name: str
    file: IO[bytes]
    rows: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        size = self.file.seek(0, io.SEEK_END)
        self.file.seek(0)
        return size

    def pieces(self) -> Iterator[bytes]:
        """All of it, piece by piece; closed in the end."""
        with self.file:
            yield from chunks_of(self.file)


def exported(quarantine: QuarantineStore, readings: ReadingStore, submission: int, lang: str) -> Exported:
    """The rows of a table that are set aside, with their numbers and reasons, to be repaired and sent again.

    Tokens stand in place of persons' numbers, asterisks in place of a misspelt one.

    Of a feed whose event replaces its predecessor as a whole, the other rows of the same sheets come along.

    Raises:
        LookupError: there is no such submission.
        Refused: the submission is no table; see `streams.door.rejected` for everything else.
    """
    stored = readings.stored(submission)
    if stored is None:
        raise LookupError(submission)
    aside: dict[int, list[SetAside]] = {}
    for row in quarantine.of_submission(submission):
        aside.setdefault(row.line_no, []).append(row)
    tokens = readings.tokens()
    sheets = _sheets(readings, stored, aside)
    with _reading(readings, stored, tokens) as reading:
        table = reading.reader
        if not isinstance(table, Table):
            raise Refused(
                f"submission {submission} is no table: see `wagewatch quarantine show`",
                f"第{submission}次报送不是表格,请用 wagewatch quarantine show 查看",
            )
        rows = list(_rows(table, aside, sheets, lang))
        source = next((row.source for found in aside.values() for row in found if row.source), "")
        kept = _kept(table)
        heading = [*(table.layout.headings[index] for index in kept), *_ADDED[lang]]
        body = (_xlsx if stored.form.startswith("xlsx") else _csv)([["source:", source], heading, *rows])
    tokens.keep()
    end = "xlsx" if stored.form.startswith("xlsx") else "csv"
    return Exported(f"quarantine-{submission}.{end}", io.BytesIO(body), len(rows))


def _kept(table: Table) -> list[int]:
    """The sender's columns, without those that an earlier export added."""
    added = {heading_of(name)[0] for names in _ADDED.values() for name in names}
    return [
        index for index, heading in enumerate(table.layout.headings) if heading and heading_of(heading)[0] not in added
    ]


def _sheets(readings: ReadingStore, stored: Stored, aside: Mapping[int, object]) -> set[tuple[object, ...]]:
    """The sheets that a broken row belongs to, of a feed that is sent whole."""
    with _reading(readings, stored) as reading:
        table = reading.reader
        if not isinstance(table, Table) or not table.layout.feed.whole:
            return set()
        return {_sheet(table, line) for line in table.lines() if line.number in aside}


def _sheet(table: Table, line: Line) -> tuple[object, ...]:
    values = row_of(table.layout, line.number, line.cells).values
    return tuple(values.get(field) for field in table.layout.feed.group)


def _rows(
    table: Table, aside: Mapping[int, Sequence[SetAside]], sheets: set[tuple[object, ...]], lang: str
) -> Iterator[list[str]]:
    kept = _kept(table)
    for line in table.lines():
        found = aside.get(line.number, ())
        if not found and (not sheets or _sheet(table, line) not in sheets):
            continue
        cells = [_defused(line.cells[index] if index < len(line.cells) else None) for index in kept]
        reasons = "; ".join(why(row, lang) for row in found)
        yield [*cells, str(line.number), str(found[0].id) if found else "", _defused(reasons)]


def why(row: SetAside, lang: str) -> str:
    """The reasons in a sentence."""
    if lang == "zh":
        return ";".join(f"{one.field or '整行'}:收到 {one.found},应为 {one.expected_zh}" for one in row.reasons)
    return "; ".join(f"{one.field or 'the row'}: found {one.found}, expected {one.expected}" for one in row.reasons)


def _defused(cell: Cell) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it; the reader takes it off again."""
    text = written(cell) or ""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet("quarantine")
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


__all__ = ["QUARANTINE_NO", "Exported", "exported", "sent_event"]

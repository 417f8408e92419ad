"""What was submitted, as officers see it: lines as they were sent, rows of tables by their headings.

Of messages of other systems the events are told that were read out of them. Persons' numbers have tokens in their
place, in whichever column they stand.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from sqlalchemy import Engine

from infra.db.readings import ReadingStore, Stored
from infra.db.records import Records
from infra.vault import Tokens, retold
from schemas.feeds.cells import written
from schemas.feeds.rows import row_of
from streams.formats.batch import Batch
from streams.formats.reading import Lines, Reading
from streams.formats.refused import Limits
from streams.formats.tables import Line, Table
from streams.formats.taken import Manner

_NOBODY: Final = "urn:wagewatch:evidence"


class Sent:
    """Reads what was submitted, in whatever form."""

    def __init__(self, engine: Engine) -> None:
        self._records = Records(engine)
        self._readings = ReadingStore(engine)

    def lines(self, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """What was sent by (submission, number of the line, row or entry). Raises `VaultLocked`."""
        by_submission: dict[int, set[int]] = {}
        for submission, number in wanted:
            by_submission.setdefault(submission, set()).add(number)
        plain = {submission for submission in by_submission if self._readings.is_lines(submission)}
        found = dict(self._records.lines((one, number) for one in plain for number in by_submission[one]))
        for submission in by_submission.keys() - plain:
            for number, line in self._read(submission, by_submission[submission]):
                place = submission, number
                found[place] = found.get(place, b"") + line
        return found

    def whole(self, submission: int) -> bytes:
        """All of a submission, line by line. Raises `VaultLocked`."""
        if self._readings.is_lines(submission):
            return self._records.whole(submission)
        return b"".join(line for _, line in self._read(submission, None))

    def _read(self, submission: int, wanted: set[int] | None) -> Iterator[tuple[int, bytes]]:
        """The lines of a file, or those with the wanted numbers, each with its number."""
        stored = self._readings.stored(submission)
        assert stored is not None  # its rows are wanted
        tokens = self._readings.tokens()
        with self._reading(stored, tokens) as reading:
            match reading.reader:
                case Lines() | Batch() as events:
                    sent = islice(enumerate(events.originals(), start=1), max(wanted) if wanted else None)
                    chosen = ((number, line) for number, line in sent if wanted is None or number in wanted)
                    yield from ((number, _ended(retold(line, tokens))) for number, line in chosen)
                case Table() as table:
                    yield from _rows(table, wanted)
                case _:
                    yield from self._records.events(submission, wanted)
        tokens.keep()

    def _reading(self, stored: Stored, tokens: Tokens) -> Reading:
        manner = Manner(feed=stored.feed, source=_NOBODY, sheet=stored.sheet, tokens=tokens)
        return Reading(self._readings.raw(stored.submission), stored.name, manner, Limits())


def _rows(table: Table, wanted: set[int] | None) -> Iterator[tuple[int, bytes]]:
    """The rows; with the first row of a sheet the others of the same, which made one event with it."""
    first: dict[tuple[object, ...], int] = {}
    for line in table.lines():
        sheet = _sheet(table, line)
        if wanted is None or line.number in wanted:
            first[sheet] = line.number
        if sheet in first:
            yield first[sheet], _told(table, line)
        if not sheet:
            first.clear()
            if wanted is not None and line.number >= max(wanted):
                return


def _sheet(table: Table, line: Line) -> tuple[object, ...]:
    if not table.layout.feed.group:
        return ()
    values = row_of(table.layout, line.number, line.cells).values
    return tuple(values.get(field) for field in table.layout.feed.group)


def _told(table: Table, line: Line) -> bytes:
    cells = zip(table.layout.headings, line.cells, strict=False)
    told = {heading: text for heading, cell in cells if heading and (text := written(cell))}
    return json.dumps({"row": line.number, **told}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n"

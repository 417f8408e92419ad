"""A table is read row by row: every row becomes a line of an event, an event, a quarantined record, or is nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Final, NamedTuple

from schemas.checked import Reason
from schemas.feeds.catalogue import FEEDS
from schemas.feeds.cells import Cell, written
from schemas.feeds.feed import Feed
from schemas.feeds.layout import Layout, Unrecognised, layout_of
from schemas.feeds.rows import Row, is_data, is_note, is_nothing, may_be_example, rows_of
from schemas.sensitive import mapped, may_carry
from streams.formats.grouping import Grouped, aside, singles
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner, Taken, Tally
from streams.identity import Tokens

_ROWS_BEFORE_HEADINGS: Final = 50
_ROWS_AT_ONCE: Final = 500
_CHARACTERS_AT_ONCE: Final = 1024 * 1024


class Line(NamedTuple):
    """A row of a table as its file has it; `fault` says why it cannot be taken apart."""

    number: int
    cells: Sequence[Cell]
    fault: Reason | None = None
    text: str = ""
    """The row before it was taken apart, where it was a text."""


class Table:
    """The rows of one table on their way to the intake."""

    def __init__(  # noqa: PLR0913 (by name)
        self,
        lines: Iterable[Line],
        *,
        form: str,
        manner: Manner,
        limits: Limits,
        epoch: datetime | None = None,
        hint: Callable[[int], tuple[str, str] | None] = lambda _: None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """Finds the headings.

        Args:
            lines: the rows in order.
            form: the kind of file.
            manner: what the sender says about it.
            limits: how much is read.
            epoch: day 0 of a spreadsheet.
            hint: what else may be wrong with the row that looks like a heading.
            close: gives back what the rows come from.

        Raises:
            Refused: it is no table of any feed, or nobody says who sends it.
        """
        self.form = form
        self.close = close
        self.tally = Tally()
        self._limits = limits
        waiting = iter(lines)
        looked = list(islice(waiting, _ROWS_BEFORE_HEADINGS))
        self.layout = _layout(looked, manner.table or _feed(manner.feed), epoch, hint)
        self._fields = {place.index: place.column.field for place in self.layout.placed}
        self._tokens = manner.tokens
        self._lines = (line for line in chain(looked, waiting) if line.number > self.layout.row)
        self._source = manner.source or self.layout.source
        if not self._source:
            raise Refused(
                "nobody says who sends it: give --source, or write 'source: urn:…' above the headings",
                "没有说明数据来源:请用 --source 指定,或在表头上方写“数据来源:urn:…”",
            )

    @property
    def feed(self) -> str | None:
        """What kind of table."""
        return self.layout.feed.name

    def rows(self) -> Iterator[Row]:
        """Every row of data, as values; for a table beside a message."""
        for chunk in self._chunks():
            yield from self._rows(chunk)

    def lines(self) -> Iterator[Line]:
        """The rows as the file has them, after the headings."""
        return (line for chunk in self._chunks() for line in chunk.lines)

    def taken(self) -> Iterator[Taken]:
        """Every row after the headings."""
        whole = Grouped(self.layout, self._source or "", self._limits) if self.layout.feed.group else None
        for chunk in self._chunks():
            rows = self._rows(chunk)
            self.tally.rows += len(chunk.lines)
            self.tally.passed += len(chunk.lines) - len(rows)
            if whole is None:
                yield from singles(self.layout, self._source or "", rows)
            else:
                yield from chain.from_iterable(self._grouped(whole, row) for row in rows)
        if whole is not None:
            yield from whole.rest()

    def _grouped(self, whole: Grouped, row: Row) -> Iterator[Taken]:
        if not row.reasons:
            return whole.add(row)
        whole.slot(row)
        return iter((aside(self.layout, self._source or "", row, row.reasons),))

    def _chunks(self) -> Iterator["_Chunk"]:
        """Some rows at a time, with tokens in place of numbers."""
        while (chunk := _chunk(self._lines)).lines:
            if may_carry(chunk.text.encode("utf-8", "surrogatepass")):
                yield chunk._replace(lines=[self._private(line, self._tokens) for line in chunk.lines])
            else:
                yield chunk

    def _rows(self, chunk: "_Chunk") -> list[Row]:
        """The rows that are data, each with the reasons why it does not count."""
        plain = not may_be_example(chunk.text)
        data = [line for line in chunk.lines if (plain and is_data(line.cells)) or self._is_data(line)]
        rows = rows_of(self.layout, [line[:2] for line in data])
        if not any(line.fault for line in data):
            return rows
        return [
            row if line.fault is None else row._replace(reasons=(line.fault,))
            for row, line in zip(rows, data, strict=True)
        ]

    def _is_data(self, line: Line) -> bool:
        return line.fault is not None or not (is_nothing(line.cells) or is_note(self.layout, line.cells))

    def _private(self, line: Line, tokens: Tokens) -> Line:
        """The row with tokens in place of numbers, whichever column they stand in."""
        if not any(isinstance(cell, str | Decimal) and may_carry(str(cell).encode()) for cell in line.cells):
            return line
        cells = [
            mapped(cell if isinstance(cell, str) else written(cell), tokens.of, self._fields.get(index, ""))
            if isinstance(cell, str) or (isinstance(cell, Decimal) and may_carry(str(cell).encode()))
            else cell
            for index, cell in enumerate(line.cells)
        ]
        return line._replace(cells=cells)


class _Chunk(NamedTuple):
    lines: list[Line]
    text: str
    """All that stands in them: what is not in it need not be looked for in each."""


def _chunk(lines: Iterator[Line]) -> _Chunk:
    """The next rows, no more than take little memory."""
    taken: list[Line] = []
    texts: list[str] = []
    left = _CHARACTERS_AT_ONCE
    for line in islice(lines, _ROWS_AT_ONCE):
        taken.append(line)
        texts.append(line.text or "\t".join(map(str, line.cells)))
        left -= len(texts[-1])
        if left <= 0:
            break
    return _Chunk(taken, "\n".join(texts))


def _feed(name: str | None) -> Feed | None:
    if name is None:
        return None
    if name not in FEEDS:
        raise Refused(
            f"there is no feed {name!r}; there are {', '.join(FEEDS)}",
            f"没有名为 {name!r} 的报送表;可选:{'、'.join(FEEDS)}",
        )
    return FEEDS[name]


def _layout(
    looked: Sequence[Line],
    feed: Feed | None,
    epoch: datetime | None,
    hint: Callable[[int], tuple[str, str] | None],
) -> Layout:
    try:
        return layout_of([(line.number, line.cells) for line in looked if line.fault is None], feed, epoch)
    except Unrecognised as error:
        more = hint(error.row) if error.row is not None else None
        en, zh = (f"; {more[0]}", f";{more[1]}") if more else ("", "")
        raise Refused(error.en + en, error.zh + zh) from error

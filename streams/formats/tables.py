"""A table is read row by row: every row becomes a line of an event, an event, a quarantined record, or is nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Final, NamedTuple

from schemas.checked import Reason
from schemas.feeds.catalogue import FEEDS
from schemas.feeds.cells import Cell, written
from schemas.feeds.feed import Feed
from schemas.feeds.layout import Layout, Unrecognised, layout_of
from schemas.feeds.rows import Row, broken, is_note, is_nothing, row_of
from schemas.sensitive import mapped, may_carry
from streams.formats.grouping import Grouped, single
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner, Taken, Tally
from streams.identity import Tokens

_ROWS_BEFORE_HEADINGS: Final = 50


class Line(NamedTuple):
    """A row of a table as its file has it; `fault` says why it cannot be taken apart."""

    number: int
    cells: Sequence[Cell]
    fault: Reason | None = None


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
        self._lines = (
            line if manner.tokens is None else self._private(line, manner.tokens)
            for line in chain(looked, waiting)
            if line.number > self.layout.row
        )  # fmt: skip
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
        for line in self._lines:
            if line.fault is not None or not (is_nothing(line.cells) or is_note(self.layout, line.cells)):
                row = row_of(self.layout, line.number, line.cells)
                yield row if line.fault is None else replace(row, reasons=(line.fault,))

    def lines(self) -> Iterator[Line]:
        """The rows as the file has them, after the headings."""
        return self._lines

    def taken(self) -> Iterator[Taken]:
        """Every row after the headings."""
        whole = Grouped(self.layout, self._source or "", self._limits) if self.layout.feed.group else None
        for line in self._lines:
            self.tally.rows += 1
            if line.fault is None and (is_nothing(line.cells) or is_note(self.layout, line.cells)):
                yield self._passed(line.number)
                continue
            row = row_of(self.layout, line.number, line.cells)
            reasons = row.reasons if line.fault is None else (line.fault,)
            if reasons:
                if whole is not None:
                    whole.slot(row)
                yield self._aside(row, reasons)
            elif whole is not None:
                yield from whole.add(row)
            else:
                yield single(self.layout, self._source or "", row)
        if whole is not None:
            yield from whole.rest()

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

    def _passed(self, number: int) -> Taken:
        self.tally.passed += 1
        return Taken(number, None)

    def _aside(self, row: Row, reasons: tuple[Reason, ...]) -> Taken:
        return Taken(row.number, broken(self.layout.feed, self._source or "", row, reasons))


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

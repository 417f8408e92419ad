"""A message with only those of its entries that are set aside: its envelope as it was sent, its parts marked.

Read and written as a stream: of a message no more is in memory than one entry and the head of its statement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Final

from infra.db.quarantine import SetAside
from schemas.sensitive import replaced
from streams.formats.isomarked import field_of, languages, marked, marked_entry, marks_before, private
from streams.formats.isoparts import (
    IN_REPORT,
    IN_STATEMENT,
    REPORT,
    STATEMENTS,
    Bookings,
    is_booked,
    is_closing,
    rows_of,
)
from streams.formats.isotree import MOST_NODES, Node
from streams.formats.refused import Refused
from streams.formats.xmlcopy import HEAD, Kept, Paper, Writing, begun, comment, escaped, local, tell
from streams.identity import Tokens

_COUNTED: Final = ("TxsSummry", "NbOfTxsPerSts")
"""Sums over entries that are not all there any more; no version demands them."""
_DEEPEST: Final = 64
_ABOVE: Final = {
    "zh": "薪哨:第{}次报送中待更正的部分。请按注释修改后重新报送,并保留 <?wagewatch …?>,它把更正与被隔离的行关联起来。"
    "暂不更正的分录请整笔删除。余额原样保留,不作核对",
    "en": "Wagewatch: what is to be repaired of submission {}. Change what the comments name and submit this file. Keep"
    " each <?wagewatch …?>: it links the repair to its row. Delete the entries that you do not repair yet. Balances"
    " are as they were and are not compared",
}


@dataclass(frozen=True, slots=True)
class Aside:
    """What is set aside of a message: its rows in their order, and the row of its closing day."""

    submission: int
    rows: Iterable[SetAside]
    closing: SetAside | None


def handed_back(file: IO[bytes], out: Writing, aside: Aside, tokens: Tokens, lang: str) -> int:
    """Write the message with what is set aside of it, tokens in place of persons' numbers. How many rows it has.

    Raises:
        Refused: it is no XML that is read.
    """
    above = "\n".join(comment(_ABOVE[one].format(aside.submission)) for one in languages(lang))
    out.write(f"{HEAD}{above}\n".encode())
    message = _Message(out, aside, tokens, lang)
    tell(file, message)
    out.write(b"\n")
    return message.count


class _Message:
    """The message on its way back: what is between its parts at once, a part once it is whole."""

    def __init__(self, out: Writing, aside: Aside, tokens: Tokens, lang: str) -> None:
        self.count = 0
        self._paper = Paper(out)
        self._rows = groupby(aside.rows, key=lambda row: row.line_no)
        self._next = next(self._rows, None)
        self._closing = aside.closing
        self._tokens = tokens
        self._lang = lang
        self._hold_back = self._next is not None and aside.closing is None  # which day is closing all statements say
        self._number = 0
        self._bookings = Bookings()
        self._whole: tuple[str, ...] = ()
        self._holding = ""
        self._path: list[str] = []
        self._tree: list[Kept] = []
        self._size = 0
        self._text: list[str] = []
        self.text = self._text.append

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if not self._tree:
            self._between()
            self._begin(name, attributes)
            return
        above = self._tree[-1]
        if self._text:
            above.pieces.append(self._said())
        node = self._grown(name, attributes)
        above.children.append(node)
        above.pieces.append(node)
        self._tree.append(node)

    def end(self, name: str) -> None:
        """An element ends."""
        if not self._tree:
            self._between()
            self._path.pop()
            self._paper.end(name, len(self._path))
            return
        node = self._tree.pop()
        if self._text:
            node.text = self._said()
            node.pieces.append(node.text)
        if not self._tree:
            self._part(node)

    def _said(self) -> str:
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        self._text.clear()
        return text

    def _between(self) -> None:
        """What stands between parts: space goes with what comes next."""
        text = self._said()
        if text.strip():
            self._paper.put(escaped(replaced(text, self._tokens.of, field_of(self._path))))
        else:
            self._paper.gap = text

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        plain = local(name)
        if plain in self._whole:
            self._size = 0
            self._tree.append(self._grown(name, attributes))
            return
        if not self._whole and (plain in STATEMENTS or plain == REPORT):
            self._whole = (*(IN_REPORT if plain == REPORT else IN_STATEMENT), *_COUNTED)
            self._holding = "OrgnlPmtInfAndSts" if plain == REPORT else STATEMENTS[plain][1]
        said = {key: replaced(text, self._tokens.of) for key, text in attributes.items()}
        self._paper.begin(begun(name, said), len(self._path), hold=self._hold_back and plain == self._holding)
        self._path.append(plain)

    def _grown(self, name: str, attributes: dict[str, str]) -> Kept:
        self._size += 1
        if self._size > MOST_NODES or len(self._tree) > _DEEPEST:
            raise Refused("one entry has too many parts", "一笔分录包含的内容过多")
        return Kept(local(name), "", attributes, [], name, [])

    def _part(self, part: Kept) -> None:
        """A part that is whole: an entry is written if something of it is set aside, all else as it is."""
        found = [(row, self._set_aside()) for row in rows_of(part)]
        called = self._bookings.reference(part) if part.name == "Ntry" and is_booked(part) else ""
        self._bookings.head(part)
        if self._closing is not None and is_closing(part):
            found, self._closing = [(part, [self._closing])], None
        found = [(row, rows) for row, rows in found if rows]
        if part.name in _COUNTED or (part.name in {"Ntry", "TxInfAndSts"} and not found):
            self._paper.gap = ""
            return
        private(part, self._tokens)
        self._mark(part, found, called)

    def _mark(self, part: Kept, found: Sequence[tuple[Node, Sequence[SetAside]]], called: str) -> None:
        """Write a part; what is wrong with a part that is a word only stands before it."""
        own: Sequence[SetAside] = ()
        gap = self._paper.gap
        for row, rows in found:
            self.count += len(rows)
            if row is part:
                own = rows
            elif isinstance(row, Kept):
                marked(row, rows, self._lang, gap)
        if found:
            self._paper.keep()
        if called:
            marked_entry(part, own, self._lang, gap, self._bookings, called)
        elif own and part.children:
            marked(part, own, self._lang, gap)
        elif own:
            self._paper.put(marks_before(own, self._lang, gap))
        self._paper.put(part.xml())

    def _set_aside(self) -> list[SetAside]:
        """What is set aside of the next row."""
        self._number += 1
        while self._next is not None and self._next[0] < self._number:
            self._next = next(self._rows, None)
        if self._next is None or self._next[0] != self._number:
            return []
        rows = list(self._next[1])
        self._next = next(self._rows, None)
        return rows

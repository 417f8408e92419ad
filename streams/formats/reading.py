"""A file is recognised by what is in it, and read. The intake's window for everything but plain JSON Lines."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Final, Self

from streams.formats.batch import Batch
from streams.formats.csvfile import csv_table
from streams.formats.iso20022 import Messages
from streams.formats.refused import Limits, Refused
from streams.formats.tables import Table
from streams.formats.taken import Manner, Reader, Taken, Tally
from streams.formats.text import encoding_of
from streams.formats.unpack import chunks_of, copied, packing_of, unpacked
from streams.formats.xlsx import xlsx_table
from streams.identity import ASTERISKS, Tokens, tokenised
from streams.repair import numbers_said

_HEAD: Final = 64 * 1024
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_LINES: Final = (".jsonl", ".ndjson")
_PACKED: Final = (".gz", ".gzip", ".zst", ".zstd")
_BATCH: Final = re.compile(rb'\{\s*(?:"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[\w.+-]+)\s*,\s*)*"events"\s*:\s*\[').match
"""The beginning of a batch, which may be one line longer than what is looked at."""
_FILES: Final = (io.BufferedReader, io.BufferedRandom, io.BytesIO)
_MARKS: Final = (b"\xef\xbb\xbf",)


class Lines:
    """JSON Lines that came packed."""

    form = "jsonl"
    feed = None

    def __init__(self, file: IO[bytes], tokens: Tokens = ASTERISKS) -> None:
        self._file = file
        self._tokens = tokens
        self.tally = Tally()

    def close(self) -> None:
        """Nothing is kept."""

    def originals(self) -> Iterator[bytes]:
        """The lines as sent."""
        yield from self._file

    def taken(self) -> Iterator[Taken]:
        """Every line."""
        for number, (sent, checked) in enumerate(tokenised(self.originals(), self._tokens), start=1):
            self.tally.rows += 1
            self.tally.passed += checked is None
            yield Taken(number, checked, numbers_said(sent))


def form_of(head: bytes, name: str) -> str:
    """What kind of file it is: `jsonl`, `json`, `xlsx`, `xml`, `csv`; by its first bytes, the name only as a hint.

    Raises:
        Refused: it is of a kind that is known and not read.
    """
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_OLD_OFFICE):
        raise Refused(
            "this is an old .xls or an encrypted workbook: save it as .xlsx without a password",
            "这是旧版 .xls 或已加密的工作簿,请另存为不带密码的 .xlsx",
        )
    start = head.removeprefix(_MARKS[0]).lstrip()
    bare = name.lower().removesuffix(next((end for end in _PACKED if name.lower().endswith(end)), ""))
    if bare.endswith(_LINES):
        return "jsonl"
    if start.startswith(b"<") or start[:40].replace(b"\0", b"").startswith((b"\xff\xfe<", b"\xfe\xff<")):
        return "xml"
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        return _lines_or_batch(start)
    return "csv" if bare.endswith((".csv", ".tsv", ".txt")) or _is_table(start) else "jsonl"


def _lines_or_batch(start: bytes) -> str:
    """JSON Lines have a whole object on their first line, which is no batch."""
    if _BATCH(start):
        return "json"
    first_line, ended, _ = start.partition(b"\n")
    if not ended and len(start) > _HEAD // 2:
        return "jsonl"
    line = first_line.strip()
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return "json" if line.endswith((b"{", b",", b"[", b":")) else "jsonl"
    return "json" if isinstance(first, dict) and isinstance(first.get("events"), list) else "jsonl"


def _is_table(start: bytes) -> bool:
    lines = start.splitlines()[:50]
    return any(sign in line for line in lines for sign in (b",", b"\t", b";", b"\xef\xbc\x8c")) or b"\0" in start


class Reading:
    """A file that somebody sent: recognised, unpacked, ready to be accepted. Close it."""

    def __init__(self, sent: Iterable[bytes], name: str, manner: Manner, limits: Limits) -> None:
        """Takes the bytes and finds out what they are; a file is read where it lies, and stays open.

        Raises:
            Refused: it cannot be read; nothing of it counts.
        """
        self.name = name
        self.manner = manner
        with ExitStack() as stack:
            self._sent = sent if isinstance(sent, _FILES) else stack.enter_context(copied(sent))
            self._sent.seek(0)
            self.packing = packing_of(self._sent.read(8))
            self._sent.seek(0)
            file = self._sent
            if self.packing is not None:
                file = stack.enter_context(unpacked(self._sent, self.packing, limits))
                if packing_of(file.read(8)) is not None:
                    raise Refused("it is packed twice", "文件被压缩了两次")
            self.file = file
            """What is in it, unpacked."""
            self.reader = reader_of(file, name, manner, limits)
            stack.callback(self.reader.close)
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def form(self) -> str:
        """The kind of file, with its packing: `csv`, `xlsx`, `jsonl+gzip`, `camt.053`."""
        return self.reader.form if self.packing is None else f"{self.reader.form}+{self.packing}"

    @property
    def feed(self) -> str | None:
        """What kind of table."""
        return self.reader.feed

    @property
    def sheet(self) -> str | None:
        """The sheet that was asked for."""
        return self.manner.sheet

    @property
    def tally(self) -> Tally:
        """The rows read so far."""
        return self.reader.tally

    def raw(self) -> Iterator[bytes]:
        """The bytes as sent, which are the evidence. Ask before anything is taken."""
        place = self._sent.tell()
        self._sent.seek(0)
        yield from chunks_of(self._sent)
        self._sent.seek(place)

    def taken(self) -> Iterator[Taken]:
        """Everything in the file, once."""
        return self.reader.taken()


def reader_of(file: IO[bytes], name: str, manner: Manner, limits: Limits) -> Reader:
    """The reader for a file that is not packed (any more)."""
    file.seek(0)
    form = "csv" if manner.feed and not file.read(4).startswith((_ZIP, b"[", b"{")) else ""
    file.seek(0)
    form = form or form_of(file.read(_HEAD), name)
    file.seek(0)
    match form:
        case "jsonl":
            return Lines(file, manner.tokens)
        case "json":
            return Batch(file, limits, manner.tokens)
        case "xml":
            return Messages(file, manner, limits)
        case _:
            return table_of(file, manner, limits)


def table_of(file: IO[bytes], manner: Manner, limits: Limits) -> Table:
    """The table in a workbook or a text."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    return xlsx_table(file, manner, limits) if head.startswith(_ZIP) else csv_table(file, manner, limits)


__all__ = ["Lines", "Reading", "encoding_of", "form_of", "reader_of", "table_of"]

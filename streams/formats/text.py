"""Text as it comes: its encoding, its delimiter, and its rows, each parsed for itself."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Final

from streams.formats.refused import Limits, Refused
from streams.formats.unpack import chunks_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZEROS_IN: Final = 32
"""One byte in so many is zero in UTF-16 of hardly any ASCII; in other text each is a slip, and its row's fault."""
_GB_MARK: Final = "\ufeff"
_HEAD: Final = 64 * 1024
_DELIMITERS: Final = (",", "\t", ";", "|", ",")
_LONGEST_RECORD_LINES: Final = 200
"""Lines that one record may span; a quotation mark that is open longer was never meant to be one."""

BROKEN: Final = "\N{REPLACEMENT CHARACTER}"
"""What stands in the place of bytes that are no text."""


def encoding_of(file: IO[bytes]) -> str:
    """The encoding of a text: by its mark, else UTF-8 where that fits, else GB 18030.

    Raises:
        Refused: it is no text.
    """
    file.seek(0)
    head = file.read(_HEAD)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head.count(0) > len(head) // _ZEROS_IN:
        return _unmarked_utf16(head)
    file.seek(0)
    good, bad = _as_utf8(file)
    return "utf-8" if bad == 0 or good > bad else "gb18030"


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without mark: every ASCII character has a zero beside it, nearly always on the same side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if 4 * min(even, odd) < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    raise Refused("this is no text and no known kind of file", "既不是文本,也不是可识别的文件格式")


def _as_utf8(file: IO[bytes]) -> tuple[int, int]:
    """How many characters beyond ASCII are good UTF-8, and how many are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    for chunk in chunks_of(file):
        text = decoder.decode(chunk)
        if text.isascii():
            continue
        wrong = text.count(BROKEN)
        bad += wrong
        good += sum(map((127).__lt__, map(ord, text))) - wrong if bad else 1
    bad += decoder.decode(b"", final=True).count(BROKEN)
    return good, bad


def lines_of(file: IO[bytes], encoding: str, limits: Limits) -> Iterator[str]:
    """The lines with their ends; bytes that are no text become `BROKEN`.

    Raises:
        Refused: a line is longer than anything that anybody reads.
    """
    file.seek(0)
    text = io.TextIOWrapper(io.BufferedReader(_Kept(file), _HEAD), encoding=encoding, errors="replace", newline="")
    first = True
    while line := text.readline(limits.row_bytes):
        if len(line) >= limits.row_bytes and not line.endswith(("\n", "\r")):
            most = limits.row_bytes
            raise Refused(f"a line has more than {most} characters", f"有一行超过 {most} 个字符")
        yield line.removeprefix(_GB_MARK) if first else line
        first = False


class _Kept(io.RawIOBase):
    """The file, which stays open when the text over it is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # any buffer
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def records_of(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The lines, put together where quotation marks enclose an end of line; and whether the marks are in order.

    A mark that is never closed stays in its line: what follows is not swallowed.
    """
    waiting = iter(lines)
    ahead: list[str] = []
    while (line := ahead.pop(0) if ahead else next(waiting, None)) is not None:
        if '"' not in line or line.count('"') % 2 == 0:
            yield line, True
            continue
        taken = [line]
        for _ in range(_LONGEST_RECORD_LINES):
            following = ahead.pop(0) if ahead else next(waiting, None)
            if following is None:
                break
            taken.append(following)
            if following.count('"') % 2:
                break
        if len(taken) > 1 and taken[-1].count('"') % 2:
            yield "".join(taken), True
        else:
            ahead[:0] = taken[1:]
            yield line, False


def cells_of(record: str, delimiter: str, limits: Limits) -> list[str] | None:
    """The cells of a record; None where it cannot be taken apart.

    Raises:
        Refused: it has more columns, or a longer cell, than any table.
    """
    bare = record.rstrip("\r\n")
    if record.count(delimiter) >= limits.columns and len(_parsed(bare, delimiter) or ()) > limits.columns:
        raise Refused(f"a row has more than {limits.columns} columns", f"有一行超过 {limits.columns} 列")
    cells = bare.split(delimiter) if '"' not in bare else _parsed(bare, delimiter)
    most = limits.cell_characters
    if len(bare) > most and cells is not None and max(map(len, cells), default=0) > most:
        raise Refused(f"a cell has more than {most} characters", f"有单元格超过 {most} 个字符")
    return cells


def _parsed(record: str, delimiter: str) -> list[str] | None:
    try:
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else [] if not rows else None


def delimiter_of(records: Iterable[str]) -> str:
    """The sign that most often takes the first records apart; a comma where none does."""
    texts = list(records)
    return max(
        _DELIMITERS,
        key=lambda sign: (
            sum(text.count(sign) > 0 for text in texts),
            sum(text.count(sign) for text in texts),
            -_DELIMITERS.index(sign),
        ),
    )

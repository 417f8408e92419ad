"""CSV and its relatives: text with a sign between the cells."""

from collections.abc import Iterator
from itertools import islice
from typing import IO, Final

from schemas.checked import Reason
from schemas.reasons import shown
from streams.formats.refused import Limits
from streams.formats.tables import Line, Table
from streams.formats.taken import Manner
from streams.formats.text import BROKEN, cells_of, delimiter_of, encoding_of, lines_of, records_of

_RECORDS_TO_TELL: Final = 50


def csv_table(file: IO[bytes], manner: Manner, limits: Limits) -> Table:
    """The table in a text file.

    Raises:
        streams.formats.refused.Refused: it is no table of a feed.
    """
    encoding = encoding_of(file)
    first = list(islice((text for text, _ in records_of(lines_of(file, encoding, limits))), _RECORDS_TO_TELL))
    delimiter = delimiter_of(first)
    return Table(csv_lines(file, encoding, delimiter, limits), form="csv", manner=manner, limits=limits)


def csv_lines(file: IO[bytes], encoding: str, delimiter: str, limits: Limits) -> Iterator[Line]:
    """The rows, numbered as a spreadsheet numbers them."""
    for number, (record, whole) in enumerate(records_of(lines_of(file, encoding, limits)), start=1):
        cells = cells_of(record, delimiter, limits) if whole else None
        if cells is None:
            yield Line(number, (record.strip(),), _fault(record, "a closed quotation mark", "成对的引号"))
        elif BROKEN in record:
            yield Line(number, cells, _fault(record, f"text in {encoding}", f"{encoding} 编码的文字"))
        else:
            yield Line(number, cells, None, record)


def _fault(record: str, en: str, zh: str) -> Reason:
    return Reason("", shown(record.strip()), en, zh)

"""What stands in a cell of a table, and the plain text of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final


class Unreadable(ValueError):
    """A cell cannot be read as what its column holds; `expected` says what would be, in English and Chinese."""

    def __init__(self, en: str, zh: str, text: str = "") -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
        self.text = text
        """What stands there, where the cell itself is broken."""


Cell = str | Decimal | datetime | date | time | bool | Unreadable | None
"""What stands in a cell: a text, or what a spreadsheet made of it; its dates and datetimes have no zone."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the cells of a column are to be taken: its unit, and whether a bare number may be a spreadsheet's day."""

    unit: str = ""
    epoch: datetime | None = None


_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE: Final[dict[int, str | int | None]] = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_SPACES: Final = dict.fromkeys((0x3000, 0xA0, 0x2007, 0x202F), " ")
_PLAIN: Final = {**_FULL_WIDTH, **_INVISIBLE, **_SPACES, 0xFFE5: "¥", 0x2212: "-"}
UNITS: Final = {
    "": 100,
    "元": 100,
    "万元": 1_000_000,
    "万": 1_000_000,
    "分": 1,
    "yuan": 100,
    "fen": 1,
    "cny": 100,
    "rmb": 100,
}


def plain(text: str) -> str:
    """The text as typed on a plain keyboard: full-width forms half-width, no invisible signs, no space around it."""
    stripped = (text if text.isascii() else text.translate(_PLAIN)).strip()
    return stripped[1:].strip() if stripped.startswith("'") else stripped


def visible(text: str) -> str:
    """The text as written, without invisible signs, space around it and the apostrophe of a spreadsheet."""
    stripped = (text if text.isascii() else text.translate(_INVISIBLE)).strip()
    return stripped[1:].strip() if stripped.startswith("'") else stripped


def written(cell: Cell) -> str | None:
    """The cell as a text for people, None where it is empty."""
    match cell:
        case None | str():
            return cell
        case bool():
            return str(cell).upper()
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case Unreadable():
            return cell.text


def empty(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and not plain(cell))


@lru_cache(maxsize=5_000)
def heading_of(text: str) -> tuple[str, str]:
    """A heading's name without spaces, signs and brackets, and the unit that stood in its brackets."""
    said = unicodedata.normalize("NFKC", plain(text)).casefold()
    unit = next((found for found in re.findall(r"[(\[（【]([^)\]）】]*)[)\]）】]", said) if found.strip() in UNITS), "")
    name = re.sub(r"[(\[（【][^)\]）】]*[)\]）】]", "", said)
    return re.sub(r"[\s*_:/-]+", "", name), unit.strip()

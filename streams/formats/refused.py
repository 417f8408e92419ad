"""Why a file as a whole is not read: nothing of it is accepted then."""

from dataclasses import dataclass
from typing import Final

from schemas.reasons import blotted

MEBIBYTE: Final = 1024 * 1024


class Refused(Exception):
    """The file is not what it seems, or more than is read; the texts say it in English and Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        self.en, self.zh = blotted(en), blotted(zh)  # they may quote the file
        super().__init__(f"{self.zh} / {self.en}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read; beyond it the file is refused, long before memory is short."""

    unpacked_bytes: int = 8 * 1024 * MEBIBYTE
    """Of a packed file, and of each sheet in a workbook."""
    unpacked_ratio: int = 500
    """Unpacked to packed size, once more than 16 MiB are unpacked."""
    row_bytes: int = 1 * MEBIBYTE
    cell_characters: int = 32_767
    """What a spreadsheet itself allows."""
    columns: int = 1_000
    members: int = 10_000
    """Of a workbook."""
    sheets: int = 256
    """Of a workbook; each is looked at for its headings."""
    styles: int = 65_536
    """Of a workbook, and its formats of numbers: what a spreadsheet itself allows."""
    element_bytes: int = 16 * MEBIBYTE
    """One event of a JSON batch."""
    sheet_lines: int = 50_000
    """Lines of pay sheets that are open at the same time."""

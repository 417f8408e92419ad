"""A workbook (XLSX): its sheets, its strings, its styles, in bounded memory.

Source: ECMA-376 part 1, SpreadsheetML. Of openpyxl only its tables of number formats are used here: see
docs/adr/0008.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import IO, Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_datetime
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from streams.formats.parts import Parts
from streams.formats.refused import Limits, Refused
from streams.formats.sheetrows import Rows, short, whole
from streams.formats.strings import Strings
from streams.formats.tables import Line
from streams.formats.unpack import check_growth
from streams.formats.xml import Element, elements

_WORKBOOK: Final = "xl/workbook.xml"
_LONGEST_NAME: Final = 100
"""Of a sheet; a spreadsheet allows 31."""
_LONGEST_FORMAT: Final = 255
"""Of a number's format; a spreadsheet allows no more."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    member: str
    hidden: bool


_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What `zipfile` raises at an archive that is none, or bent."""


class Workbook:
    """A workbook; nothing of it is in memory but its strings' places and its styles."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        """Reads the list of sheets and the styles.

        Raises:
            Refused: it is no workbook, it is encrypted, or it is a bomb.
        """
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(Parts(file))
        except _BROKEN as error:
            raise Refused("the workbook is broken", "工作簿文件已损坏") from error
        self._check_members()
        self._known = set(self._zip.namelist())
        if _WORKBOOK not in self._known:
            raise Refused("the ZIP file is no workbook (XLSX)", "该压缩包不是 XLSX 工作簿")
        self.epoch: datetime = WINDOWS_EPOCH
        self.sheets: dict[str, _Sheet] = {}
        self._read_workbook()
        self._formats = self._read_styles()
        self._strings: Strings | None = None

    def close(self) -> None:
        """Forget its strings."""
        if self._strings is not None:
            self._strings.close()

    @property
    def visible(self) -> list[str]:
        """The sheets that people see, in order. Hidden ones are not read; hidden rows are."""
        return [name for name, sheet in self.sheets.items() if not sheet.hidden]

    def lines(self, name: str) -> Iterator[Line]:
        """The rows of a sheet that hold anything, with their numbers."""
        if self._strings is None:
            self._strings = Strings()
            self._read_strings(self._strings)
        return Rows(self._strings, self._formats, self.epoch, self._limits).read(
            self._elements(self.sheets[name].member)
        )

    def merged(self, name: str) -> Iterator[str]:
        """The merged ranges of a sheet."""
        told = self._elements(self.sheets[name].member)
        return (one.attributes.get("ref", "") for one in told if one.name == "mergeCell" and one.text is None)

    def _check_members(self) -> None:
        members = self._zip.infolist()
        if len(members) > self._limits.members:
            raise Refused(f"the workbook has more than {self._limits.members} parts", "工作簿包含的部件过多")
        if any(member.flag_bits & 1 for member in members):
            raise Refused("the workbook is encrypted", "工作簿已加密,请取消密码后再送")
        for member in members:
            check_growth(member.file_size, member.compress_size, self._limits)
        check_growth(sum(member.file_size for member in members), 1 << 62, self._limits)

    def _elements(self, member: str) -> Iterator[Element]:
        if member not in self._known:
            raise Refused(f"the workbook lacks its part {member[:80]}", f"工作簿缺少部件 {member[:80]}")
        try:
            with self._zip.open(member) as part:
                yield from elements(part, self._limits)
        except _BROKEN as error:
            raise Refused("the workbook is broken", "工作簿文件已损坏") from error

    def _read_workbook(self) -> None:
        related = (
            (one.attributes.get("Id", ""), one.attributes.get("Target", ""))
            for one in self._elements("xl/_rels/workbook.xml.rels")
            if one.name == "Relationship" and one.text is None
        )
        targets = dict(islice(related, self._limits.members))
        for one in self._elements(_WORKBOOK):
            if one.name == "workbookPr" and one.attributes.get("date1904", "0") in ("1", "true"):
                self.epoch = MAC_EPOCH
            if one.name == "sheet" and one.text is None:
                target = targets.get(one.attributes.get("id", ""), "")
                member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                hidden = one.attributes.get("state", "visible") != "visible"
                if any(member == sheet.member for sheet in self.sheets.values()):
                    raise Refused("two sheets of the workbook are one part of it", "工作簿的两个工作表指向同一部件")
                if "worksheet" in member:
                    self.sheets[one.attributes.get("name", "")[:_LONGEST_NAME]] = _Sheet(member, hidden)
                if len(self.sheets) > self._limits.sheets:
                    raise Refused(f"the workbook has more than {self._limits.sheets} sheets", "工作簿的工作表过多")

    def _read_styles(self) -> list[str]:
        """By the number of a style: `date`, `time`, `datetime`, or nothing where it is a plain number."""
        if "xl/styles.xml" not in self._known:
            return []
        own: dict[int, str] = {}
        styles: list[str] = []
        inside = False
        for one in self._elements("xl/styles.xml"):
            if one.name == "numFmt" and one.text is None:
                own[whole(one.attributes.get("numFmtId"))] = one.attributes.get("formatCode", "")
            elif one.name == "cellXfs":
                inside = one.text is None
            elif one.name == "xf" and one.text is None and inside:
                number = whole(one.attributes.get("numFmtId"))
                styles.append(
                    _kind_of_format(own.get(number) or BUILTIN_FORMATS.get(number, "")) or _EAST_ASIAN.get(number, "")
                )
            if max(len(own), len(styles)) > self._limits.styles:
                raise Refused(f"the workbook has more than {self._limits.styles} styles", "工作簿的单元格样式过多")
        return styles

    def _read_strings(self, strings: "Strings") -> None:
        if "xl/sharedStrings.xml" in self._known:
            text = ""
            phonetic = False
            for one in self._elements("xl/sharedStrings.xml"):
                if one.name == "rPh":
                    phonetic = one.text is None
                elif one.name == "t" and one.text is not None and not phonetic:
                    text = short(text + one.text, self._limits)
                elif one.name == "si" and one.text is not None:
                    strings.add(text)
                    text = ""


_EAST_ASIAN: Final = dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "date") | dict.fromkeys(
    (32, 33, 34, 35, 55, 56), "time"
)
"""Formats that Chinese spreadsheets know by number only (ECMA-376 part 1, 18.8.30)."""


@lru_cache(maxsize=1024)
def _kind_of_format(code: str) -> str:
    if len(code) > _LONGEST_FORMAT:
        return ""
    code = re.sub(r"[上下]午/[上下]午|AM/PM", "", code)
    plain_code = (
        code.replace("年", "").replace("月", "").replace("日", "").replace("时", "").replace("分", "").replace("秒", "")
    )
    return is_datetime(plain_code) or ""

"""Templates: an empty table of a feed, to be filled in, with its explanations. What is filled in, is read."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schemas.feeds.column import Column, Kind
from schemas.feeds.feed import Feed

_ROWS: Final = 5_000
_EXAMPLE: Final = {"zh": "示例行,填写时请删除", "en": "example row, delete it"}
_NOTE: Final = {"zh": "说明", "en": "note"}
_SOURCE: Final = {"zh": "数据来源", "en": "source"}
_HEADING: Final = PatternFill("solid", fgColor="1F4E79")
_REQUIRED: Final = PatternFill("solid", fgColor="9C2B2B")
_KINDS: Final = {
    Kind.TEXT: ("文字", "text"),
    Kind.ID: ("编号(文本格式)", "an id, as text"),
    Kind.MONEY: ("金额,最多两位小数", "an amount, at most two decimals"),
    Kind.BALANCE: ("金额,可为负", "an amount, may be negative"),
    Kind.DAY: ("日期", "a date"),
    Kind.MONTH: ("月份,如 2026-03", "a month, as 2026-03"),
    Kind.MOMENT: ("日期,可带时间", "a date, also with time"),
    Kind.INSTANT: ("日期和时间", "a date with time"),
    Kind.FLAG: ("是/否", "yes/no"),
    Kind.WORD: ("从列表中选择", "one of the list"),
    Kind.COUNT: ("整数", "a whole number"),
    Kind.NUMBER: ("数字", "a number"),
    Kind.TEXTS: ("多个以分号隔开", "several, with semicolons between"),
}
_TITLES: Final = {
    "zh": ("列名", "字段", "必填", "内容", "可填的值", "示例", "解释", "也可写作"),
    "en": ("column", "field", "required", "content", "values", "example", "explanation", "also called"),
}


def csv_template(feed: Feed, lang: str) -> bytes:
    """The headings and an example row, in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([f"{_SOURCE[lang]}:", ""])
    writer.writerow([*_headings(feed, lang), _NOTE[lang]])
    writer.writerow([*(_example(column, lang) for column in feed.columns), _EXAMPLE[lang]])
    return out.getvalue().encode("utf-8-sig")


def xlsx_template(feed: Feed, lang: str) -> bytes:
    """A workbook: the table with lists to choose from, and a sheet that explains every column."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one
    sheet.title = INVALID_TITLE_REGEX.sub("", feed.zh if lang == "zh" else feed.en)
    sheet.append([_SOURCE[lang], ""])
    sheet.append([*_headings(feed, lang), _NOTE[lang]])
    sheet.append([*(_example(column, lang) for column in feed.columns), _EXAMPLE[lang]])
    _dressed(sheet, feed, lang)
    _explained(book.create_sheet("填写说明" if lang == "zh" else "explanations"), feed, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(feed: Feed, lang: str) -> list[str]:
    return [column.zh if lang == "zh" else column.en for column in feed.columns]


def _example(column: Column, lang: str) -> str:
    word = next((word for word in column.words if column.example in word.written), None)
    return word.value if word is not None and lang == "en" else column.example


def _dressed(sheet: Worksheet, feed: Feed, lang: str) -> None:
    for index, column in enumerate(feed.columns, start=1):
        cell = sheet.cell(2, index)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _REQUIRED if column.required else _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.zh) + 2)
        sheet.column_dimensions[letter].number_format = "@"
        for row in range(3, 203):
            sheet.cell(row, index).number_format = "@"  # what is typed stays as typed: no date and no number is guessed
        choices = _choices(column, lang)
        if choices:
            _choosing(sheet, letter, choices)
    sheet.freeze_panes = "A3"


def _choosing(sheet: Worksheet, letter: str, choices: Sequence[str]) -> None:
    listed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
    listed.add(f"{letter}3:{letter}{_ROWS}")
    sheet.add_data_validation(listed)


def _choices(column: Column, lang: str) -> list[str]:
    if column.kind is Kind.FLAG:
        return ["是", "否"] if lang == "zh" else ["yes", "no"]
    return [word.written[0] if lang == "zh" else word.value for word in column.words]


def _explained(sheet: Worksheet, feed: Feed, lang: str) -> None:
    sheet.append(list(_TITLES[lang]))
    for column in feed.known.values():
        kind = _KINDS[column.kind][0 if lang == "zh" else 1]
        about = column.about_zh if lang == "zh" else column.about_en
        required = ("是" if lang == "zh" else "yes") if column.required else ""
        name = column.zh if lang == "zh" else column.en
        choices = ", ".join(_choices(column, lang))
        others = ", ".join(other for other in column.names if other not in (name, column.field))
        sheet.append([name, column.field, required, kind, choices, _example(column, lang), about, others])
    for index, width in enumerate((24, 24, 8, 24, 40, 24, 48, 60), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.cell(1, index).font = Font(bold=True)

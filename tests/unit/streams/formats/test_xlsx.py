"""Workbooks: values as saved, exact numbers, real dates; and refusal of whatever is none."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from streams.formats.refused import Limits, Refused
from streams.formats.sheetrows import number_of
from streams.formats.taken import Manner
from streams.formats.workbook import Strings
from tests.unit.streams.formats.read import good, read, records, with_member, workbook, wrong

ON = datetime(2026, 4, 12)  # noqa: DTZ001 (as a spreadsheet has it)
SAMPLES = Path(__file__).parents[3] / "samples/xlsx"
HEAD = ["项目编号", "批次号", "序号", "退回日期", "退回原因"]
ROW = ["P1", "B1", 1, ON, "销户"]
SHEET = "xl/worksheets/sheet1.xml"


def sheet(rows: str, more: str = "") -> bytes:
    """A workbook whose sheet is written by hand."""
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{more}</worksheet>"
    )
    return with_member(workbook(HEAD), SHEET, xml.encode())


def inline(*cells: str) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def test_a_sheet_of_libreoffice_is_read_with_its_dates_and_formulas() -> None:
    taken, tally = read((SAMPLES / "pay_sheet.xlsx").read_bytes())
    assert wrong(taken) == [(6, "应发工资(元)", '"#DIV/0!"')]
    (data,) = good(taken)
    assert [(line["days_worked"], line["due_fen"]) for line in data["lines"]] == [
        (22, 660_000),
        (21.5, 645_215),
        (3, 30),
    ]
    assert (data["pay_month"], tally.rows) == ("2026-03", 4)


def test_a_workbook_and_the_text_it_was_made_from_say_the_same() -> None:
    told = [read((SAMPLES / f"wages.{end}").read_bytes(), Manner())[0] for end in ("csv", "xlsx")]
    ids = [[one.checked and one.checked.id for one in taken] for taken in told]
    assert ids[0] == ids[1]
    assert wrong(told[1]) == [(7, "实发金额(元)", '"6500.155"')]


def test_the_dates_of_1904_are_read_as_such() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    assert book.active is not None
    book.active.append(HEAD)
    book.active.append(ROW)
    out = io.BytesIO()
    book.save(out)
    assert good(read(out.getvalue())[0])[0]["returned_on"] == "2026-04-12"


def test_a_formula_that_was_never_calculated_is_said() -> None:
    taken, _ = read(workbook(HEAD, [*ROW[:4], "=A1"]))
    assert wrong(taken) == [(2, "退回原因", '"="')]


def test_a_broken_cell_in_a_column_that_nobody_reads_does_not_matter() -> None:
    taken, _ = read(workbook([*HEAD, "备注"], [*ROW, "=1/0"]))
    assert len(good(taken)) == 1


def test_a_time_of_day_is_a_time() -> None:
    head = ["项目编号", "设备编号", "工人代号", "考勤日期", "考勤时间", "进出方向"]
    taken, _ = read(workbook(head, ["P1", "D1", "w1", ON, time(7, 10), "进"]))
    assert list(good(taken)[0]["days"]) == ["2026-04-12"]


def test_hidden_sheets_are_not_read_and_hidden_rows_are() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEAD, ROW)))
    hidden = book.copy_worksheet(book.worksheets[0])
    hidden.sheet_state = "hidden"
    book.worksheets[0].row_dimensions[2].hidden = True
    out = io.BytesIO()
    book.save(out)
    assert records(read(out.getvalue())[0]) == 1


def test_of_two_tables_somebody_must_say_which() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEAD, ROW)))
    book.copy_worksheet(book.worksheets[0]).title = "二"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="several sheets are tables"):
        read(out.getvalue())
    assert records(read(out.getvalue(), Manner(source="urn:x", sheet="二"))[0]) == 1
    with pytest.raises(Refused, match="there is no sheet '三'"):
        read(out.getvalue(), Manner(source="urn:x", sheet="三"))


def test_merged_headings_are_said() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(["项目编号", "批次号", "序号", "退回日期"])))
    book.worksheets[0].merge_cells("D1:E1")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match=r"missing: 退回原因 reason; cells are merged there \(D1:E1\)"):
        read(out.getvalue())


@pytest.mark.parametrize(
    ("text", "number"), [("10500.149999999999", "10500.15"), ("0.30000000000000004", "0.3"), ("1E3", "1000")]
)
def test_a_number_has_the_digits_that_people_see(text: str, number: str) -> None:
    assert format(number_of(text), "f") == number


def test_cells_without_places_follow_each_other() -> None:
    taken, _ = read(sheet(inline(*HEAD) + inline("P1", "B1", "1", "2026-04-12", "销户")))
    assert good(taken)[0]["reason"] == "销户"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ('<row r="1048577"><c r="A1"><v>1</v></c></row>', "out of order"),
        ('<row r="2"/><row r="1"/>', "out of order"),
        ('<row><c r="XFD1"><v>1</v></c></row>', "more than 1000 columns"),
        ('<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>', "cells of a row are out of order"),
        ('<row><c t="s"><v>999</v></c></row>', "a string is missing"),
        (inline("x" * 32_768), "a cell has more than 32767"),
        (inline("x" * 200_000), "more than 131068 characters"),
        ("<row><c>", "broken"),
        ("<a>" * 70 + "</a>" * 70, "nested too deeply"),
        ('<row a="' + "x" * 3_000_000 + '"/>', "no end"),
    ],
)
def test_a_hostile_sheet_is_refused(rows: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(sheet(rows))


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(Refused, match="document type"):
        read(with_member(workbook(HEAD), SHEET, bomb))


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(Refused, match="bomb"):
        read(with_member(workbook(HEAD), SHEET, b" " * 40_000_000), limits=replace(Limits(), unpacked_ratio=100))
    with pytest.raises(Refused, match="unpacked it is more than 1 MiB"):
        read(with_member(workbook(HEAD), SHEET, b" " * 2_000_000), limits=replace(Limits(), unpacked_bytes=1 << 20))


def test_paths_in_a_workbook_lead_nowhere() -> None:
    body = with_member(workbook(HEAD, ROW), "../../etc/passwd", b"x")
    assert records(read(body)[0]) == 1
    rels = b'<Relationships><Relationship Id="rId1" Target="../../../etc/worksheet"/></Relationships>'
    with pytest.raises(Refused, match="lacks its part"):
        read(with_member(workbook(HEAD), "xl/_rels/workbook.xml.rels", rels))


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, workbook(HEAD)[:-30]])
def test_a_broken_workbook_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="broken"):
        read(body)


def test_another_zip_file_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "x")
    with pytest.raises(Refused, match="no workbook"):
        read(out.getvalue())


def test_an_old_or_encrypted_workbook_is_named() -> None:
    with pytest.raises(Refused, match=r"old \.xls or an encrypted"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)


def test_strings_are_found_again_however_many_they_are() -> None:
    strings = Strings()
    for n in range(12_000):
        strings.add(f"字{n}")
    assert [strings[n] for n in (0, 11_999, 5, 0)] == ["字0", "字11999", "字5", "字0"]
    assert {strings[n] for n in range(12_000)} == {f"字{n}" for n in range(12_000)}
    with pytest.raises(IndexError):
        strings[12_000]
    strings.close()

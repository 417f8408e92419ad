"""A cell is read as people mean it, exactly, or not at all."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from schemas.feeds.cells import Cell, Manner, Unreadable, heading_of, plain, value_of
from schemas.feeds.column import Column, Kind, Word

ON = datetime(2026, 4, 1)  # noqa: DTZ001 (as a spreadsheet has it)
SHEET = Manner(epoch=WINDOWS_EPOCH)


def read(cell: Cell, kind: Kind, manner: Manner = SHEET) -> Any:
    words = (Word("in", ("进", "入")), Word("out", ("出",)))
    return value_of(cell, Column("x", "列", "column", kind, "", words=words), manner)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1234.50", 123_450),
        ("1,234.50", 123_450),
        ("1,234.5", 123_450),
        ("１，２３４．５０", 123_450),
        ("¥1,234.50", 123_450),
        ("￥ 1234.5元", 123_450),
        ("人民币1234.50元整", 123_450),
        ("'1234.50 ", 123_450),
        ("10.500", 1_050),
        ("0", 0),
        ("12.5万元", 12_500_000),
        ("1.00005万", 1_000_050),
        ("(1,234.00)", -123_400),
        ("-5", -500),
        (Decimal("6500.15"), 650_015),
        (Decimal("1E+6"), 100_000_000),
    ],
)
def test_an_amount_is_exact_fen(cell: Cell, fen: int) -> None:
    assert read(cell, Kind.MONEY) == fen


@pytest.mark.parametrize(
    "cell",
    [
        "10.505",
        "1,23",
        "1,2345.00",
        "1.234,50",
        "12a",
        "1e3",
        "½",
        "壹佰",
        "--5",
        "=1+1",
        "9" * 30,
        "0." + "0" * 28 + "1",
        Decimal("10.505"),
        True,
        ON,
        time(7),
    ],
)
def test_what_is_no_exact_amount_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="at most two decimals"):
        read(cell, Kind.MONEY)


@pytest.mark.parametrize(("unit", "fen"), [("元", 12_345), ("万元", 1_234_500), ("分", 123)])
def test_the_headings_unit_counts(unit: str, fen: int) -> None:
    amount = "123" if unit == "分" else "123.45"
    assert read(amount, Kind.MONEY, Manner(unit)) == (fen if unit != "万元" else 123_450_000)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-4-1",
        "2026-04-01",
        "2026/4/1",
        "2026.4.1",
        "2026年4月1日",
        "２０２６年４月１日",
        "20260401",
        " 2026-04-01 ",
        "2026-04-01 00:00:00",
        "2026-04-01T08:00:00+08:00",
        "2026-03-31T20:00:00Z",
        "'2026-04-01",
        Decimal(20260401),
        Decimal(46113),
        ON.replace(hour=9),
        date(2026, 4, 1),
    ],
)
def test_a_date_is_read_however_it_is_written(cell: Cell) -> None:
    assert read(cell, Kind.DAY) == "2026-04-01"


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "26-4-1", "1/4/2026", "4月1日", "46113", "2026-4", "2026-04-01x", Decimal(5), True, "20261301"],
)
def test_what_may_be_several_days_is_none(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="a date as"):
        read(cell, Kind.DAY)


def test_the_epoch_of_1904_is_another_day() -> None:
    assert read(Decimal(46113 - 1462), Kind.DAY, Manner(epoch=MAC_EPOCH)) == "2026-04-01"


def test_a_bare_number_is_a_day_only_in_a_spreadsheet() -> None:
    with pytest.raises(Unreadable):
        read(Decimal(46113), Kind.DAY, Manner())


@pytest.mark.parametrize(
    "cell",
    ["2026-03", "2026-3", "2026/03", "2026年3月", "202603", Decimal(202603), date(2026, 3, 1), "2026-03-01", "2026.3"],
)
def test_a_month_is_read_however_it_is_written(cell: Cell) -> None:
    assert read(cell, Kind.MONTH) == "2026-03"


@pytest.mark.parametrize("cell", ["2026-13", "2026-03-02", "3月", date(2026, 3, 2), "20263"])
def test_what_is_no_month_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="a month"):
        read(cell, Kind.MONTH)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-02 07:10:00",
        "2026/3/2 7:10",
        "2026年3月2日 7时10分",
        "20260302071000",
        "2026-03-02T07:10:00+08:00",
        "2026-03-01T23:10:00Z",
        "２０２６-３-２ ７：１０",
        ON.replace(month=3, day=2, hour=7, minute=10),
        Decimal("46083.298611111111"),
    ],
)
def test_an_instant_is_on_shanghais_clocks(cell: Cell) -> None:
    assert read(cell, Kind.INSTANT) == "2026-03-02T07:10:00+08:00"


@pytest.mark.parametrize("cell", ["2026-03-02", date(2026, 3, 2), "2026-03-02 25:00", "morning", True])
def test_a_punch_needs_its_time(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="a date with a time"):
        read(cell, Kind.INSTANT)


def test_a_booking_may_have_its_date_only() -> None:
    assert read("2026-03-02", Kind.MOMENT) == "2026-03-02T00:00:00+08:00"


@pytest.mark.parametrize("cell", ["7:10", "07:10:00", "7时10分", "071000", time(7, 10)])
def test_a_time_of_day_waits_for_its_date(cell: Cell) -> None:
    assert read(cell, Kind.MOMENT) == time(7, 10)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'00123", "00123"),
        ("ＡＢ１２", "AB12"),
        (Decimal("123.0"), "123"),
        ("\u200bA 1\u3000", "A 1"),
        (Decimal(102), "102"),
    ],
)
def test_an_id_is_a_text(cell: Cell, text: str) -> None:
    assert read(cell, Kind.ID) == text


@pytest.mark.parametrize(
    "cell", [Decimal("1.23456789012345E+17"), "1.23457E+17", Decimal("12.5"), True, date(2026, 4, 1)]
)
def test_an_id_that_a_spreadsheet_has_spoilt_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="an id as text"):
        read(cell, Kind.ID)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("是", True),
        ("√", True),
        ("Y", True),
        (Decimal(1), True),
        (True, True),
        ("ｎｏ", False),
        ("不一致", False),
        (Decimal(0), False),
    ],
)
def test_a_flag_is_yes_or_no(cell: Cell, said: bool) -> None:  # noqa: FBT001
    assert read(cell, Kind.FLAG) is said


@pytest.mark.parametrize("cell", ["maybe", Decimal(2), "是吗", date(2026, 4, 1)])
def test_what_is_neither_yes_nor_no_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="yes or no"):
        read(cell, Kind.FLAG)


def test_a_word_is_one_of_the_list() -> None:
    assert [read(cell, Kind.WORD) for cell in ("进", " IN", "out")] == ["in", "in", "out"]
    with pytest.raises(Unreadable, match="one of in, out"):
        read("上", Kind.WORD)


def test_numbers_have_units_and_fractions_where_they_may() -> None:
    assert [read(cell, Kind.NUMBER) for cell in ("21.5天", Decimal(22), "1,000")] == [21.5, 22, 1000]
    assert read("12人", Kind.COUNT) == 12
    for cell, kind in (("1.5", Kind.COUNT), ("x", Kind.NUMBER), (True, Kind.NUMBER)):
        with pytest.raises(Unreadable, match="number"):
            read(cell, kind)


def test_a_name_keeps_its_brackets_and_a_list_its_parts() -> None:
    assert read(" 某公司（云山） ", Kind.TEXT) == "某公司（云山）"
    assert read("甲;乙、丙", Kind.TEXTS) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("cell", [None, "", " \u3000", "'", "\ufeff"])
def test_nothing_is_nothing_in_every_column(kind: Kind, cell: Cell) -> None:
    assert read(cell, kind) is None


def test_a_broken_cell_says_itself_why() -> None:
    with pytest.raises(Unreadable, match="formula"):
        read(Unreadable("a value (the formula ended in an error)", "", "#N/A"), Kind.TEXT)


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("金额(万元)", "金额", "万元"),
        ("金额（元）*", "金额", "元"),
        ("Amount_Fen", "amountfen", ""),
        ("交易\n时间 ", "交易时间", ""),
        ("(备注)", "", ""),
    ],
)
def test_a_heading_is_its_name_and_its_unit(heading: str, name: str, unit: str) -> None:
    assert heading_of(heading) == (name, unit)


def test_a_plain_text_has_no_full_width_signs() -> None:
    assert plain("　‘Ａ－１’　") == "‘A-1’"

"""Rows become events and lines; every row is one, or is set aside, or is nothing."""

from dataclasses import replace

import pytest

from schemas.feeds.catalogue import FEEDS
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner
from tests.unit.streams.formats.read import HEAD, good, read, records, table, wage, wrong

MOVES = "项目编号,账户编号,流水号,交易日期,交易时间,借方发生额,贷方发生额,用途"


def test_rows_of_a_batch_are_lines_of_one_event() -> None:
    taken, tally = read(table(*(wage(n) for n in range(3))))
    (data,) = good(taken)
    assert [line["line_id"] for line in data["lines"]] == ["0", "1", "2"]
    assert (data["batch_id"], data["pay_month"], tally.rows, taken[0].number) == ("B1", "2026-03", 3, 2)


def test_a_long_batch_is_cut_into_events_of_a_thousand_lines() -> None:
    taken, _ = read(table(*(wage(n) for n in range(2_500))))
    assert [one.checked.records for one in taken if one.checked] == [1_000, 1_000, 500]
    assert len({one.checked.id for one in taken if one.checked}) == 3


def test_a_repaired_row_changes_the_id_of_no_event_but_its_own() -> None:
    rows = [wage(n) for n in range(2_500)]
    broken = [*rows[:1_500], wage(1_500, amount="1.005"), *rows[1_501:]]
    before, after = ({one.checked.id for one in read(table(*some))[0] if one.checked} for some in (broken, rows))
    assert len(before & after) == 2


def test_the_order_of_the_columns_and_the_form_of_the_file_do_not_change_an_id() -> None:
    one = "银行代码,截至日期\n102,2026-04-01\n".encode()
    other = "截至日期;备注;银行代码\n2026年4月1日;x;'102\n".encode("gb18030")
    (first,), (second,) = ([taken.checked for taken in read(body)[0]] for body in (one, other))
    assert first is not None
    assert first == second


def test_a_broken_row_names_the_senders_column_and_row() -> None:
    taken, _ = read(table(wage(1), wage(2, amount="12.345"), wage(3, month="三月"), wage(4)))
    assert wrong(taken) == [(3, "实发金额(元)", '"12.345"'), (4, "工资月份", '"三月"')]
    assert len(good(taken)[0]["lines"]) == 2


def test_what_only_the_door_refuses_is_told_with_the_senders_column_too() -> None:
    taken, _ = read(table(wage(1, worker="11010519491231002X"), wage(2)))
    ((row, column, found),) = wrong(taken)
    assert (row, column) == (2, "工人代号")
    assert "11010519491231002X" not in str(taken)
    assert found


def test_an_identity_number_is_kept_nowhere_however_it_is_written() -> None:
    rows = (wage(1, worker="'11010519491231002X"), wage(2, payee="１１０１０５１９４９１２３１００２Ｘ", amount="x"))
    taken, _ = read(table(*rows))
    assert len(wrong(taken)) == 2
    assert "491231" not in str(taken)
    assert "４９１２３１" not in str(taken)


def test_a_header_that_is_wrong_sets_every_row_of_the_batch_aside() -> None:
    taken, _ = read(table(wage(1, project="-"), wage(2, project="-")))
    assert [row[:2] for row in wrong(taken)] == [(2, "项目编号"), (3, "项目编号")]


def test_an_empty_required_cell_is_said() -> None:
    taken, _ = read(table(wage(1, payee="")))
    assert wrong(taken) == [(2, "收款账户代号", "nothing")]


def test_totals_and_examples_and_empty_rows_are_no_records() -> None:
    taken, tally = read(table(wage(1), ",,,,,,,,,,", "合计,,,,,,6500.00,,,,", wage(2) + ",示例行"))
    assert records(taken) == 1
    assert (tally.rows, tally.passed) == (4, 3)


def test_a_total_with_a_key_is_data_and_not_passed_over() -> None:
    taken, _ = read(table("合计,B1,A1,2026-03,1,w1,x,成功,2026-04-10,c1,是"))
    assert len(wrong(taken)) == 1


def test_two_columns_of_amounts_say_the_direction() -> None:
    rows = ("T1,2026-04-01,10:21:33,,5.00,利息", "T2,2026-04-01,,7.00,0.00,手续费", "T3,2026-04-01,,1,1,其他")
    taken, _ = read("\n".join((MOVES, *(f"P1,A1,{row}" for row in rows))).encode())
    assert [(one.checked.type, str(one.checked.time)[:19]) for one in taken[:2] if one.checked] == [
        ("bank.account_credited", "2026-04-01 10:21:33"),
        ("bank.account_debited", "2026-04-01 00:00:00"),
    ]
    assert wrong(taken)[0][0] == 4


def test_a_pay_sheet_is_never_cut_and_may_lie_scattered() -> None:
    head = "项目编号,工资表编号,工资月份,统一社会信用代码,编制日期,工人代号,出勤天数,应发工资,签字确认"
    rows = [f"P1,S{n % 2},2026-03,91330106MA2KJ5NB08,2026-04-03,w{n},22,6600,是" for n in range(3_000)]
    taken, _ = read("\n".join((head, *rows)).encode())
    assert [len(data["lines"]) for data in good(taken)] == [1_500, 1_500]


def test_one_pay_sheet_has_one_employer() -> None:
    head = "项目编号,工资表编号,工资月份,统一社会信用代码,编制日期,工人代号,出勤天数,应发工资,签字确认"
    one = "P1,S1,2026-03,91330106MA2KJ5NB08,2026-04-03,w1,22,6600,是"
    other = one.replace("91330106MA2KJ5NB08", "91330105MA2GR81F6D").replace("w1", "w2")
    taken, _ = read(f"{head}\n{one}\n{other}".encode())
    assert wrong(taken) == [(3, "统一社会信用代码", '"91330105MA2GR81F6D"')]


def test_a_sheet_that_comes_back_too_late_is_refused_rather_than_halved() -> None:
    head = "项目编号,工资表编号,工资月份,统一社会信用代码,编制日期,工人代号,出勤天数,应发工资,签字确认"
    rows = [
        f"P1,S{sheet},2026-03,91330106MA2KJ5NB08,2026-04-03,w{n},22,6600,是" for sheet in (1, 2, 1) for n in range(9)
    ]
    with pytest.raises(Refused, match="sort the file"):
        read("\n".join((head, *rows)).encode(), limits=replace(Limits(), sheet_lines=10))


def test_punches_are_grouped_by_device_and_day() -> None:
    head = "项目编号\t设备号\t工人编号\t打卡时间\t方向"
    rows = [f"P1\tD1\tw{n}\t2026-03-0{1 + n % 2} 07:0{n}\t入" for n in range(4)]
    taken, _ = read("\n".join((head, *rows)).encode("utf-16"))
    assert [(str(one.checked.on), one.checked.records) for one in taken if one.checked] == [
        ("2026-03-01", 2),
        ("2026-03-02", 2),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_encoding_says_the_same(encoding: str, mark: str) -> None:
    taken, _ = read((mark + table(wage(1), wage(2)).decode()).encode(encoding))
    assert records(taken) == 2
    assert not wrong(taken)


def test_bytes_that_are_no_text_set_only_their_row_aside() -> None:
    body = table(wage(1), wage(2), wage(3)).replace(b"w2", b"w\xff\xfe2")
    taken, _ = read(body)
    assert [row[0] for row in wrong(taken)] == [3]
    assert records(taken) == 3


def test_an_open_quotation_mark_swallows_no_row() -> None:
    taken, tally = read(table(wage(1), '"' + wage(2), wage(3)))
    assert [row[0] for row in wrong(taken)] == [3]
    assert (records(taken), tally.rows) == (3, 3)


def test_a_cell_of_several_lines_is_one_cell() -> None:
    taken, tally = read((HEAD + ",备注\n" + wage(1) + ',"a\nb ""c"""\n' + wage(2) + ",\n").encode())
    assert (records(taken), tally.rows, wrong(taken)) == (2, 2, [])


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_the_delimiter_is_found(delimiter: str) -> None:
    taken, _ = read(table(wage(1)).decode().replace(",", delimiter).encode(), name="f.csv")
    assert records(taken) == 1


def test_without_a_source_nothing_is_read() -> None:
    with pytest.raises(Refused, match="nobody says who sends it"):
        read(table(wage(1)), Manner())


def test_an_unknown_feed_is_said() -> None:
    with pytest.raises(Refused, match="there is no feed 'salaries'"):
        read(table(wage(1)), Manner(feed="salaries", source="urn:x"))


def test_the_feed_that_is_said_is_the_one_that_is_read() -> None:
    with pytest.raises(Refused, match="looks like the headings of returns"):
        read(table(wage(1)), Manner(feed="returns", source="urn:x"))


def test_a_repaired_row_says_which_one_it_repairs() -> None:
    body = (HEAD + ",隔离编号\n" + wage(1) + ",17\n" + wage(2) + ",\n" + wage(3) + ",x\n").encode()
    assert read(body)[0][0].repairs == (17,)


def test_every_feed_has_a_name_of_its_own() -> None:
    assert len({feed.zh for feed in FEEDS.values()}) == len(FEEDS) == 15

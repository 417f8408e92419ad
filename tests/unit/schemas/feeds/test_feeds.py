"""The feeds' tables: no name means two columns, and every field is the contract's."""

from collections import defaultdict
from pathlib import Path

import pytest

from schemas.feeds.catalogue import FEEDS
from schemas.feeds.cells import Manner, heading_of, value_of
from schemas.feeds.feed import Feed
from schemas.feeds.layout import Layout, Unrecognised, layout_of

AUXILIARY = {
    "event",
    "on",
    "on_day",
    "at",
    "credit_fen",
    "debit_fen",
    "revision",
    "quarantine_no",
    "project_id",
    "counterparty",
    "submitted_on",
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_no_heading_means_two_columns(feed: Feed) -> None:
    fields = defaultdict(set)
    for column in feed.known.values():
        for name in column.names:
            fields[heading_of(name)[0]].add(column.field)
    assert {name: found for name, found in fields.items() if len(found) > 1 or not name} == {}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_no_word_means_two_values(feed: Feed) -> None:
    for column in feed.columns:
        written = [way for word in column.words for way in {word.value, *word.written}]
        assert len(written) == len(set(written)), column.field


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_every_column_is_a_field_of_the_contract_and_every_required_field_has_a_column(feed: Feed) -> None:
    kinds = [feed.type_of(event) for event in feed.kinds]
    fields = {name for kind in kinds for model in (kind.model, kind.line) if model for name in model.model_fields}
    columns = {column.field.partition(".")[0] for column in feed.columns}
    assert columns - fields <= AUXILIARY
    required = {name for kind in kinds for name, field in kind.model.model_fields.items() if field.is_required()}
    dates = {name for name in required if name.endswith("_on") or name == "on"}
    assert required - columns - dates <= {"lines", "punches", "items"}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_every_example_can_be_read(feed: Feed) -> None:
    for column in feed.columns:
        value_of(column.example, column, Manner("元"))
        assert column.example or not column.required


def layout(*rows: str, feed: Feed | None = None) -> Layout:
    return layout_of([(number, row.split(",")) for number, row in enumerate(rows, start=1)], feed)


def test_headings_are_found_in_any_order_below_notes() -> None:
    found = layout("报送表", "数据来源：urn:bank:102", "备注,截至日期,银行代码", "x,2026-04-01,102")
    assert (found.feed.name, found.row, found.source) == ("completed", 3, "urn:bank:102")
    assert [(place.index, place.column.field) for place in found.placed] == [(1, "complete_until"), (2, "bank_code")]


def test_english_headings_and_field_names_are_understood() -> None:
    assert layout("Bank Code,complete_until").feed.name == "completed"


def test_the_missing_column_is_named() -> None:
    with pytest.raises(Unrecognised, match=r"row 1 .* returns .* missing: 退回原因 reason") as error:
        layout("项目编号,批次号,序号,退回日期")
    assert error.value.zh == "第1行像是“工资退回明细”的表头,但缺少:退回原因"


def test_a_column_that_is_there_twice_is_said() -> None:
    with pytest.raises(Unrecognised, match="are both complete until"):
        layout("银行代码,截至日期,完整至")


def test_a_table_without_headings_is_none() -> None:
    with pytest.raises(Unrecognised, match="no row of headings"):
        layout("1,2,3", "4,5,6")


def test_an_amount_under_the_contracts_own_name_is_in_fen() -> None:
    found = layout(
        "project_id,batch_id,line_id,account_id,pay_month,worker_id,amount_fen,status,paid_on,payee_token,payee_name_matches"
    )
    assert {place.manner.unit for place in found.placed if place.column.field == "amount_fen"} == {"fen"}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_the_documentation_names_every_column(feed: Feed) -> None:
    text = (Path(__file__).parents[4] / "docs/files.md").read_text("utf-8")
    section = text.split(f"### `{feed.name}` ")[1].split("\n### ")[0]
    for column in feed.columns:
        required = "yes" if column.required else ""
        assert f"| {column.zh} · {column.en} | {required} |" in section

"""Whatever somebody sends as a file: it is read or refused, and no row is lost."""

import gzip
import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.feeds.catalogue import FEEDS
from schemas.feeds.cells import Manner as Taking
from schemas.feeds.cells import Unreadable, value_of
from schemas.feeds.column import Column, Kind
from streams.formats.reading import Reading
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner, Taken, Tally
from tests.unit.streams.formats.read import HEAD, wage, with_member, workbook

MANNER = Manner(source="urn:test", accounts={"1": ("P1", "A1")})
cells = st.text(st.characters(codec="utf-8", exclude_characters='\r\n",;\t|\0'), max_size=12) | st.sampled_from(
    [
        "P1",
        "B1",
        "2026-03",
        "2026-04-10",
        "1,234.5",
        "6500",
        "成功",
        "是",
        "w1",
        "=1+1",
        "合计",
        "１２",
        "20260401",
        "-",
        "万",
    ]
)


def read(body: bytes, name: str = "file") -> tuple[list[Taken], Tally]:
    with Reading([body], name, MANNER, Limits()) as reading:
        return list(reading.taken()), reading.tally


def accounted(taken: list[Taken], tally: Tally) -> bool:
    return tally.rows == tally.passed + sum(one.checked.records for one in taken if one.checked is not None)


@given(
    st.binary(max_size=300),
    st.sampled_from(["f", "f.csv", "f.json", "f.jsonl", "f.xlsx", "f.xml"]),
    st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b"\x28\xb5\x2f\xfd",
            b"<?xml version='1.0'?>",
            b"[",
            b'{"events":[',
            HEAD.encode() + b"\n",
            b"\xff\xfe",
            b"\xd0\xcf\x11\xe0",
        ]
    ),
)
def test_any_bytes_are_read_or_refused(tail: bytes, name: str, head: bytes) -> None:
    with suppress(Refused):
        read(head + tail, name)


@given(
    st.lists(st.lists(cells, min_size=11, max_size=11), max_size=20), st.sampled_from(["utf-8", "gb18030", "utf-16"])
)
def test_every_row_is_a_line_or_set_aside_or_nothing(rows: list[list[str]], encoding: str) -> None:
    body = "\n".join((HEAD, *(",".join(f'"{cell}"' for cell in row) for row in rows), wage("last")))
    taken, tally = read(body.encode(encoding, "replace"))
    assert tally.rows == len(rows) + 1
    assert accounted(taken, tally)


@given(st.text(max_size=200))
def test_any_text_below_the_headings_is_accounted_for(tail: str) -> None:
    body = f"{HEAD}\n{wage(1)}\n{tail}".encode("utf-8", "replace")
    with suppress(Refused):
        assert accounted(*read(body, "f.csv"))


@given(st.sampled_from(list(FEEDS.values())), st.data())
def test_every_feed_accounts_for_every_row(feed, data: st.DataObject) -> None:
    columns = [column for column in feed.columns if not column.field.startswith(("credit_", "debit_"))]
    told = [[data.draw(cells | st.just(column.example)) for column in columns] for _ in range(4)]
    rows = [[column.example for column in columns], *told]
    body = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [[column.zh for column in columns], *rows])
    taken, tally = read(body.encode("utf-8", "replace"))
    assert tally.rows == 5
    assert accounted(taken, tally)


@given(st.text(alphabet="<>/=\"' abcrtvsf0123456789&;![]", max_size=120))
def test_any_sheet_is_read_or_refused(inner: str) -> None:
    rows = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEAD.split(","))
    xml = f"<worksheet><sheetData><row>{rows}</row><row>{inner}</row></sheetData></worksheet>"
    with suppress(Refused):
        assert accounted(*read(with_member(workbook(["x"]), "xl/worksheets/sheet1.xml", xml.encode())))


leaves = st.sampled_from(["CRDT", "DBIT", "BOOK", "1", "10.00", "2026-04-01", "CNY", "SALA", "", "x", "9" * 30, "NaN"])
names = st.sampled_from(
    [
        "Ntry",
        "Amt",
        "CdtDbtInd",
        "Sts",
        "Cd",
        "BookgDt",
        "Dt",
        "Acct",
        "Id",
        "Othr",
        "NtryDtls",
        "TxDtls",
        "RtrInf",
        "Refs",
        "EndToEndId",
        "Bal",
        "TxInfAndSts",
        "OrgnlPmtInfId",
        "TxSts",
        "GrpHdr",
        "CreDtTm",
    ]
)
trees = st.recursive(leaves, lambda inner: st.lists(st.tuples(names, inner), max_size=5), max_leaves=30)


def spelled(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, list)
    return "".join(f"<{name}>{spelled(inner)}</{name}>" for name, inner in tree)


@given(st.sampled_from(["BkToCstmrStmt", "BkToCstmrAcctRpt", "CstmrPmtStsRpt"]), trees)
def test_any_message_is_read_or_refused_and_accounted_for(kind: str, tree: object) -> None:
    body = f"<Document><{kind}>{spelled(tree)}</{kind}></Document>".encode()
    assert accounted(*read(body))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(values), st.booleans())
def test_every_element_of_a_batch_is_a_record(told: list[object], indented: bool) -> None:  # noqa: FBT001
    body = json.dumps(told, indent=1 if indented else None, allow_nan=False, default=str) if _plain(told) else "[]"
    taken, _ = read(body.encode("utf-8", "replace"), "f.json")
    assert len(taken) == (len(told) if _plain(told) else 0)


def _plain(told: object) -> bool:
    try:
        json.dumps(told, allow_nan=False)
    except ValueError:
        return False
    return True


@given(st.binary(max_size=400), st.integers(0, 400), st.binary(max_size=5))
def test_a_packed_file_that_was_tampered_with_is_read_or_refused(body: bytes, at: int, noise: bytes) -> None:
    packed = gzip.compress(body)
    with suppress(Refused):
        read(packed[:at] + noise + packed[at + len(noise) :])


@settings(max_examples=500)
@given(
    st.sampled_from(list(Kind)),
    st.text(max_size=20) | st.from_regex(r"[0-9０-９,，./年月日:万元¥ -]{1,14}"),
    st.sampled_from(["", "元", "万元", "分"]),
)
def test_every_text_is_a_value_or_unreadable(kind: Kind, text: str, unit: str) -> None:
    with suppress(Unreadable):
        value_of(text, Column("x", "列", "column", kind, ""), Taking(unit))

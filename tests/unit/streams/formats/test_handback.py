"""A message comes back as it was sent, but for what was accepted and persons' numbers; the notes are beside it."""

import io
import re
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from infra.db.quarantine import SetAside, Why
from schemas.sensitive import Kind
from streams.formats.handback import Aside, handed_back
from streams.formats.isomarked import field_of
from streams.formats.reading import Reading
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner
from tests.unit.streams.formats.read import good, read, wrong
from tests.unit.streams.formats.test_iso20022 import INSTRUCTED, KNOWN, sample

IDENTITY, CARD = "11010519491231002X", "6228480402564890018"
SPACE = re.compile(r"\s+")


class Named:
    """Tokens that say what they stand for."""

    def of(self, kind: Kind, _number: str) -> str:
        return f"<{kind.value}>"


def set_aside(body: bytes, manner: Manner) -> Iterator[SetAside]:
    numbers = count(100)
    for one in read(body, manner)[0]:
        for rejected in one.checked.rejected if one.checked else ():
            why = tuple(Why(*reason) for reason in map(parts, rejected.reasons))
            checked = one.checked
            yield SetAside(
                next(numbers), 7, "x", datetime.now(UTC), one.number, None, checked.source, checked.id, checked.type,
                checked.project, 1, why, None, "open", None, None,
            )  # fmt: skip


def parts(reason) -> tuple[str, str, str, str]:
    return reason.field, reason.found, reason.expected, reason.expected_zh


def back(body: bytes, manner: Manner = KNOWN, rows: list[SetAside] | None = None, out: io.BytesIO | None = None) -> str:
    rows = list(set_aside(body, manner)) if rows is None else rows
    closing = next((row for row in rows if row.kind == "bank.feed_completed"), None)
    out = out or io.BytesIO()
    with Reading([body], "x.xml", manner, Limits()) as reading:
        reading.file.seek(0)
        told = handed_back(reading.file, out, Aside(7, rows, closing), Named(), "zh")
    assert told == len(rows)
    return out.getvalue().decode()


def spelled(element: ET.Element, without: tuple[str, ...] = ()) -> str:
    """An element with all that the schema sees of it, but for white space between elements."""
    inner = "".join(spelled(child, without) for child in element if child.tag.rpartition("}")[2] not in without)
    return f"<{element.tag} {sorted(element.attrib.items())}>{SPACE.sub(' ', element.text or '').strip()}{inner}</>"


@pytest.mark.parametrize(
    ("body", "manner"),
    [
        (sample("camt054.wages.xml", ("<PmtInfId>DF-1</PmtInfId>", "")), KNOWN),
        (sample("camt053.v8.xml"), KNOWN),
        (sample("camt053.v2.five.decimals.xml"), KNOWN),
        (sample("pain002.xml"), INSTRUCTED),
        (sample("pain002.xml", ("PART", "RJCT")), KNOWN),
        (sample("camt054.wages.xml").decode().replace("UTF-8", "UTF-16").encode("utf-16"), KNOWN),
        (re.sub(rb">\s+<", b"><", sample("camt054.wages.xml")), KNOWN),
    ],
)
def test_the_schema_sees_the_envelope_as_it_was_sent_and_some_of_its_entries(body: bytes, manner: Manner) -> None:
    entries = ("Ntry", "TxInfAndSts")
    sent, told = ET.fromstring(body), ET.fromstring(back(body, manner))
    assert spelled(told, entries) == spelled(sent, entries)
    before, after = (
        [spelled(one) for name in entries for one in root.findall(f".//{{*}}{name}")] for root in (sent, told)
    )
    assert after
    assert len(after) == len(
        {one.line_no for one in set_aside(body, manner) if one.kind and "OrgnlGrpInfAndSts" not in str(one.event_id)}
    )
    assert set(after) <= set(before)


@pytest.mark.parametrize(("name", "manner"), [("camt054.wages.xml", KNOWN), ("pain002.xml", INSTRUCTED)])
def test_what_comes_back_is_read_and_wrong_in_the_same_way(name: str, manner: Manner) -> None:
    body = sample(name)
    again, _ = read(back(body, manner).encode(), manner)
    assert [row[1:] for row in wrong(again)] == [row[1:] for row in wrong(read(body, manner)[0])]
    assert [one.repairs for one in again if one.checked and one.checked.rejected] == [(100,)]
    assert good(again) == []


def test_notes_stand_on_lines_of_their_own_also_in_a_message_without_any() -> None:
    for body in (sample("camt054.wages.xml"), re.sub(rb">\s+<", b"><", sample("camt054.wages.xml"))):
        lines = [line.strip() for line in back(body).splitlines()]
        at = lines.index('<?wagewatch quarantine="100"?>')
        assert lines[at + 1].startswith('<!-- 隔离编号 100:Purp:收到 "prtry:Z24"')
        assert lines[at + 2].startswith("<!-- quarantine no. 100: Purp: found")
        assert lines[at + 3].startswith("<Amt Ccy")


def test_of_several_statements_those_with_something_wrong_come_back() -> None:
    body = sample("camt054.wages.xml").decode()
    whole = body[body.index("<Ntfctn>") : body.index("</Ntfctn>") + 9]
    fine = re.sub(r"<Ntry>\s*<Amt Ccy=\"CNY\">5000.*?</Ntry>", "", whole, flags=re.DOTALL).replace("<Id>N1<", "<Id>N2<")
    long = fine.replace("<Id>N2<", "<Id>N3<").replace("<Acct>", f"<Dtls>{'<A/>' * 400_000}</Dtls><Acct>")
    text = back(body.replace(whole, fine + whole + long + fine).encode())
    ids = [one.text for one in ET.fromstring(text).findall(".//{*}Ntfctn/{*}Id")]
    assert ids == ["N1", "N3"], "the head of a statement waits for an entry as long as it takes little memory"
    assert len(ET.fromstring(text).findall(".//{*}Ntry")) == 1


def test_where_nothing_waits_any_more_the_envelope_comes_back() -> None:
    root = ET.fromstring(back(sample("camt054.wages.xml"), rows=[]))
    assert root.find(".//{*}Ntfctn/{*}Acct") is not None
    assert root.find(".//{*}Ntry") is None


def test_sums_over_entries_are_left_out() -> None:
    counted = ("<Ntry>", "<TxsSummry><TtlNtries><NbOfNtries>4</NbOfNtries></TtlNtries></TxsSummry><Ntry>")
    assert "TxsSummry" not in back(sample("camt054.wages.xml", counted))


def test_what_is_wrong_may_not_end_its_comment_or_hold_what_no_xml_holds() -> None:
    [row] = set_aside(sample("camt054.wages.xml"), KNOWN)
    bad = Why("--><x>", '"--->\x00\ud800<!--"', "-", "-")
    text = back(sample("camt054.wages.xml"), rows=[SetAside(**{**_fields(row), "reasons": (bad,)})])
    assert len(ET.fromstring(text).findall(".//{*}Ntry")) == 1
    assert "<x>" not in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def _fields(row: SetAside) -> dict[str, object]:
    return {name: getattr(row, name) for name in SetAside.__slots__}


def test_numbers_of_persons_are_tokens_wherever_they_stand_and_the_account_stays() -> None:
    hidden = (
        f"<RltdPties><Cdtr><Nm>张三 {IDENTITY}</Nm>"
        "<Id><PrvtId><Othr><Id>110105491231002</Id></Othr></PrvtId></Id></Cdtr>"
        "<CdtrAcct><Id><Othr><Id>4111111111111111</Id></Othr></Id></CdtrAcct></RltdPties>"
        f'<RmtInf><Ustrd a="{CARD}">{CARD}</Ustrd></RmtInf>'
    )
    where = ("<Id>N1</Id>", f"<Id>N1</Id><AddtlInf>{IDENTITY}</AddtlInf><Nm><![CDATA[{CARD}]]></Nm>")
    there = ("<BkTxCd><Prtry><Cd>Z24</Cd></Prtry></BkTxCd>", f"<NtryDtls><TxDtls>{hidden}</TxDtls></NtryDtls>")
    manner = Manner(source="urn:bank:102", accounts={CARD: ("P1", "A1")})
    text = back(sample("camt054.wages.xml", ("6222000001", CARD), there, where), manner)
    assert text.count(IDENTITY) == text.count("4111111111111111") == text.count("110105491231002") == 0
    assert text.count(CARD) == 1
    assert f"<Acct><Id><Othr><Id>{CARD}</Id>" in text
    assert "张三 &lt;identity&gt;" in text
    assert text.count("&lt;card&gt;") == 4
    assert text.count("&lt;identity&gt;") == 3


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("Acct/Id/Othr/Id", "account_id"),
        ("Acct/Ownr/Nm", ""),
        ("TxInfAndSts/OrgnlTxRef/DbtrAcct/Nm", ""),
        ("Ntry/AcctSvcrRef", "transaction_id"),
        ("Ntry/NtryDtls/TxDtls/RltdPties/DbtrAcct/Id/Othr/Id", "payee_card"),
        ("TxInfAndSts/OrgnlTxRef/DbtrAcct/Id/Othr/Id", "account_id"),
        ("TxInfAndSts/OrgnlTxRef/CdtrAcct/Id/Othr/Id", "payee_card"),
        ("Ntry/NtryDtls/TxDtls/RltdPties/Dbtr/Id/PrvtId/Othr/Id", "id_number"),
        ("Ntry/NtryDtls/TxDtls/RmtInf/Ustrd", ""),
        ("", ""),
    ],
)
def test_what_an_element_holds_is_called_as_in_the_contract(path: str, field: str) -> None:
    assert field_of([name for name in path.split("/") if name]) == field


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE a><Document><BkToCstmrStmt/></Document>", "document type"),
        (b"<Document><BkToCstmrStmt>", "broken"),
        (b"<Document><BkToCstmrStmt><Ntry>" + b"<a/>" * 200_000 + b"</Ntry></BkToCstmrStmt></Document>", "too many"),
        (
            b"<Document><BkToCstmrStmt><Ntry>" + b"<a>" * 99 + b"</a>" * 99 + b"</Ntry></BkToCstmrStmt></Document>",
            "too",
        ),
    ],
)
def test_what_was_never_read_is_not_handed_back(body: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        handed_back(io.BytesIO(body), io.BytesIO(), Aside(7, [], None), Named(), "zh")


class Nowhere(io.BytesIO):
    """Counts what is written to it."""

    size = 0

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.size += len(piece)
        return len(piece)


def test_a_large_message_takes_little_memory() -> None:
    body = sample("camt054.wages.xml").decode()
    end = body.index("</Ntry>", body.index("5000.00")) + len("</Ntry>")
    one = body[body.index("<Ntry>", body.index("R9")) : end]
    [row] = set_aside(sample("camt054.wages.xml"), KNOWN)
    many = 10_000
    file = io.BytesIO((body[:end] + one * many + body[end:]).encode())
    rows = (SetAside(**{**_fields(row), "id": number, "line_no": 4 + number}) for number in range(many))
    out = Nowhere()
    tracemalloc.start()
    try:
        assert handed_back(file, out, Aside(7, rows, None), Named(), "en") == many
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert out.size > 6_000_000
    assert peak < 2_000_000

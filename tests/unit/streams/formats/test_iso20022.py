"""ISO 20022 messages: what they say, and nothing that they do not say."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from streams.formats.mapping import accounts_of, payments_of, purposes_of
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner
from tests.unit.streams.formats.read import good, read, workbook, wrong

SAMPLES = Path(__file__).parents[3] / "samples/iso20022"
LIMITS = Limits()
ACCOUNTS = "银行账号,项目编号,账户编号\n6222000001,P1,A1\nNL26VAYB8060476890,P2,\n"
PAYMENTS = (
    "项目编号,批次号,账户编号,工资月份,序号,工人代号,实发金额(元),收款账户代号,户名一致\n"
    "P1,DF-1,A1,2026-03,1,w1,6500,c1,是\nP1,DF-1,A1,2026-03,2,w2,6500,c2,是\n"
)
KNOWN = Manner(source="urn:bank:102", accounts=accounts_of(io.BytesIO(ACCOUNTS.encode()), LIMITS))
INSTRUCTED = replace(KNOWN, payments=payments_of(io.BytesIO(PAYMENTS.encode()), LIMITS))


def sample(name: str, *changes: tuple[str, str]) -> bytes:
    body = (SAMPLES / name).read_text()
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    return body.encode()


def test_the_public_samples_are_read_whatever_their_version() -> None:
    two, eight = (read(sample(f"camt053.{name}.xml"), KNOWN)[0] for name in ("v2.five.decimals", "v8"))
    assert [row[1:] for row in wrong(two) + wrong(eight)] == [("Amt/Ccy", '"EUR"'), ("Amt/Ccy", '"EUR"')]


def test_the_public_samples_in_yuan_are_movements() -> None:
    euro = ('Ccy="EUR"', 'Ccy="CNY"')
    (two,), (eight,) = (
        good(read(sample(f"camt053.{name}.xml", euro), KNOWN)[0]) for name in ("v2.five.decimals", "v8")
    )
    assert (two["amount_fen"], two["purpose"], two["account_id"]) == (885, "other", "NL26VAYB8060476890")
    assert (eight["transaction_id"], eight["payer"]) == ("AAAASESS-FP-CN_98765/01", "NAME NAME")


def test_debits_whose_purpose_nobody_states_accuse_nobody() -> None:
    taken, tally = read(sample("camt054.wages.xml"), KNOWN)
    assert wrong(taken) == [(4, "Purp", '"prtry:Z24"')]
    assert [data.get("purpose") for data in good(taken)] == ["wages", "wage_return", None]
    assert (tally.rows, tally.passed) == (5, 1)


def test_the_banks_own_table_says_what_its_codes_mean() -> None:
    own = purposes_of('[debit]\n"prtry:Z24" = "transfer"\n[credit]\n"*" = "labor_cost"\n')
    taken, _ = read(sample("camt054.wages.xml"), replace(KNOWN, purposes=own))
    assert [data.get("purpose") for data in good(taken)] == ["wages", "wage_return", None, "transfer"]


def test_codes_that_contradict_each_other_say_nothing() -> None:
    two = ("<Purp><Cd>SALA</Cd></Purp></TxDtls>", "<Purp><Cd>SALA</Cd></Purp></TxDtls><TxDtls><BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd></TxDtls>")  # fmt: skip # noqa: E501
    taken, _ = read(sample("camt054.wages.xml", two), KNOWN)
    assert [row[:2] for row in wrong(taken)] == [(1, "Purp"), (4, "Purp")]


def test_a_return_names_the_batch_and_the_line_that_it_was_paid_with() -> None:
    data = good(read(sample("camt054.wages.xml"), KNOWN)[0])[2]
    assert data == {"batch_id": "DF-1", "line_id": "1", "returned_on": "2026-04-12", "reason": "AC04 账户已销户"}


def test_a_return_without_its_references_is_set_aside_and_its_booking_counts() -> None:
    taken, _ = read(sample("camt054.wages.xml", ("<PmtInfId>DF-1</PmtInfId>", "")), KNOWN)
    assert [row[1] for row in wrong(taken)] == ["PmtInfId", "Purp"]
    assert [data["transaction_id"][:1] for data in good(taken)] == ["x", "R"]


def test_an_unknown_account_is_set_aside() -> None:
    taken, _ = read(sample("camt054.wages.xml"), Manner(source="urn:x"))
    assert {row[1] for row in wrong(taken)} == {"Acct/Id"}


def test_an_account_related_to_the_statements_is_not_taken_for_it() -> None:
    related = (
        "</Acct>",
        "</Acct><RltdAcct><Id><Othr><Id>9</Id></Othr></Id></RltdAcct><Intrst><Tax><Id>1</Id></Tax></Intrst>",
    )
    assert good(read(sample("camt054.wages.xml", related), KNOWN)[0])[0]["account_id"] == "A1"


def test_what_was_set_aside_is_known_again_by_its_reference_or_by_its_words() -> None:
    body = sample("camt054.wages.xml", ("<PmtInfId>DF-1</PmtInfId>", ""))
    [returned, debit] = (one.checked for one in read(body, KNOWN)[0] if one.checked and one.checked.rejected)
    waiting = replace(KNOWN, aside=lambda: {returned.id: (11,), debit.id: (12,)})
    changed = sample("camt054.wages.xml", ("Z24", "Z25"), ("5000.00", "5001.00"), ("AC04", "AC05"))
    for again in (body, changed):
        assert [one.repairs for one in read(again, waiting)[0]] == [(), (), (11,), (12,), ()]
    renamed = changed.replace(b"D3", b"D9").replace(b"R9", b"R8")
    assert [one.repairs for one in read(renamed, waiting)[0]] == [()] * 5
    same = body.replace(b"R9", b"R8")
    assert [one.repairs for one in read(same, waiting)[0]] == [(), (), (11,), (12,), ()]


def test_the_same_booking_in_another_message_is_the_same_transaction() -> None:
    euro = ('Ccy="EUR"', 'Ccy="CNY"')
    body = sample("camt053.v2.five.decimals.xml", euro)
    other = (
        body.replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt").replace(b"<Stmt>", b"<Rpt>").replace(b"</Stmt>", b"</Rpt>")
    )
    other = other.replace(b"253EURNL26VAYB8060476890", b"another statement")
    one, same = (good(read(told, KNOWN)[0])[0]["transaction_id"] for told in (body, other))
    assert one == same


def test_a_statement_says_that_all_was_delivered_only_where_the_bank_says_so() -> None:
    body = sample("camt053.v2.five.decimals.xml", ('Ccy="EUR"', 'Ccy="CNY"'))
    assert len(good(read(body, KNOWN)[0])) == 1
    assert good(read(body, replace(KNOWN, complete_for="102"))[0])[1] == {
        "bank_code": "102",
        "complete_until": "2014-12-31",
    }


def test_results_of_payments_are_wage_lines_where_it_is_known_what_was_instructed() -> None:
    taken, tally = read(sample("pain002.xml"), INSTRUCTED)
    lines = [line for data in good(taken) for line in data["lines"]]
    assert [(line["line_id"], line["status"], line["worker_id"]) for line in lines] == [
        ("1", "paid", "w1"),
        ("2", "failed", "w2"),
    ]
    assert wrong(taken) == [(4, "OrgnlEndToEndId", '"9"')]
    assert (tally.rows, tally.passed) == (4, 1)


def test_a_rejected_message_that_names_no_payment_is_not_lost() -> None:
    taken, _ = read(sample("pain002.xml", ("PART", "RJCT")), INSTRUCTED)
    assert wrong(taken)[0][1] == "OrgnlGrpInfAndSts"


def test_a_rejection_without_instructions_is_a_return_where_the_account_is_known() -> None:
    of = ("<StsRsnInf>", "<OrgnlTxRef><DbtrAcct><Id><IBAN>6222000001</IBAN></Id></DbtrAcct></OrgnlTxRef><StsRsnInf>")
    taken, _ = read(sample("pain002.xml", of), KNOWN)
    assert good(taken) == [{"batch_id": "DF-1", "line_id": "2", "returned_on": "2026-04-10", "reason": "AC01"}]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<?xml version='1.0'?><html><body/></html>", "no camt.052"),
        (b"<Document><BkToCstmrStmt><Stmt>", "broken"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Document>&b;</Document>", "document type"),
        (
            b"<Document><BkToCstmrStmt><Ntry>" + b"<a/>" * 200_000 + b"</Ntry></BkToCstmrStmt></Document>",
            "too many parts",
        ),
    ],
)
def test_what_is_no_message_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(body, KNOWN)


def test_without_a_source_no_message_is_read() -> None:
    with pytest.raises(Refused, match="--bank"):
        read(sample("pain002.xml"), Manner())


def test_the_table_of_accounts_may_be_a_workbook() -> None:
    body = workbook(["账号", "项目编号"], ["6222", "P1"])
    assert accounts_of(io.BytesIO(body), LIMITS) == {"6222": ("P1", "6222")}


@pytest.mark.parametrize(
    ("read_it", "text", "why"),
    [
        (accounts_of, "账号,项目\n1,P1\n", "needs the columns"),
        (accounts_of, "账号,项目编号\n1,\n", "row 2: a cell is empty"),
        (accounts_of, "", "needs the columns"),
        (payments_of, PAYMENTS.replace("6500", "x"), "row 2: 实发金额"),
        (payments_of, "a,b", "no row of headings"),
    ],
)
def test_a_table_beside_a_message_must_be_whole(read_it, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_it(io.BytesIO(text.encode()), LIMITS)


@pytest.mark.parametrize("text", ["[debit", '[both]\n"a" = "b"', '[debit]\n"x" = "labor_cost"', "debit = 1"])
def test_a_table_of_purposes_has_the_contracts_words(text: str) -> None:
    with pytest.raises(Refused):
        purposes_of(text)

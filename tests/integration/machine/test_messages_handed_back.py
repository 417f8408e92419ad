"""What is set aside of a message comes back as the same message, is repaired in an editor, and keeps its link."""

import gzip
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard

from portal.client import Sender
from tests.build import event
from tests.database import line, rows
from tests.integration.machine.test_messages import (
    CARD,
    IDENTITY,
    PAYMENTS,
    SAMPLES,
    client,
    delivered,
    opened,
    reasons,
    sample,
    told,
)
from tests.integration.machine.test_vault import everything
from tests.machine_client import bank, new_key, register
from tests.machine_door import Served, served_door

pytest_plugins = ("tests.database_fixtures",)
KINDS = {
    "camt.052.001.08": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053.001.02": ("BkToCstmrStmt", "Stmt"),
    "camt.054.001.10": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
BALANCES = "".join(
    f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='CNY'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
    "<Dt><Dt>2026-04-10</Dt></Dt></Bal>"
    for code, amount in (("OPBD", "90000.00"), ("CLBD", "70000.00"))
)


def entry(code: str = "SALA", amount: str = "5000.00", currency: str = "CNY", ref: str = "", texts: str = "") -> str:
    named = f"<AcctSvcrRef>{ref}</AcctSvcrRef>" if ref else ""
    return f"""
      <Ntry>
        <Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-04-10</Dt></BookgDt>{named}
        <BkTxCd><Prtry><Cd>OUT</Cd></Prtry></BkTxCd>
        <NtryDtls><TxDtls>{texts}<Purp><Cd>{code}</Cd></Purp></TxDtls></NtryDtls>
      </Ntry>"""


def message(kind: str, *entries: str) -> bytes:
    root, part = KINDS[kind]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}">
  <{root}>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-04-10T18:00:00+08:00</CreDtTm></GrpHdr>
    <{part}>
      <Id>S1</Id><CreDtTm>2026-04-10T18:00:00+08:00</CreDtTm>
      <Acct><Id><Othr><Id>6222000001</Id></Othr></Id></Acct>
      {"" if part == "Ntfctn" else BALANCES}
      <TxsSummry><TtlNtries><NbOfNtries>{len(entries)}</NbOfNtries></TtlNtries></TxsSummry>{"".join(entries)}
    </{part}>
  </{root}>
</Document>
""".encode()


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served_door(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sender(door: Served) -> Iterator[httpx.Client]:
    with client(door, "102") as made:
        delivered(made, line(opened("6222000001")))
        yield made


def sent(sender: httpx.Client, body: bytes, **said: str) -> tuple[str, dict[str, Any]]:
    answer = sender.post("/v1/submissions", params={"name": "m.xml", **said}, content=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.json()["receipt"]["records"]


def handed_back(sender: httpx.Client, number: str, lang: str = "zh") -> str:
    answer = sender.get(f"/v1/submissions/{number}/rejected", params={"lang": lang})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert ".xml" in answer.headers["Content-Disposition"]
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    ET.fromstring(answer.content)  # it is well-formed
    return answer.text


def repaired(text: str, *changes: tuple[str, str]) -> bytes:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def links(sender: httpx.Client) -> list[tuple[str, bool]]:
    items = sender.get("/v1/quarantine?all=true").json()["items"]
    return sorted((row["state"], row["repaired_by"] is not None) for row in items)


def amounts(door: Served) -> list[int]:
    return sorted(one["amount_fen"] for one in told(door.engine, "bank.account_debited"))


RESULTS = (SAMPLES / "pain002.xml").read_text().partition("</OrgnlPmtInfId>")[2].partition("</OrgnlPmtInfAndSts>")[0]
FIXED = (('Ccy="EUR"', 'Ccy="CNY"'), ("<Cd>Z24</Cd>", "<Cd>SALA</Cd>"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_of_three_entries_two_come_back_are_repaired_and_linked(
    door: Served, sender: httpx.Client, kind: str, packed: Any
) -> None:
    body = message(kind, entry(ref="T1"), entry("Z24", "20.00", ref="T2"), entry(currency="EUR", amount="30.00"))
    number, counts = sent(sender, packed(body), complete="true")
    assert (counts["accepted"] - (kind == "camt.053.001.02"), counts["quarantined"]) == (1, 2)
    text = handed_back(sender, number)
    root = ET.fromstring(text)
    space = f"{{urn:iso:std:iso:20022:tech:xsd:{kind}}}"
    assert root.tag == f"{space}Document"
    assert [found.text for found in root.findall(f".//{space}Ntry/{space}Amt")] == ["20.00", "30.00"]
    assert len(root.findall(f".//{space}Bal")) == (0 if kind.startswith("camt.054") else 2)
    assert root.find(f".//{space}TxsSummry") is None
    assert text.count("<?wagewatch quarantine=") == 2
    assert '收到 "purp:Z24, prtry:OUT",应为' in text
    assert 'Amt/Ccy: found "EUR", expected CNY' in text
    again, counts = sent(sender, packed(repaired(text, *FIXED)), complete="true")
    assert counts == {"received": 2, "accepted": 2, "duplicate": 0, "quarantined": 0}
    assert (reasons(sender), links(sender)) == ([], [("retried", True)] * 2)
    assert amounts(door) == [2000, 3000, 500000]
    assert again != number
    assert "<Ntry>" not in handed_back(sender, number)


def test_results_of_payments_come_back_alone_and_are_repaired(door: Served, sender: httpx.Client) -> None:
    assert sender.post("/v1/messages/payments", content=PAYMENTS.encode()).status_code == 200
    body = sample("pain002.xml", ("<OrgnlEndToEndId>2</OrgnlEndToEndId>", "<OrgnlEndToEndId>02</OrgnlEndToEndId>"))
    number, counts = sent(sender, body)
    assert (counts["accepted"], counts["quarantined"]) == (1, 2)
    text = handed_back(sender, number, "en")
    assert text.index("quarantine no.") < text.index("隔离编号")
    assert text.count("<TxInfAndSts>") == 2
    assert text.count("<OrgnlPmtInfId>DF-1</OrgnlPmtInfId>") == 1
    end = text.index("</TxInfAndSts>", text.index("<OrgnlEndToEndId>9<"))
    only = text[: text.rindex("<TxInfAndSts>")] + text[end + len("</TxInfAndSts>") :]
    _, counts = sent(sender, repaired(only, (">02<", ">2<")))
    assert counts == {"received": 1, "accepted": 1, "duplicate": 0, "quarantined": 0}
    assert links(sender) == [("open", False), ("retried", True)], "the entry that was deleted still waits"
    lines = [one for batch in told(door.engine, "bank.wages_paid") for one in batch["lines"]]
    assert [(one["line_id"], one["status"]) for one in lines] == [("1", "paid"), ("2", "failed")]


def test_a_batch_that_was_rejected_at_once_is_repaired_by_its_payments(sender: httpx.Client) -> None:
    sender.post("/v1/messages/payments", content=PAYMENTS.encode())
    whole = sample("pain002.xml", ("PART", "ACCP"), (RESULTS, "<PmtInfSts>RJCT</PmtInfSts>"))
    number, counts = sent(sender, whole)
    assert counts["quarantined"] == 1
    payment = "<TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>"
    each = f"<PmtInfSts>PART</PmtInfSts>{payment.format(1)}{payment.format(2)}"
    _, counts = sent(sender, repaired(handed_back(sender, number), ("<PmtInfSts>RJCT</PmtInfSts>", each)))
    assert (counts["accepted"], counts["quarantined"]) == (2, 0)
    assert links(sender) == [("retried", True)]


def test_bookings_without_a_name_are_not_mistaken_for_each_other(door: Served, sender: httpx.Client) -> None:
    body = message("camt.053.001.02", entry(), entry("Z24"), entry("Z24"), entry())
    number, counts = sent(sender, body)
    assert (counts["accepted"], counts["quarantined"]) == (2, 2)
    text = handed_back(sender, number)
    assert text.count(" booking=") == 2
    _, counts = sent(sender, repaired(text, ("<Cd>Z24</Cd>", "<Cd>SALA</Cd>")))
    assert (counts["accepted"], counts["duplicate"]) == (2, 0)
    assert (amounts(door), links(sender)) == ([500000] * 4, [("retried", True)] * 2)
    assert len({one["transaction_id"] for one in told(door.engine, "bank.account_debited")}) == 4
    _, counts = sent(sender, body.replace(b"<Cd>Z24</Cd>", b"<Cd>SALA</Cd>"))
    assert (counts["accepted"], counts["duplicate"]) == (0, 4), "the whole statement, repaired, says nothing new"


def test_the_whole_message_repaired_settles_its_rows_as_well(door: Served, sender: httpx.Client) -> None:
    body = message("camt.054.001.10", entry(ref="T1"), entry("Z24", "20.005", ref="T2"), entry("Z24", "30.00"))
    _, counts = sent(sender, body)
    assert (counts["accepted"], counts["quarantined"]) == (1, 2)
    _, counts = sent(sender, repaired(body.decode(), ("Z24", "SALA"), ("20.005", "20.00")))
    assert (counts["accepted"], counts["duplicate"], counts["quarantined"]) == (2, 1, 0)
    assert (reasons(sender), links(sender)) == ([], [("retried", True)] * 2)
    assert amounts(door) == [2000, 3000, 500000]


def test_what_is_wrong_again_waits_once_and_can_be_fetched_again(sender: httpx.Client) -> None:
    number, _ = sent(sender, message("camt.053.001.02", entry(ref="T1"), entry("Z24", "20.005")))
    text = handed_back(sender, number)
    again, counts = sent(sender, repaired(text, ("<Cd>Z24</Cd>", "<Cd>SALA</Cd>")))
    assert (counts["accepted"], counts["quarantined"]) == (0, 1)
    assert reasons(sender) == [("Amt", '"20.005"')]
    newer = handed_back(sender, again)
    assert newer.count("<?wagewatch quarantine=") == 1
    assert newer.count("20.005") == 3, "the amount, and the reason in two languages; not those of the last time"
    _, counts = sent(sender, repaired(newer, (">20.005<", ">20.00<")))
    assert counts["accepted"] == 1
    assert (reasons(sender), [state for state, _ in links(sender)]) == ([], ["retried", "superseded"])


def test_what_was_not_repaired_stays_the_same_row(sender: httpx.Client) -> None:
    number, _ = sent(sender, message("camt.052.001.08", entry("Z24"), entry("Z25", ref="T2")))
    _, counts = sent(sender, handed_back(sender, number).encode())
    assert counts == {"received": 2, "accepted": 0, "duplicate": 2, "quarantined": 0}
    assert links(sender) == [("open", False)] * 2


def test_a_statement_that_was_handed_back_ends_no_day(door: Served, sender: httpx.Client) -> None:
    number, _ = sent(sender, message("camt.053.001.02", entry("Z24", "20.00")))
    body = repaired(handed_back(sender, number), ("Z24", "SALA"))
    assert sent(sender, body, complete="true")[1]["accepted"] == 1
    assert told(door.engine, "bank.feed_completed") == []


def test_a_closing_day_that_is_wrong_comes_back_and_is_repaired(door: Served, sender: httpx.Client) -> None:
    wrong = repaired(
        message("camt.053.001.02", entry()).decode(), ("<Dt>2026-04-10</Dt></Dt></Bal>", "<Dt>soon</Dt></Dt></Bal>")
    )
    number, counts = sent(sender, wrong, complete="true")
    assert (counts["accepted"], counts["quarantined"]) == (1, 1)
    text = handed_back(sender, number)
    assert "<Ntry>" not in text
    _, counts = sent(sender, repaired(text, (">soon<", ">2026-04-10<")), complete="true")
    assert counts["accepted"] == 1
    assert {one["complete_until"] for one in told(door.engine, "bank.feed_completed")} == {"2026-04-10"}
    assert links(sender) == [("retried", True)]


def test_numbers_of_persons_come_back_as_tokens(door: Served, sender: httpx.Client) -> None:
    texts = (
        f"<Refs><EndToEndId>{IDENTITY}</EndToEndId></Refs><RltdPties><Cdtr><Nm>张三{IDENTITY}</Nm></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{CARD}</Id></Othr></Id></CdtrAcct></RltdPties><RmtInf><Ustrd>{CARD}</Ustrd></RmtInf>"
    )
    number, _ = sent(sender, message("camt.053.001.02", entry("Z24", "20.00", texts=texts), entry("Z25", texts=texts)))
    text = handed_back(sender, number)
    assert IDENTITY not in text
    assert CARD not in text
    assert "张三w" in text
    _, counts = sent(sender, repaired(text, ("Z24", "SALA"), ("Z25", "SALA")))
    assert (counts["accepted"], links(sender)) == (2, [("retried", True)] * 2)
    body = message("camt.053.001.02", entry("SALA", "20.00", texts=texts), entry("SALA", texts=texts))
    assert sent(sender, body)[1]["duplicate"] == 2, "what came back with tokens is the same booking"
    stored = everything(door.engine)
    assert IDENTITY not in stored
    assert CARD not in stored


def test_hostile_names_and_values_stay_what_they_are(sender: httpx.Client) -> None:
    hostile = "--&gt;&lt;Ntry&gt;&lt;?wagewatch quarantine=&quot;1&quot;?&gt;&lt;!--&amp;"
    foreign = (
        '<SplmtryData><Envlp><b:Own xmlns:b="urn:b" b:a="&quot;&#10;&lt;"><![CDATA[<&>]]></b:Own></Envlp></SplmtryData>'
    )
    body = message("camt.053.001.02", entry(hostile, "20.00", currency="--&gt;", texts=foreign))
    prefixed = body.replace(b"</", b"<\0").replace(b"<", b"<x:").replace(b"<x:\0", b"</x:")
    prefixed = prefixed.replace(b"<x:?", b"<?").replace(b"x:b:", b"b:").replace(b"xmlns=", b"xmlns:x=")
    prefixed = prefixed.replace(b"<x:![CDATA[<x:&>]]>", b"<![CDATA[<&>]]>")
    for one in (body, prefixed):
        number, counts = sent(sender, one)
        assert counts["quarantined"] + counts["duplicate"] == 1
    _, counts = sent(sender, prefixed.replace(b"20.00", b"21.00"))
    assert counts["quarantined"] == 1
    number = sender.get("/v1/submissions").json()["items"][0]["id"]
    text = handed_back(sender, number)
    root = ET.fromstring(text)
    assert len(root.findall(".//{*}Ntry")) == 1
    [own] = root.findall(".//{urn:b}Own")
    assert (own.text, own.attrib) == ("<&>", {"{urn:b}a": '"\n<'})
    assert text.count("<x:Ntry>") == 1


def test_a_return_in_a_good_entry_comes_back_with_it_and_the_entry_counts_once(
    door: Served, sender: httpx.Client
) -> None:
    body = sample("camt054.wages.xml", ("<PmtInfId>DF-1</PmtInfId>", ""), ("<AcctSvcrRef>R9</AcctSvcrRef>", ""))
    number, _ = sent(sender, body)
    text = handed_back(sender, number)
    assert "这笔分录本身已受理" in text
    paid = {
        "line_id": "1", "worker_id": "w1", "amount_fen": 650000, "status": "paid", "paid_on": "2026-04-10",
        "payee_token": "c1", "payee_name_matches": True,
    }  # fmt: skip
    batch = {"batch_id": "DF-1", "account_id": "6222000001", "pay_month": "2026-03", "lines": [paid]}
    delivered(
        sender, line({**event("bank.wages_paid", "2026-04-10", **batch), "source": "urn:bank:102", "subject": "P1"})
    )
    fixed = repaired(text, ("<EndToEndId>1<", "<PmtInfId>DF-1</PmtInfId><EndToEndId>1<"), ("Z24", "SALA"))
    fixed = fixed.replace(
        b"<BkTxCd><Prtry><Cd>SALA</Cd></Prtry></BkTxCd>",
        b"<NtryDtls><TxDtls><Purp><Cd>SALA</Cd></Purp></TxDtls></NtryDtls>",
    )
    _, counts = sent(sender, fixed)
    assert (counts["accepted"], counts["duplicate"], counts["quarantined"]) == (2, 1, 0), reasons(sender)
    assert len(told(door.engine, "bank.account_credited")) == 1
    assert links(sender) == [("retried", True)] * 2
    assert rows(door.engine, "SELECT count(*) FROM journal WHERE kind = 'bank.wages_returned'") == [(1,)]


def test_the_command_fetches_what_it_submits_in_vain(door: Served, tmp_path: Path) -> None:
    key, file, keyfile, back = new_key(), tmp_path / "s.xml", tmp_path / "key.json", tmp_path / "repair.xml"
    register(door.engine, bank("102"), key)
    keyfile.write_text(json.dumps(key))
    file.write_bytes(message("camt.053.001.02", entry("Z24", "20.00")))
    words = ("submit", file, "--to", door.url, "--key", keyfile, "--rejected", back)
    argv = [sys.executable, "-m", "portal.cli.app", *map(str, words)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert back.read_text().count("<?wagewatch quarantine=") == 1
    with Sender(door.url, key) as sender:
        again = sender.rejected(json.loads(done.stdout)["receipt"]["submission"])
    assert again == back.read_bytes()

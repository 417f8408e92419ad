"""ISO 20022 over HTTP: the tables that a message needs come from the system and from the bank, and no guess."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard
from sqlalchemy import Engine

from infra.db.engine import connected
from infra.db.fund import FundCases
from infra.db.fund.orders import Orders
from portal.client import Sender
from schemas.office import Sight
from tests.build import event
from tests.database import line, rows
from tests.fund_cases import a_draft, a_fund, a_line, approved, ordered, submitted
from tests.integration.machine.test_vault import everything
from tests.machine_client import Signs, bank, new_key, register, site
from tests.machine_door import Served, served_door

pytest_plugins = ("tests.database_fixtures",)
SAMPLES = Path(__file__).parents[2] / "samples/iso20022"
IDENTITY, CARD = "11010519491231002X", "6228480402564890018"
PAYMENTS = (
    "项目编号,批次号,账户编号,工资月份,序号,工人代号,实发金额(元),收款账户代号,户名一致\n"
    f"P1,DF-1,6222000001,2026-03,1,{IDENTITY},6500,{CARD},是\n"
    "P1,DF-1,6222000001,2026-03,2,w2,6500,c2,是\n"
)


def opened(account: str, project: str = "P1", code: str = "102") -> dict[str, Any]:
    data = {
        "account_id": account, "kind": "wage", "bank_code": code, "opened_on": "2026-01-05", "name": "专户",
        "protection_mark": True,
    }  # fmt: skip
    told = event("bank.account_opened", "2026-01-05", **data)
    return {**told, "source": f"urn:bank:{code}", "subject": project, "id": f"{account}-{project}"}


def sample(name: str, *changes: tuple[str, str]) -> bytes:
    body = (SAMPLES / name).read_text()
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new)
    return body.encode()


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served_door(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sender(door: Served) -> Iterator[httpx.Client]:
    with client(door, "102") as made:
        counts = delivered(made, line(opened("6222000001")) + line(opened("NL26VAYB8060476890", "P2")))
        assert counts["accepted"] == 2, reasons(made)
        yield made


def client(door: Served, code: str) -> httpx.Client:
    key = new_key()
    register(door.engine, bank(code), key)
    return httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False)


def delivered(sender: httpx.Client, body: bytes, **said: str) -> dict[str, Any]:
    answer = sender.post("/v1/submissions", params={"name": "m.xml", **said}, content=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["receipt"]["records"])


def reasons(sender: httpx.Client) -> list[tuple[str, str]]:
    items = sender.get("/v1/quarantine").json()["items"]
    return sorted((why["field"], why["found"]) for row in items for why in row["reasons"])


def told(engine: Engine, kind: str) -> list[dict[str, Any]]:
    found = rows(engine, f"SELECT body FROM journal WHERE kind = '{kind}' ORDER BY project, seq")
    return [json.loads(bytes(body))["data"] for (body,) in found]


@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_a_notification_finds_the_accounts_that_the_bank_opened(door: Served, sender: httpx.Client, packed) -> None:
    counts = delivered(sender, packed(sample("camt054.wages.xml")))
    assert (counts["accepted"], counts["quarantined"]) == (2, 2), reasons(sender)
    assert reasons(sender) == [("Purp", '"prtry:Z24"'), ("data.batch_id", "DF-1")]
    assert [one["purpose"] for one in told(door.engine, "bank.account_debited")] == ["wages"]


@pytest.mark.parametrize("name", ["camt053.v2.five.decimals.xml", "camt053.v8.xml"])
def test_public_statements_are_movements_in_yuan_and_complete_only_if_it_is_said(
    door: Served, sender: httpx.Client, name: str
) -> None:
    assert delivered(sender, sample(name))["quarantined"] == 1
    assert reasons(sender) == [("Amt/Ccy", '"EUR"')]
    body = sample(name, ('Ccy="EUR"', 'Ccy="CNY"'))
    assert delivered(sender, body)["accepted"] == 1
    assert told(door.engine, "bank.feed_completed") == []
    assert delivered(sender, body, complete="true")["accepted"] == 1
    assert {one["bank_code"] for one in told(door.engine, "bank.feed_completed")} == {"102"}


def test_a_report_of_the_day_is_the_statement_of_its_evening(door: Served, sender: httpx.Client) -> None:
    statement = sample("camt053.v8.xml", ('Ccy="EUR"', 'Ccy="CNY"'))
    report = statement.replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt").replace(b"Stmt>", b"Rpt>")
    assert delivered(sender, report)["accepted"] == 1
    again = delivered(sender, statement)
    assert (again["accepted"], again["duplicate"]) == (0, 1)
    assert len(told(door.engine, "bank.account_credited")) == 1


def test_the_banks_own_tables_explain_its_numbers_and_codes(door: Served, sender: httpx.Client) -> None:
    other = ("6222000001", "6222 9999")
    assert delivered(sender, sample("camt054.wages.xml", other))["accepted"] == 0
    assert ("Acct/Id", '"6222 9999"') in reasons(sender)
    own = {"number": "62229999", "project": "P1", "account_id": "6222000001"}
    assert sender.put("/v1/messages/accounts", json={"accounts": [own]}).status_code == 200
    purposes = {"debit": {"prtry:Z24": "transfer"}, "credit": {"*": "labor_cost"}}
    answer = sender.put("/v1/messages/purposes", json=purposes)
    assert answer.status_code == 200, answer.text
    assert sender.get("/v1/messages").json() == answer.json()
    assert (answer.json()["accounts"], answer.json()["purposes"]) == ([own], purposes)
    assert answer.json()["standard"]["debit"]["purp:SALA"] == "wages"
    assert delivered(sender, sample("camt054.wages.xml", other))["accepted"] == 3
    assert reasons(sender) == [("data.batch_id", "DF-1")]  # the return of an unknown batch, wrong again
    items = sender.get("/v1/quarantine?all=true").json()["items"]
    assert [len(row["supersedes"]) for row in items if row["state"] == "open"] == [1]
    repaired = [row["repaired_by"] for row in items if row["state"] == "retried"]
    assert len(repaired) == 3
    assert all(name.startswith("camt/") for name in repaired)
    assert {one["purpose"] for one in told(door.engine, "bank.account_debited")} == {"wages", "transfer"}
    assert {one["account_id"] for one in told(door.engine, "bank.account_debited")} == {"6222000001"}
    acts = rows(door.engine, "SELECT act FROM chronicle WHERE about = 'client:bank-102' ORDER BY n")
    assert [act for (act,) in acts][-2:] == ["message_accounts_set", "message_purposes_set"]


def test_an_account_of_two_projects_is_neithers_until_the_table_says_which(door: Served, sender: httpx.Client) -> None:
    delivered(sender, line(opened("6222000001", "P3")))
    assert delivered(sender, sample("camt054.wages.xml"))["accepted"] == 0
    own = {"number": "6222000001", "project": "P3", "account_id": "6222000001"}
    sender.put("/v1/messages/accounts", json={"accounts": [own]})
    assert delivered(sender, sample("camt054.wages.xml"))["accepted"] == 2
    assert rows(door.engine, "SELECT DISTINCT project FROM journal WHERE kind = 'bank.account_debited'") == [("P3",)]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("accounts", {"accounts": [{"number": "1", "project": "P1", "account_id": "X"}]}, "accounts.0.account_id"),
        ("accounts", {"accounts": [{"number": "1", "project": "P1"}]}, "accounts.0.account_id"),
        ("purposes", {"debit": {"prtry:1": "bribe"}}, None),
        ("purposes", {"debit": {"nothing": "wages"}}, "debit.nothing.[key]"),
    ],
)
def test_a_table_that_is_wrong_names_the_field_and_changes_nothing(
    sender: httpx.Client, path: str, body: Any, field: str | None
) -> None:
    answer = sender.put(f"/v1/messages/{path}", json=body)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json().get("errors", ())] == ([field] if field else [])
    told = sender.get("/v1/messages").json()
    assert (told["accounts"], told["purposes"]) == ([], {"credit": {}, "debit": {}})


def test_another_bank_and_a_site_see_and_set_nothing_of_it(door: Served, sender: httpx.Client) -> None:
    sender.put("/v1/messages/purposes", json={"debit": {"prtry:Z24": "transfer"}})
    with client(door, "103") as other:
        assert other.get("/v1/messages").json()["purposes"]["debit"] == {}
        theirs = {"accounts": [{"number": "1", "project": "P1", "account_id": "6222000001"}]}
        assert other.put("/v1/messages/accounts", json=theirs).status_code == 422
        assert other.post("/v1/messages/payments", content=PAYMENTS.encode()).status_code == 422
        assert delivered(other, sample("camt054.wages.xml"))["accepted"] == 0
    key = new_key()
    register(door.engine, site("P1"), key)
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as builder:
        assert builder.get("/v1/messages").status_code == 403


def test_results_answer_what_was_instructed_and_no_number_of_a_person_stays(door: Served, sender: httpx.Client) -> None:
    assert delivered(sender, sample("pain002.xml"))["accepted"] == 0
    kept = sender.post("/v1/messages/payments", content=PAYMENTS.encode(), headers={"Content-Type": "text/csv"})
    assert (kept.status_code, kept.json()) == (200, {"payments": 2})
    assert delivered(sender, sample("pain002.xml"))["accepted"] == 2
    lines = [one for batch in told(door.engine, "bank.wages_paid") for one in batch["lines"]]
    assert [(one["line_id"], one["status"]) for one in lines] == [("1", "paid"), ("2", "failed")]
    assert (lines[0]["worker_id"][0], lines[0]["payee_token"][0]) == ("w", "c")
    assert ("OrgnlEndToEndId", '"9"') in reasons(sender)
    assert IDENTITY not in everything(door.engine)
    assert CARD not in everything(door.engine)


def test_a_payment_that_was_told_before_is_known_by_its_account(door: Served, sender: httpx.Client) -> None:
    paid = {
        "line_id": "2", "worker_id": "w2", "amount_fen": 650000, "status": "paid", "paid_on": "2026-04-10",
        "payee_token": "c2", "payee_name_matches": True,
    }  # fmt: skip
    of = ("<StsRsnInf>", "<OrgnlTxRef><DbtrAcct><Id><IBAN>6222000001</IBAN></Id></DbtrAcct></OrgnlTxRef><StsRsnInf>")
    batch = {"batch_id": "DF-1", "account_id": "6222000001", "pay_month": "2026-03", "lines": [paid]}
    told_before = {**event("bank.wages_paid", "2026-04-10", **batch), "source": "urn:bank:102", "subject": "P1"}
    delivered(sender, line(opened("6222000002")) + line(told_before))
    elsewhere = ("<StsRsnInf>", of[1].replace("6222000001", "6222000002"))
    assert delivered(sender, sample("pain002.xml", elsewhere))["accepted"] == 1
    assert len(told(door.engine, "bank.wages_returned")) == 1, "another account's batch tells nothing of this one"
    assert delivered(sender, sample("pain002.xml", of))["accepted"] == 1
    assert [one["lines"][0]["status"] for one in told(door.engine, "bank.wages_paid")] == ["paid", "failed"]


def test_the_answer_to_a_wage_funds_order_needs_no_table(door: Served, sender: httpx.Client) -> None:
    a_fund(door.engine, 1_000_000_00)
    cases = FundCases(door.engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1"), a_line("w2")))))
    [kept] = Orders(door.engine).of_case(case.id, Sight(("",)))
    answer = sample("pain002.xml", ("DF-1", kept.batch.batch))
    assert delivered(sender, answer)["accepted"] == 0
    with connected(door.engine) as connection:
        connection.exec_driver_sql("UPDATE funds SET bank_code = '103'")
    with client(door, "103") as payer:
        assert delivered(payer, answer)["accepted"] == 2, reasons(payer)
    lines = [one for batch in told(door.engine, "bank.wages_paid") for one in batch["lines"]]
    assert [(one["worker_id"], one["status"]) for one in lines] == [("w1", "paid"), ("w2", "failed")]
    assert rows(door.engine, "SELECT DISTINCT project FROM journal WHERE kind = 'bank.wages_paid'") == [
        (f"fund:{case.fund}",)
    ]


def test_numbers_of_persons_in_a_message_are_kept_nowhere_in_plain(door: Served, sender: httpx.Client, caplog) -> None:
    texts = f"<RmtInf><Ustrd>张三 {IDENTITY} {CARD}</Ustrd></RmtInf>"
    parties = f"<RltdPties><Cdtr><Nm>张三 {IDENTITY}</Nm></Cdtr></RltdPties>"
    details = f"<NtryDtls><TxDtls>{parties}{texts}</TxDtls></NtryDtls>"
    unknown = ("<BkTxCd><Prtry><Cd>Z24</Cd></Prtry></BkTxCd>", f"<BkTxCd><Prtry><Cd>Z24</Cd></Prtry></BkTxCd>{details}")
    known = ("<Purp><Cd>SALA</Cd></Purp></TxDtls>", f"<Purp><Cd>SALA</Cd></Purp>{parties}{texts}</TxDtls>")
    counts = delivered(sender, gzip.compress(sample("camt054.wages.xml", unknown, known)))
    assert (counts["accepted"], counts["quarantined"]) == (2, 2)
    shown = sender.get("/v1/quarantine").text + sender.get("/v1/submissions").text + caplog.text
    for number in (IDENTITY, CARD):
        assert number not in everything(door.engine) + shown


def test_a_statement_in_pieces_is_sent_anew_only_as_a_new_request(door: Served, tmp_path: Path) -> None:
    key, file = new_key(), tmp_path / "s.xml.zst"
    register(door.engine, bank("102"), key)
    file.write_bytes(zstandard.compress(sample("camt053.v8.xml", ('Ccy="EUR"', 'Ccy="CNY"'))))
    with Sender(door.url, key, piece=500) as sender:
        first, same = (sender.submit(file, {"complete": "true"}) for _ in range(2))
        assert first == same
        assert first.receipt["records"] == {"received": 2, "accepted": 1, "duplicate": 0, "quarantined": 1}
        sender.ask("POST", "/v1/submissions", content=line(opened("NL26VAYB8060476890", "P2")))
        anew = sender.submit(file, {"complete": "true"}, again="2")
        assert anew.receipt["records"] == {"received": 2, "accepted": 1, "duplicate": 1, "quarantined": 0}
        assert sender.ask("GET", "/v1/quarantine").json()["items"] == []

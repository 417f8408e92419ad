"""A row that was sent again and is wrong again takes the place of the row before: it waits once, whatever its file."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import Workbook, load_workbook

from tests.build import event
from tests.database import line, rows
from tests.machine_client import Signs, bank, new_key, register, site
from tests.machine_door import Served, served_door

HEADING = ("项目编号", "账户编号", "流水号", "收支方向", "金额(元)", "用途", "交易时间")
Row = tuple[str, ...]


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served_door(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sender(door: Served) -> Iterator[httpx.Client]:
    yield from client_of(door, bank("102"))


@pytest.fixture
def other(door: Served) -> Iterator[httpx.Client]:
    yield from client_of(door, bank("103"))


def client_of(door: Served, who: Any) -> Iterator[httpx.Client]:
    key = new_key()
    register(door.engine, who, key)
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as made:
        made.post("/v1/submissions?name=opened.jsonl", content=line(opened(who))).raise_for_status()
        yield made


def opened(who: Any) -> dict[str, Any]:
    data = {
        "account_id": "A1", "kind": "wage", "bank_code": who.bank_code or "102", "opened_on": "2026-01-05",
        "name": "专户", "protection_mark": True,
    }  # fmt: skip
    return {**event("bank.account_opened", "2026-01-05", **data), "source": who.source, "subject": "P1"}


def debit(number: str, fen: Any) -> dict[str, Any]:
    data = {"account_id": "A1", "transaction_id": number, "amount_fen": fen, "purpose": "wages"}
    told = event("bank.account_debited", "2026-02-05", **data)
    return {**told, "source": "urn:bank:102", "subject": "P1", "id": number}


def movement(number: str, amount: str) -> Row:
    return ("P1", "A1", number, "debit", amount, "wages", "2026-02-05 10:00")


def csv_of(*table: Row) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def xlsx_of(*table: Row) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in table:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


def csv_table(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def xlsx_table(body: bytes) -> list[list[str]]:
    book = load_workbook(io.BytesIO(body))
    assert book.active is not None
    return [[str(cell or "") for cell in row] for row in book.active.iter_rows(values_only=True)]


def sent(sender: httpx.Client, body: bytes, name: str) -> dict[str, Any]:
    answer = sender.post(f"/v1/submissions?name={name}", content=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def waiting(sender: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sender.get("/v1/quarantine").json()["items"]
    return found


def history(sender: httpx.Client) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in sender.get("/v1/quarantine?all=true").json()["items"]}


def rejected(sender: httpx.Client, number: str) -> bytes:
    answer = sender.get(f"/v1/submissions/{number}/rejected")
    assert answer.status_code == 200, answer.text
    return answer.content


def with_amount(body: bytes, amount: str, kind: str) -> bytes:
    """The file that was downloaded, with another amount in its one row, and saved as its kind."""
    read, write = (csv_table, csv_of) if kind == "csv" else (xlsx_table, xlsx_of)
    table = read(body)
    column = next(row for row in table if "隔离编号" in row).index("金额(元)")
    table[-1][column] = amount
    return write(*map(tuple, table))


@pytest.mark.parametrize(("kind", "made"), [("csv", csv_of), ("xlsx", xlsx_of)])
def test_a_row_of_a_table_that_is_wrong_again_takes_the_place_of_the_first(
    sender: httpx.Client, kind: str, made: Callable[..., bytes]
) -> None:
    first = sent(sender, made(HEADING, movement("T1", "10.00"), movement("T2", "十二")), f"a.{kind}")
    (one,) = waiting(sender)
    second = sent(sender, with_amount(rejected(sender, first["id"]), "12.345", kind), f"b.{kind}")
    assert second["receipt"]["records"] == {"received": 1, "accepted": 0, "duplicate": 0, "quarantined": 1}
    (two,) = waiting(sender)
    assert (two["supersedes"], two["submission"], two["state"]) == ([one["id"]], second["id"], "open")
    assert "12.345" in two["reasons"][0]["found"]
    old = history(sender)[one["id"]]
    assert (old["state"], old["superseded_by"], old["superseded_in"]) == ("superseded", two["id"], second["id"])
    assert old["reasons"] == one["reasons"]
    third = sent(sender, with_amount(rejected(sender, second["id"]), "12.34", kind), f"c.{kind}")
    assert third["receipt"]["records"]["accepted"] == 1
    assert waiting(sender) == []
    assert [row["state"] for row in history(sender).values()] == ["retried", "superseded"]


def test_the_file_for_repair_has_the_newest_row_under_its_own_number(sender: httpx.Client) -> None:
    first = sent(sender, csv_of(HEADING, movement("T1", "x"), movement("T2", "y")), "a.csv")
    numbers = [row["id"] for row in waiting(sender)]
    table = csv_table(rejected(sender, first["id"]))
    table[2][4] = "1.005"
    sent(sender, csv_of(*map(tuple, table[:3])), "b.csv")
    new = waiting(sender)[0]
    assert [row["id"] for row in waiting(sender)] == [new["id"], max(numbers)]
    left = csv_table(rejected(sender, first["id"]))
    assert [row[left[1].index("隔离编号")] for row in left[2:]] == [str(max(numbers))]
    now = csv_table(rejected(sender, new["submission"]))
    assert [(row[4], row[now[1].index("隔离编号")]) for row in now[2:]] == [("1.005", str(new["id"]))]


def test_the_first_file_corrected_once_more_repairs_what_waits_now(sender: httpx.Client) -> None:
    """Whoever keeps his file on the desk names the first number again and again."""
    first = sent(sender, csv_of(HEADING, movement("T2", "x")), "a.csv")
    on_the_desk = rejected(sender, first["id"])
    for wrong in ("y", "1.005"):
        sent(sender, with_amount(on_the_desk, wrong, "csv"), "b.csv")
        assert len(waiting(sender)) == 1
    assert sent(sender, with_amount(on_the_desk, "1.05", "csv"), "b.csv")["receipt"]["records"]["accepted"] == 1
    assert waiting(sender) == []
    assert sorted(row["state"] for row in history(sender).values()) == ["retried", "superseded", "superseded"]


def test_a_row_named_twice_is_settled_by_the_first_and_what_is_repaired_stays_so(sender: httpx.Client) -> None:
    first = sent(sender, csv_of(HEADING, movement("T2", "x")), "a.csv")
    table = csv_table(rejected(sender, first["id"]))
    good, bad = list(table[2]), list(table[2])
    good[4], bad[4] = "1.00", "z"
    sent(sender, csv_of(*map(tuple, [*table[:2], good, bad])), "b.csv")
    (left,) = waiting(sender)
    assert (left["supersedes"], left["reasons"][0]["found"]) == ([], '"z"')
    (number,) = (row["id"] for row in history(sender).values() if row["state"] == "retried")
    bad[4] = "zz"
    sent(sender, csv_of(*map(tuple, [*table[:2], bad])), "c.csv")
    assert [row["supersedes"] for row in waiting(sender)] == [[], []]
    assert history(sender)[number]["superseded_by"] is None


def test_nobody_takes_the_place_of_another_clients_row(sender: httpx.Client, other: httpx.Client) -> None:
    sent(sender, csv_of(HEADING, movement("T2", "x")), "a.csv")
    (mine,) = waiting(sender)
    heading = (*HEADING, "隔离编号")
    sent(other, csv_of(heading, (*movement("T2", "y"), str(mine["id"]))), "a.csv")
    sent(other, line({**debit("T2", "y"), "quarantineno": str(mine["id"])}), "a.jsonl")
    sent(other, line({**debit("T2", 5), "source": "urn:bank:103", "quarantineno": str(mine["id"])}), "b.jsonl")
    assert waiting(sender) == [mine]
    assert all(row["supersedes"] == [] for row in waiting(other))
    assert len(waiting(other)) >= 2


@pytest.mark.parametrize("pack", [lambda body: body, gzip.compress, lambda body: b"[" + body + b"]"])
def test_an_event_that_is_wrong_again_takes_the_place_of_the_first(
    sender: httpx.Client, pack: Callable[[bytes], bytes]
) -> None:
    first = sent(sender, line(debit("T9", "x")), "a.jsonl")
    (one,) = waiting(sender)
    again = json.loads(rejected(sender, first["id"]))
    again["data"]["amount_fen"] = -1
    second = sent(sender, pack(json.dumps(again).encode()), "b")
    (two,) = waiting(sender)
    assert two["supersedes"] == [one["id"]]
    repaired = json.loads(rejected(sender, second["id"]))
    assert repaired["quarantineno"] == str(two["id"])
    repaired["data"]["amount_fen"] = 7
    assert sent(sender, pack(json.dumps(repaired).encode()), "c")["receipt"]["records"]["accepted"] == 1
    assert waiting(sender) == []
    assert history(sender)[two["id"]]["repaired_by"] == repaired["id"]


def test_an_event_under_the_name_of_one_set_aside_is_a_duplicate_and_repairs_nothing(sender: httpx.Client) -> None:
    first = sent(sender, line(debit("T9", "x")), "a.jsonl")
    again = json.loads(rejected(sender, first["id"]))
    again["data"]["amount_fen"] = -1
    sent(sender, line(again), "b.jsonl")
    again["data"]["amount_fen"] = 7
    assert sent(sender, line(again), "c.jsonl")["receipt"]["records"]["duplicate"] == 1
    (left,) = waiting(sender)
    assert left["event_id"] == again["id"]


def test_a_wage_line_that_is_wrong_again_waits_once(sender: httpx.Client) -> None:
    heading = ("项目编号", "批次号", "账户编号", "工资月份", "工人编号", "明细序号", "金额(元)", "发放结果", "支付日期")
    heading = (*heading, "收款账户代号", "户名一致")
    wages = [
        ("P1", "B1", "A1", "2026-01", f"w{n}", str(n), pay, "成功", "2026-02-05", f"t{n}", "是")
        for n, pay in enumerate(("100.00", "x", "y"), start=1)
    ]
    first = sent(sender, csv_of(heading, *wages), "a.csv")
    assert first["receipt"]["records"] == {"received": 3, "accepted": 1, "duplicate": 0, "quarantined": 2}
    old = {row["id"] for row in waiting(sender)}
    table = csv_table(rejected(sender, first["id"]))
    table[2][6], table[3][6] = "200.00", "-300.00"
    second = sent(sender, csv_of(*map(tuple, table)), "b.csv")
    assert second["receipt"]["records"] == {"received": 2, "accepted": 1, "duplicate": 0, "quarantined": 1}
    (left,) = waiting(sender)
    assert left["supersedes"] == [max(old)]
    assert {history(sender)[number]["state"] for number in old} == {"retried", "superseded"}


def test_lines_of_an_event_that_are_wrong_again_wait_once(sender: httpx.Client) -> None:
    wages = {"worker_id": "w1", "amount_fen": 100, "status": "paid", "paid_on": "2026-02-05", "payee_token": "t1"}
    lines = [
        wages | {"line_id": "1", "payee_name_matches": True},
        wages | {"line_id": "2", "payee_name_matches": True, "amount_fen": "x"},
    ]
    told = event("bank.wages_paid", "2026-02-05", batch_id="B1", account_id="A1", pay_month="2026-01", lines=lines)
    first = sent(sender, line({**told, "source": "urn:bank:102", "subject": "P1", "id": "e1"}), "a.jsonl")
    (one,) = waiting(sender)
    again = json.loads(rejected(sender, first["id"]))
    again["data"]["lines"][0]["status"] = "gone"
    second = sent(sender, line(again), "b.jsonl")
    (two,) = waiting(sender)
    assert (two["supersedes"], two["line_index"]) == ([one["id"]], 0)
    again = json.loads(rejected(sender, second["id"]))
    again["data"]["lines"][0] |= {"status": "paid", "amount_fen": 5}
    assert sent(sender, line(again), "c.jsonl")["receipt"]["records"]["accepted"] == 1
    assert waiting(sender) == []


def test_a_row_of_a_pay_sheet_that_is_wrong_again_waits_once_though_the_sheet_comes_whole(door: Served) -> None:
    key = new_key()
    register(door.engine, site("P1"), key)
    sample = Path(__file__).parents[2] / "samples/xlsx/pay_sheet.xlsx"
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as contractor:
        last = sent(contractor, sample.read_bytes(), sample.name)
        assert last["receipt"]["records"] == {"received": 4, "accepted": 3, "duplicate": 0, "quarantined": 1}
        chain = [row["id"] for row in waiting(contractor)]
        for wrong in ("-1.00", "1.005"):
            table = xlsx_table(rejected(contractor, last["id"]))
            assert [row[-2] for row in table[2:]] == ["", "", "", str(chain[-1])]
            table[5][8] = wrong
            last = sent(contractor, xlsx_of(*map(tuple, table)), "again.xlsx")
            assert last["receipt"]["records"] == {"received": 4, "accepted": 0, "duplicate": 3, "quarantined": 1}
            (left,) = waiting(contractor)
            assert left["supersedes"] == [chain[-1]]
            chain.append(left["id"])
        table = xlsx_table(rejected(contractor, last["id"]))
        table[5][8] = "1.00"
        last = sent(contractor, xlsx_of(*map(tuple, table)), "again.xlsx")
        assert last["receipt"]["records"] == {"received": 4, "accepted": 4, "duplicate": 0, "quarantined": 0}
        assert waiting(contractor) == []


def test_a_sheet_settles_all_of_its_rows_each_by_its_line(door: Served) -> None:
    """The sheet comes whole: what is still wrong in it is wrong again, also where only one row was named."""
    who = site("P1")
    key = new_key()
    register(door.engine, who, key)
    good = {"worker_id": "w1", "days_worked": 1, "due_fen": 100, "signed": True}
    lines = [good, good | {"worker_id": "w2", "due_fen": -1}, good | {"worker_id": "w3", "due_fen": -1}]
    told = event("project.pay_sheet_submitted", "2026-03-02", pay_month="2026-02", lines=lines)
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as contractor:
        first = sent(contractor, line({**told, "source": who.source, "subject": "P1"}), "a.jsonl")
        ones = sorted(row["id"] for row in waiting(contractor))
        assert len(ones) == 2
        again = json.loads(rejected(contractor, first["id"]))
        again["data"]["lines"][1]["due_fen"] = 100
        second = sent(contractor, line(again), "b.jsonl")
        (left,) = waiting(contractor)
        assert (left["line_index"], left["supersedes"]) == (2, ones[1:])
        assert history(contractor)[ones[0]]["state"] == "retried"
        last = json.loads(rejected(contractor, second["id"]))
        last["data"]["lines"][2]["due_fen"] = 100
        sent(contractor, line(last), "c.jsonl")
        assert waiting(contractor) == []
    assert rows(door.engine, "SELECT max(records) FROM journal WHERE kind = 'project.pay_sheet_submitted'") == [(3,)]


def test_the_feed_counts_a_row_once_however_often_it_was_wrong(sender: httpx.Client) -> None:
    first = sent(sender, csv_of(HEADING, movement("T1", "10.00"), movement("T2", "x")), "a.csv")
    month = first["receipt"]["received_at"][:7]
    before = sender.get(f"/v1/feed?month={month}").json()
    again = first
    for wrong in ("y", "z"):
        again = sent(sender, with_amount(rejected(sender, again["id"]), wrong, "csv"), "b.csv")
    told = sender.get(f"/v1/feed?month={month}").json()
    figures = ("received", "accepted", "duplicate", "quarantined", "accuracy", "quality", "reasons", "waiting")
    assert {name: told[name] for name in figures} == {name: before[name] for name in figures}
    assert (before["wrong_again"], told["wrong_again"], told["waiting"]) == (0, 2, 1)
    sent(sender, with_amount(rejected(sender, again["id"]), "1.00", "csv"), "c.csv")
    told = sender.get(f"/v1/feed?month={month}").json()
    assert (told["received"], told["accepted"], told["quarantined"], told["waiting"]) == (4, 3, 1, 0)

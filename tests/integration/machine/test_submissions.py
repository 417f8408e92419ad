"""The door over real HTTP: files in, receipts out, once."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from infra.db.door import Begun, Delivery
from infra.signing import verified
from streams.door.door import Door
from streams.formats.refused import MEBIBYTE
from tests.build import event
from tests.database import line, rows
from tests.machine_client import Signs, bank, new_key, register, site
from tests.machine_door import Served, served_door


def _opened(account: str = "A1", bank_code: str = "102", **more: Any) -> dict[str, Any]:
    data = {
        "account_id": account, "kind": "wage", "bank_code": bank_code, "opened_on": "2026-01-05", "name": "专户",
        "protection_mark": True,
    }  # fmt: skip
    return {
        **event("bank.account_opened", "2026-01-05", **data),
        "source": f"urn:bank:{bank_code}",
        "subject": "P1",
    } | more


def _debit(number: str, fen: Any = 100, account: str = "A1", bank_code: str = "102") -> dict[str, Any]:
    data = {"account_id": account, "transaction_id": number, "amount_fen": fen, "purpose": "wages"}
    told = event("bank.account_debited", "2026-02-05", **data)
    return {**told, "source": f"urn:bank:{bank_code}", "subject": "P1", "id": f"{number}-{account}"}


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served_door(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sender(door: Served) -> Iterator[httpx.Client]:
    yield from _sender(door, "102")


@pytest.fixture
def other(door: Served) -> Iterator[httpx.Client]:
    yield from _sender(door, "103")


def _sender(door: Served, code: str) -> Iterator[httpx.Client]:
    key = new_key()
    register(door.engine, bank(code), key)
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as made:
        yield made


def _jsonl(*events: dict[str, Any]) -> bytes:
    return b"".join(line(one) for one in events)


def _journal(engine: Engine) -> Any:
    return rows(engine, "SELECT count(*), coalesce(sum(records), 0) FROM journal WHERE submission_id IS NOT NULL")


def test_a_delivery_is_answered_with_a_signed_receipt_that_adds_up(door: Served, sender: httpx.Client) -> None:
    body = _jsonl(_opened(), _debit("T1"), _debit("T2", "abc"), _debit("T1"))
    answer = sender.post("/v1/submissions?name=a.jsonl", content=body)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["receipt"]["records"] == {"received": 4, "accepted": 2, "duplicate": 1, "quarantined": 1}
    assert told["receipt"]["totals"]["bank.account_debited"] == {"records": 2, "amount_fen": 200}
    keys = httpx.get(f"{door.url}/v1/keys", trust_env=False).json()
    assert json.loads(verified(told["jws"], keys)) == told["receipt"]
    paper = sender.get(f"/v1/submissions/{told['id']}/receipt.pdf")
    assert paper.content.startswith(b"%PDF"), paper.text


def test_a_packed_file_and_a_table_are_read_as_what_they_are(sender: httpx.Client) -> None:
    packed = sender.post("/v1/submissions", content=gzip.compress(_jsonl(_opened())))
    assert packed.json()["receipt"]["records"]["accepted"] == 1, packed.text


def test_the_same_request_with_the_same_key_gets_the_same_answer(door: Served, sender: httpx.Client) -> None:
    headers, body = {"Idempotency-Key": "k1"}, _jsonl(_opened())
    first = sender.post("/v1/submissions", content=body, headers=headers)
    before = _journal(door.engine)
    again = sender.post("/v1/submissions", content=body, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert _journal(door.engine) == before
    assert rows(door.engine, "SELECT count(*) FROM submissions") == [(1,)]


def test_the_same_key_with_other_content_is_a_conflict(sender: httpx.Client) -> None:
    headers = {"Idempotency-Key": "k1"}
    assert sender.post("/v1/submissions", content=_jsonl(_opened()), headers=headers).status_code == 201
    other = sender.post("/v1/submissions", content=_jsonl(_opened("A2")), headers=headers)
    assert other.status_code == 409
    assert other.json()["type"] == "urn:wagewatch:problem:key-reused"


def test_what_a_bank_may_not_say_is_set_aside_and_takes_no_name(sender: httpx.Client, other: httpx.Client) -> None:
    assert sender.post("/v1/submissions", content=_jsonl(_opened())).status_code == 201
    foreign = _jsonl(_debit("T1", bank_code="103"), _debit("T1", bank_code="102"))
    refused = other.post("/v1/submissions", content=foreign).json()["receipt"]
    assert refused["records"]["quarantined"] == 2
    mine = sender.post("/v1/submissions", content=_jsonl(_debit("T1"))).json()["receipt"]
    assert mine["records"] == {"received": 1, "accepted": 1, "duplicate": 0, "quarantined": 0}


def test_nobody_sees_what_another_client_delivered(sender: httpx.Client, other: httpx.Client) -> None:
    number = sender.post("/v1/submissions", content=_jsonl(_opened(), _debit("T9", "x"))).json()["id"]
    for path in ("", "/receipt", "/receipt.pdf", "/rejected"):
        assert sender.get(f"/v1/submissions/{number}{path}").status_code == 200, path
        assert other.get(f"/v1/submissions/{number}{path}").status_code == 404, path
    assert len(sender.get("/v1/quarantine").json()["items"]) == 1
    assert other.get("/v1/quarantine").json()["items"] == []
    assert other.get("/v1/submissions").json()["items"] == []


def test_a_repaired_row_keeps_its_link(sender: httpx.Client) -> None:
    number = sender.post("/v1/submissions", content=_jsonl(_opened(), _debit("T9", "x"))).json()["id"]
    broken = json.loads(sender.get(f"/v1/submissions/{number}/rejected").text)
    broken["data"]["amount_fen"] = 500
    told = sender.post("/v1/submissions", content=line(broken)).json()["receipt"]
    assert told["records"]["accepted"] == 1
    assert sender.get("/v1/quarantine").json()["items"] == []
    row = sender.get("/v1/quarantine?all=true").json()["items"][0]
    assert (row["state"], row["repaired_by"]) == ("retried", broken["id"])


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("", {"content": b"{}", "headers": {"Content-Type": "image/png"}}, 415),
        ("", {"content": b""}, 400),
        ("?feed=nothing", {"content": b"a,b"}, 422),
        ("?name=a.csv", {"content": b"x,y\n1,2\n"}, 422),
        ("", {"content": b"\xd0\xcf\x11\xe0 an old workbook"}, 422),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    door: Served, sender: httpx.Client, path: str, given: dict[str, Any], status: int
) -> None:
    answer = sender.post(f"/v1/submissions{path}", **given)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail_zh"]
    assert rows(door.engine, "SELECT count(*) FROM submissions") == [(0,)]


def test_an_upload_is_resumed_where_it_broke_off(sender: httpx.Client) -> None:
    body = _jsonl(_opened(), _debit("T1"))
    begun = sender.post("/v1/uploads", headers={"Upload-Length": str(len(body))})
    assert begun.status_code == 201, begun.text
    place = begun.headers["Location"]
    kind = {"Content-Type": "application/offset+octet-stream"}
    assert sender.patch(place, content=body[:50], headers=kind | {"Upload-Offset": "0"}).status_code == 204
    assert sender.head(place).headers["Upload-Offset"] == "50"
    assert sender.patch(place, content=body, headers=kind | {"Upload-Offset": "0"}).status_code == 409
    assert sender.post(f"{place}/submission").status_code == 409
    assert sender.patch(place, content=body[50:], headers=kind | {"Upload-Offset": "50"}).status_code == 204
    done = sender.post(f"{place}/submission")
    assert done.json()["receipt"]["records"]["accepted"] == 2
    assert sender.post(f"{place}/submission").json() == done.json()


def test_a_small_file_does_not_wait_for_large_ones(sender: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, accept = threading.Event(), Door._accept

    def held(door: Door, client: Any, begun: Begun) -> Delivery:
        if begun.told.size > MEBIBYTE:
            go_on.wait(60)
        return accept(door, client, begun)

    monkeypatch.setattr(Door, "_accept", held)
    large = _jsonl(_opened()) + b" " * MEBIBYTE
    begun = [sender.post("/v1/submissions", content=large, headers={"Prefer": "respond-async"}) for _ in range(3)]
    try:
        assert [answer.status_code for answer in begun] == [202] * 3
        assert sender.post("/v1/submissions", content=_jsonl(_opened("A2"))).status_code == 201
        states = [sender.get(answer.headers["Location"]).json()["state"] for answer in begun]
        assert set(states) <= {"waiting", "reading"}
    finally:
        go_on.set()


def test_a_statement_of_completeness_shows_in_the_health_of_the_feed(sender: httpx.Client) -> None:
    assert sender.post("/v1/feed/completed", json={"complete_until": "2026-05-16"}).status_code == 201
    again = sender.post("/v1/feed/completed", json={"complete_until": "2026-05-16"}).json()
    assert again["receipt"]["records"]["duplicate"] == 1
    told = sender.get("/v1/feed").json()
    assert (told["complete_until"], told["lag_days"]) == ("2026-05-16", 1)


def test_what_was_known_when_is_one_question(sender: httpx.Client) -> None:
    sender.post("/v1/submissions", content=_jsonl(_opened(), _debit("T1", 100)))
    sender.post("/v1/submissions", content=_jsonl({**_debit("T1", 200), "id": "corrected"}))
    query = {"project": "P1", "type": "bank.account_debited", "same": "transaction_id=T1"}
    told = sender.get("/v1/records", params=query).json()["versions"]
    assert [(one["data"]["amount_fen"], one["superseded"]) for one in told] == [(100, True), (200, False)]
    then = sender.get("/v1/records", params={**query, "known_at": told[0]["received_at"]}).json()["versions"]
    assert [one["data"]["amount_fen"] for one in then] == [100]


def test_a_corrected_row_of_a_table_supersedes_its_own_record_and_no_other(sender: httpx.Client) -> None:
    sender.post("/v1/submissions", content=_jsonl(_opened()))
    heading = "项目编号,账户编号,流水号,收支方向,金额(元),用途,交易时间"
    for amounts in (("10.00", "20.00"), ("10.00", "25.00")):
        table = [f"P1,A1,T{n},debit,{fen},wages,2026-02-05 10:00" for n, fen in enumerate(amounts, start=1)]
        sender.post("/v1/submissions?name=t.csv", content="\n".join([heading, *table]).encode()).raise_for_status()
    query = {"project": "P1", "type": "bank.account_debited", "same": "account_id=A1"}
    told = sender.get("/v1/records", params=query).json()["versions"]
    assert [(one["data"]["transaction_id"], one["data"]["amount_fen"], one["superseded"]) for one in told] == [
        ("T1", 1000, False),
        ("T2", 2000, True),
        ("T2", 2500, False),
    ]
    assert [one["supersedes"] for one in told] == [None, None, told[1]["seq"]]
    then = sender.get("/v1/records", params={**query, "known_at": told[1]["received_at"]}).json()["versions"]
    assert [(one["data"]["amount_fen"], one["superseded"]) for one in then] == [(1000, False), (2000, False)]


def test_a_table_comes_back_as_a_table_and_its_repaired_row_is_linked(sender: httpx.Client) -> None:
    sender.post("/v1/submissions", content=_jsonl(_opened(), _opened("A2")))
    heading = "项目编号,账户编号,流水号,收支方向,金额(元),用途,交易时间"
    table = f"{heading}\nP1,A1,T1,debit,10.00,wages,2026-02-05 10:00\nP1,A1,T2,debit,=1+1,wages,2026-02-05 10:00\n"
    kinds = {"Content-Type": "text/csv"}
    told = sender.post("/v1/submissions?name=t.csv&feed=movements", content=table.encode(), headers=kinds)
    assert told.status_code == 201, told.text
    assert told.json()["receipt"]["records"]["quarantined"] == 1
    back = sender.get(f"/v1/submissions/{told.json()['id']}/rejected")
    assert back.headers["Content-Type"].startswith("text/csv")
    assert "'=1+1" in back.text
    repaired = back.text.replace("'=1+1", "20.00")
    again = sender.post("/v1/submissions?name=t.csv", content=repaired.encode(), headers=kinds)
    assert again.json()["receipt"]["records"]["accepted"] == 1, again.text
    assert sender.get("/v1/quarantine").json()["items"] == []


def test_punches_sent_again_are_duplicates_and_the_clock_is_noted(door: Served) -> None:
    key = new_key()
    register(door.engine, site("P1"), key)
    body = {
        "project": "P1",
        "device_id": "gate-1",
        "punches": [{"worker_id": "w1", "at": "2026-05-18T07:02:11+08:00", "direction": "in"}],
    }
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as terminal:
        headers = {"Wagewatch-Device-Time": "2020-01-01T00:00:00+08:00"}
        first = terminal.post("/v1/punches", json=body, headers=headers)
        assert first.json()["receipt"]["records"]["accepted"] == 1, first.text
        assert int(first.headers["Wagewatch-Clock-Skew-Ms"]) < 0
        assert terminal.post("/v1/punches", json=body).json()["receipt"]["records"]["duplicate"] == 1
        body["project"] = "P2"
        assert terminal.post("/v1/punches", json=body).json()["receipt"]["records"]["quarantined"] == 1
    assert rows(door.engine, "SELECT count(*) FROM punch_clocks") == [(1,)]


def test_the_command_submits_and_verifies(door: Served, tmp_path: Path) -> None:
    key, file, keyfile, kept = new_key(), tmp_path / "a.jsonl", tmp_path / "key.json", tmp_path / "receipt.json"
    register(door.engine, bank("102"), key)
    file.write_bytes(_jsonl(_opened()))
    keyfile.write_text(json.dumps(key))
    published = tmp_path / "keys.json"
    published.write_text(httpx.get(f"{door.url}/v1/keys", trust_env=False).text)

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "portal.cli.app", *map(str, words)]
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)

    done = run("submit", file, "--to", door.url, "--key", keyfile, "--client", "bank-102", "--receipt", kept)
    assert done.returncode == 0, done.stderr
    assert run("receipt", "verify", kept, "--keys", published, "--file", file).returncode == 0
    kept.write_text(kept.read_text().replace('"accepted": 1', '"accepted": 2'))
    assert run("receipt", "verify", kept, "--keys", published).returncode == 1

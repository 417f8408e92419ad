"""The door when somebody asks for too much, twice, or in an odd shape: a clear answer, and nothing lost."""

import io
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard
from openpyxl import Workbook
from sqlalchemy import Engine

from infra.signed_request import HEADER
from tests.database import line, rows
from tests.freeze_gate import until
from tests.machine_client import Signs, bank, new_key, register
from tests.machine_door import Served, served_door
from tests.portal_fixtures import Portal

pytest_plugins = ("tests.database_fixtures",)
_PATIENCE_S = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ["账户事项", "项目编号", "账户编号", "日期", "账户性质", "银行代码", "账户名称", "已加标识"]


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served_door(database_url, tmp_path, delivery_runs_each=1) as served:
        yield served


@pytest.fixture
def key(door: Served) -> dict[str, Any]:
    made = new_key()
    register(door.engine, bank("102"), made)
    return made


@pytest.fixture
def sender(door: Served, key: dict[str, Any]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as made:
        yield made


def opening(account: str) -> bytes:
    data = {
        "account_id": account, "kind": "wage", "bank_code": "102", "opened_on": "2026-01-05", "name": "专户",
        "protection_mark": True,
    }  # fmt: skip
    told = {"specversion": "1.0", "id": account, "source": "urn:bank:102", "type": "bank.account_opened"}
    return line({**told, "subject": "P1", "time": "2026-01-05T12:00:00+08:00", "data": data})


def table(*accounts: str) -> bytes:
    book = Workbook()
    book.active.append(HEADINGS)
    for account in accounts:
        book.active.append(["开户", "P1", account, "2026-01-05", "工资专用账户", "102", "专户", "是"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def accounts(engine: Engine) -> set[str]:
    bodies = rows(engine, "SELECT body FROM journal WHERE kind = 'bank.account_opened'")
    return {json.loads(bytes(body))["data"]["account_id"] for (body,) in bodies}


@contextmanager
def begun(door: Served, key: dict[str, Any], body: bytes) -> Iterator[socket.socket]:
    """A submission of which half has been sent; its signature is good."""
    host, _, port = door.url.removeprefix("http://").partition(":")
    head = (
        f"POST /v1/submissions HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
        f"Connection: close\r\n{HEADER}: {Signs(key).header('POST', '/v1/submissions', body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=_PATIENCE_S) as sent:
        sent.sendall(head.encode() + body[: len(body) // 2])
        yield sent


def has_its_turn(door: Served, client: str) -> bool:
    turns = getattr(door.app.state, "turns", None)  # made at the first request
    return turns is not None and turns.under_way(client) > 0


@pytest.mark.parametrize("packed", [bytes, zstandard.compress])
def test_a_workbook_is_read_over_http_plain_and_packed(door: Served, sender: httpx.Client, packed: Any) -> None:
    answer = sender.post(
        "/v1/submissions?name=a.xlsx", content=packed(table("A1", "A2")), headers={"Content-Type": XLSX}
    )
    assert answer.json()["receipt"]["records"]["accepted"] == 2, answer.text
    assert accounts(door.engine) == {"A1", "A2"}


def test_who_asks_for_too_much_at_once_waits_and_loses_nothing(
    door: Served, sender: httpx.Client, key: dict[str, Any]
) -> None:
    first = opening("A1")
    with begun(door, key, first) as half:
        until(lambda: has_its_turn(door, "bank-102"))
        refused = sender.post("/v1/submissions", content=opening("A2"))
        assert (refused.status_code, refused.json()["type"]) == (429, "urn:wagewatch:problem:too-many")
        assert int(refused.headers["Retry-After"]) > 0
        assert "A1" not in accounts(door.engine)
        half.sendall(first[len(first) // 2 :])
        assert half.makefile("rb").readline().split()[1] == b"201"
    again = sender.post("/v1/submissions", content=opening("A2"))
    assert again.status_code == 201, again.text
    assert accounts(door.engine) == {"A1", "A2"}


def test_a_request_whose_key_is_still_running_is_told_so(database_url: str, tmp_path: Path) -> None:
    with served_door(database_url, tmp_path) as door, ThreadPoolExecutor(1) as pool:
        made = new_key()
        register(door.engine, bank("102"), made)
        said: dict[str, Any] = {"content": opening("A1"), "headers": {"Idempotency-Key": "k1"}}
        with httpx.Client(base_url=door.url, auth=Signs(made), timeout=60, trust_env=False) as sender:
            with door.engine.connect() as connection:
                connection.exec_driver_sql("LOCK TABLE event_ids IN ACCESS EXCLUSIVE MODE")
                first = pool.submit(httpx.post, f"{door.url}/v1/submissions", auth=Signs(made), timeout=60, **said)
                until_running(sender)
                second = sender.post("/v1/submissions", **said)
                assert (second.status_code, second.json()["type"]) == (409, "urn:wagewatch:problem:still-running")
                assert int(second.headers["Retry-After"]) > 0
                other = sender.post("/v1/submissions", **{**said, "content": opening("A2")})
                assert (other.status_code, other.json()["type"]) == (409, "urn:wagewatch:problem:key-reused")
                connection.rollback()
            assert first.result().status_code == 201, first.result().text
            third = sender.post("/v1/submissions", **said)
            assert (third.status_code, third.json()) == (201, first.result().json())
        assert accounts(door.engine) == {"A1"}


def until_running(sender: httpx.Client) -> None:
    for _ in range(_PATIENCE_S * 20):
        if sender.get("/v1/submissions").json()["items"]:
            return
        time.sleep(0.05)
    raise AssertionError("the first request never began")


@pytest.mark.parametrize(
    "path", ["/v1/%0A", "/v1/submissions%0A", "/v1/submissions/%0A", "/v1/a%0Ab/c", "/v1/restriction-checks%0A/x"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_newline_in_a_path_never_falls_out_of_the_interface(portal: Portal, method: str, path: str) -> None:
    answer = httpx.request(method, f"{portal.url}{path}", trust_env=False)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail_zh"]

"""One bank asks for another's things by their ids, and somebody sends a recorded request again: nothing comes of it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from tests.database import rows
from tests.machine_client import Signs, bank, new_key, register
from tests.machine_interface import interface

pytest_plugins = ("tests.database_fixtures",)
FILE = "银行代码,截至日期\n102,2026-04-01\n102,昨天\n".encode()


@pytest.fixture
def asked(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[tuple[httpx.Client, Signs, Signs]]:
    keys = new_key(), new_key()
    register(engine, bank("102"), keys[0])
    register(engine, bank("103"), keys[1])
    with interface(database_url, tmp_path) as client:
        yield client, Signs(keys[0]), Signs(keys[1])


def test_anothers_submission_answers_as_one_that_does_not_exist(asked) -> None:
    client, own, other = asked
    sent = client.post("/v1/submissions?name=a.csv", content=FILE, auth=own).json()
    for path in ("", "/receipt", "/receipt.pdf", "/rejected"):
        nowhere = client.get(f"/v1/submissions/d{'0' * 32}{path}", auth=other)
        found = client.get(f"/v1/submissions/{sent['id']}{path}", auth=other)
        assert client.get(f"/v1/submissions/{sent['id']}{path}", auth=own).status_code == 200, path
        assert (found.status_code, found.json()) == (404, nowhere.json()), path
    assert client.get("/v1/submissions", auth=other).json()["items"] == []
    assert client.get("/v1/quarantine", auth=other).json()["items"] == []


def test_anothers_idempotency_key_is_ones_own_key(asked) -> None:
    client, own, other = asked
    key = {"Idempotency-Key": "k1"}
    first = client.post("/v1/submissions?name=a.csv", content=FILE, headers=key, auth=own)
    second = client.post("/v1/submissions?name=a.csv", content=FILE, headers=key, auth=other)
    assert first.json()["id"] != second.json()["id"]
    assert second.json()["receipt"]["records"]["accepted"] == 0


def test_another_banks_rows_and_source_are_set_aside(asked, engine: Engine) -> None:
    client, _, other = asked
    for query in ("name=a.csv", "name=a.csv&source=urn:bank:102"):
        told = client.post(
            f"/v1/submissions?{query}", content=FILE.splitlines(keepends=True)[0] + b"102,2026-04-02\n", auth=other
        )
        assert told.status_code in {201, 403, 422}, told.text
    assert rows(engine, "SELECT 1 FROM journal") == []


def test_a_recorded_request_is_refused_the_second_time_and_with_another_body(asked, engine: Engine) -> None:
    client, own, _ = asked
    request = client.build_request("POST", "/v1/submissions?name=a.csv", content=FILE)
    signed = next(own.auth_flow(request))
    headers = dict(signed.headers)
    assert client.send(signed).status_code == 201
    again = client.post("/v1/submissions?name=a.csv", content=FILE, headers=headers)
    assert (again.status_code, again.json()["type"]) == (401, "urn:wagewatch:problem:replay")
    request = client.build_request("POST", "/v1/submissions?name=a.csv", content=FILE)
    headers = dict(next(own.auth_flow(request)).headers)
    other = client.post("/v1/submissions?name=a.csv", content=FILE.replace(b"04-01", b"04-03"), headers=headers)
    assert other.status_code == 401
    elsewhere = client.post("/v1/submissions?name=b.csv", content=FILE, headers=headers)
    assert elsewhere.status_code == 401
    assert rows(engine, "SELECT count(*) FROM submissions") == [(1,)]

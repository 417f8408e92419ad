"""A registry tells of projects one at a time, in its own region only."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from infra.signing import verified
from tests.database import rows
from tests.machine_client import Signs, bank, new_key, register, registry, site
from tests.machine_interface import interface
from tests.photographs import photograph

pytest_plugins = ("tests.database_fixtures",)
PROJECT: dict[str, Any] = {
    "name": "云山县第一小学", "region_code": "520103", "sector": "housing", "funding": "government",
    "owner_uscc": "11330100002489137M", "owner_name": "云山县教育局", "general_contractor_uscc": "91330106MA2KJ5NB08",
    "general_contractor_name": "某建设公司", "contract_amount_fen": 10_000_000_000, "contract_signed_on": "2026-01-05",
    "pay_day": 10,
}  # fmt: skip


@pytest.fixture
def asked(engine: Engine, database_url: str, tmp_path: Any) -> Iterator[tuple[httpx.Client, dict[str, Signs]]]:
    """The portal, and the signatures of a registry, a site and a bank."""
    own = {"registry": registry("520103"), "site": site("P1"), "bank": bank()}
    keys = {name: new_key() for name in own}
    for name, client in own.items():
        register(engine, client, keys[name])
    with interface(database_url, tmp_path) as client:
        yield client, {name: Signs(key) for name, key in keys.items()}


def test_a_project_its_parties_its_board_and_the_photo_become_events(asked, engine: Engine) -> None:
    client, by = asked
    first = client.put("/v1/projects/P1", json=PROJECT, auth=by["registry"])
    assert (first.status_code, first.json()["accepted"], first.json()["duplicate"]) == (200, 1, 0), first.text
    receipt = first.json()["receipt"]
    assert json.loads(verified(first.json()["jws"], client.get("/v1/keys").json())) == receipt
    assert (receipt["file"]["channel"], receipt["records"]["accepted"]) == ("registry", 1)
    kept = client.get(f"/v1/submissions/{first.json()['id']}/receipt", auth=by["registry"])
    assert kept.json() == {"receipt": receipt, "jws": first.json()["jws"]}
    again = client.put("/v1/projects/P1", json=PROJECT, auth=by["registry"]).json()
    assert (again["accepted"], again["duplicate"]) == (0, 1)
    started = {"event": "started", "on": "2026-02-01"}
    assert client.post("/v1/projects/P1/milestones", json=started, auth=by["registry"]).json()["accepted"] == 1
    party = {"event": "entered", "uscc": "91330106MA2KJ5NB08", "name": "甲劳务公司", "on": "2026-02-02"}
    assert client.post("/v1/projects/P1/parties", json=party, auth=by["site"]).json()["accepted"] == 1
    sent = client.post("/v1/board-photos?project=P1", content=photograph(), auth=by["site"])
    assert sent.status_code == 200, sent.text
    items = {"owner_unit": "云山县教育局", "pay_day": 10}
    board = {"board_id": "N1", "posted_on": "2026-02-02", "items": items, "photo_sha256": [sent.json()["sha256"]]}
    assert client.post("/v1/projects/P1/boards", json=board, auth=by["site"]).json()["accepted"] == 1
    kinds = [kind for (kind,) in rows(engine, "SELECT kind FROM journal WHERE project = 'P1' ORDER BY seq")]
    assert kinds == [
        "project.registered", "project.started", "project.subcontractor_entered", "project.notice_board_posted",
    ]  # fmt: skip
    assert rows(engine, "SELECT project, region, state FROM board_photos") == [("P1", "520103", "waiting")]


def test_the_same_key_gets_the_same_receipt_and_another_project_a_conflict(asked, engine: Engine) -> None:
    client, by = asked
    headers = {"Idempotency-Key": "k1"}
    first = client.put("/v1/projects/P1", json=PROJECT, auth=by["registry"], headers=headers)
    again = client.put("/v1/projects/P1", json=PROJECT, auth=by["registry"], headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    other = client.put("/v1/projects/P2", json=PROJECT, auth=by["registry"], headers=headers)
    assert (other.status_code, other.json()["type"]) == (409, "urn:wagewatch:problem:key-reused")
    assert rows(engine, "SELECT count(*) FROM submissions") == [(1,)]


@pytest.mark.parametrize(
    ("who", "region", "field"),
    [("registry", "520102", "data.region_code"), ("site", "520103", "type"), ("bank", "520103", "type")],
)
def test_nobody_registers_what_is_not_his(asked, engine: Engine, who, region, field) -> None:
    client, by = asked
    answer = client.put("/v1/projects/P1", json=PROJECT | {"region_code": region}, auth=by[who])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (403, field)
    assert rows(engine, "SELECT 1 FROM journal") == []


def test_a_wrong_field_is_named_with_what_was_expected(asked, engine: Engine) -> None:
    client, by = asked
    answer = client.put("/v1/projects/P1", json=PROJECT | {"pay_day": 32, "owner_uscc": "1"}, auth=by["registry"])
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"data.pay_day", "data.owner_uscc"}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert rows(engine, "SELECT 1 FROM quarantine") == []


@pytest.mark.parametrize("body", [b"", b"\xff\xd8\xff no picture", photograph(size=(100, 100)), b"GIF89a"])
def test_what_is_no_photo_is_refused_and_a_photo_of_another_site_too(asked, engine: Engine, body: bytes) -> None:
    client, by = asked
    client.put("/v1/projects/P1", json=PROJECT, auth=by["registry"])
    client.put("/v1/projects/P2", json=PROJECT, auth=by["registry"])
    assert client.post("/v1/board-photos?project=P1", content=body, auth=by["site"]).status_code == 422
    for project in ("P2", "nowhere"):
        other = client.post(f"/v1/board-photos?project={project}", content=photograph(), auth=by["site"])
        assert other.status_code == 403
    large = client.post("/v1/board-photos?project=P1", content=b"\xff" * (13 * 1024 * 1024), auth=by["site"])
    assert large.status_code == 413
    assert rows(engine, "SELECT 1 FROM board_photos") == []

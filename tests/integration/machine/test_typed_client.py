"""The typed client and the OpenAPI document agree: on operations, on what is sent, and on what is answered."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import fields

from portal.client import Failed, Sender, Submitted, own
from portal.client.sender import _problem, _why
from portal.machine.problem import ProblemBody
from portal.simulate.delivery import CSV, Delivery
from portal.simulate.wire import Wire
from tests.build import event
from tests.freeze_gate import MARK, mark
from tests.machine_client import bank, new_key, register, site
from tests.portal_fixtures import Portal

TABLE = "银行代码,截至日期\n102,2026-04-01\n102,昨天\n".encode()
Recorded = tuple[httpx.Request, httpx.Response]


@pytest.fixture
def document(portal: Portal) -> dict[str, Any]:
    return dict(httpx.get(f"{portal.url}/v1/openapi.json", trust_env=False).json())


@pytest.fixture
def called(portal: Portal, tmp_path: Path) -> list[Recorded]:
    """Everything that the clients ask in their lives, with the answers."""
    seen: list[Recorded] = []
    mark(portal)
    for one in (bank("102"), site("P1")):
        key = new_key()
        register(portal.engine, one, key)
        wire = Wire(portal.url, key)
        wire._sender._http.event_hooks["response"].append(lambda answer: seen.append((answer.request, answer)))
        bank_asks(wire) if one.bank_code else wire.punch(PUNCHES, timedelta(minutes=3))
        wire.close()
    file = tmp_path / "a.csv"
    file.write_bytes(TABLE * 2)
    key = new_key()
    register(portal.engine, bank("103"), key)
    with Sender(portal.url, key, piece=64) as sender:
        sender._http.event_hooks["response"].append(lambda answer: seen.append((answer.request, answer)))
        sender.submit(file, {"feed": "completed"})
        read_back(sender)
    for _request, answer in seen:
        answer.read()
    return seen


def read_back(sender: Sender) -> None:
    """A row that is wrong again, the versions of a record, the month: as the client understands them."""
    first, *others = own.set_aside(sender)
    assert (first.state, first.name, len(first.reasons)) == ("open", "a.csv", 1)
    opened = {**opening("2026-01-05"), "source": "urn:bank:103", "subject": "P9"}
    for told in (opened, {**opened, "id": "b2", "data": opened["data"] | {"name": "新名称"}}):
        tell(sender, told)
    before, now = own.versions(sender, "P9", "bank.account_opened", {"account_id": "A9"})
    assert (before.superseded, now.superseded, now.supersedes) == (True, False, before.seq)
    assert (
        own.versions(sender, "P9", "bank.account_opened", {"account_id": "A9"}, before.received_at)[0].id == before.id
    )
    broken = {**opened, "id": "b3", "data": {}, "quarantineno": str(first.id)}
    tell(sender, broken)
    rows = {row.id: row for row in own.set_aside(sender, everything=True)}
    assert rows[rows[first.id].superseded_by or 0].supersedes == (first.id,)
    told = own.health(sender, f"{first.received_at:%Y-%m}")
    assert (told.wrong_again, told.waiting) == (1, len(others) + 1)


def tell(sender: Sender, told: dict[str, Any]) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    sender.ask("POST", "/v1/submissions?name=a.jsonl", content=json.dumps(told).encode(), headers=headers)


def opening(on: str) -> dict[str, Any]:
    data = {"account_id": "A9", "kind": "wage", "bank_code": "103", "name": "专户", "protection_mark": True}
    return event("bank.account_opened", on, **data) | {"id": "b1"}


PUNCHES = {
    "subject": "P1",
    "data": {
        "device_id": "gate-1",
        "punches": [{"worker_id": "w1", "at": "2026-05-18T07:02:11+08:00", "direction": "in"}],
    },
}


def bank_asks(wire: Wire) -> None:
    sent = Delivery("a.csv", CSV, TABLE, 2, feed="completed")
    told = wire.submit(sent, "k1")
    assert wire.upload(sent)["id"] != told["id"]
    assert wire.rejected(told["id"])
    wire.explain({"debit": {"prtry:Z24": "transfer"}})
    wire.complete("2026-05-16")
    order = {
        "account_id": MARK.account_id,
        "action": "freeze",
        "authority": "法院",
        "document_no": "1",
        "amount_fen": 5,
    }
    assert wire.marked() == {MARK.account_id}
    assert wire.case(wire.may_restrict({"data": order})["case"]) is not None


def operation_of(document: dict[str, Any], request: httpx.Request) -> dict[str, Any] | None:
    path = request.url.path.removeprefix("/v1")
    for template, item in sorted(document["paths"].items(), key=lambda pair: pair[0].count("{")):
        pattern = re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and request.method.lower() in item:
            return dict(item[request.method.lower()])
    return None


def valid(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": document["components"]}
    Draft202012Validator(whole).validate(value)


def test_every_operation_that_the_client_calls_is_documented_with_its_answer(
    document: dict[str, Any], called: list[Recorded]
) -> None:
    assert {request.method for request, _ in called} == {"GET", "POST", "PUT", "PATCH"}
    for request, answer in called:
        operation = operation_of(document, request)
        assert operation is not None, request.url
        told = operation["responses"].get(str(answer.status_code))
        assert told is not None, (request.url, answer.status_code)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        content = told.get("content", {})
        assert not answer.content or kind in content, (request.url, kind)
        if kind == "application/json":
            valid(document, content[kind]["schema"], answer.json())
        names = {one["name"].lower() for one in operation.get("parameters", ()) if one["in"] == "query"}
        assert set(request.url.params.keys()) <= names, request.url


def test_everything_that_the_client_sends_keeps_to_the_document(
    document: dict[str, Any], called: list[Recorded]
) -> None:
    bodies = 0
    for request, _answer in called:
        body = (operation_of(document, request) or {}).get("requestBody", {}).get("content", {})
        kind = request.headers.get("Content-Type", "")
        if body and request.content:
            assert kind in body, (request.url, kind)
        if kind == "application/json":
            valid(document, body[kind]["schema"], json.loads(request.content))
            bodies += 1
    assert bodies >= 4


def examples(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The object that a schema's own examples make."""
    return {
        field: example(document, one) for field, one in document["components"]["schemas"][name]["properties"].items()
    }


def example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if schema.get("type") == "array":
        return [example(document, schema["items"])]
    ways = schema.get("anyOf", [schema])
    named = next((way["$ref"] for way in ways if "$ref" in way), None)
    return examples(document, named.rpartition("/")[2]) if named else schema.get("default")


def test_the_documented_examples_are_what_the_client_understands(document: dict[str, Any]) -> None:
    told = examples(document, "SubmissionTold")
    valid(document, {"$ref": "#/components/schemas/SubmissionTold"}, told)
    sender = Sender("http://127.0.0.1:1", new_key())
    submitted = sender._receipted(told)
    assert submitted == Submitted(told["id"], told["receipt"], told["jws"])
    assert submitted.receipt["records"]["received"] == 120
    with pytest.raises(Failed) as refused:
        sender._receipted(told | {"state": "refused"})
    assert (refused.value.status, refused.value.problem) == (422, told["problem"])


@pytest.mark.parametrize(
    ("name", "type_"), [("RowTold", own.Row), ("VersionTold", own.Version), ("FeedHealth", own.Health)]
)
def test_the_clients_types_are_those_of_the_document(document: dict[str, Any], name: str, type_: type) -> None:
    told = examples(document, name)
    valid(document, {"$ref": f"#/components/schemas/{name}"}, told)
    assert set(document["components"]["schemas"][name]["properties"]) == {one.name for one in fields(type_)}
    assert msgspec.convert(told, type_, strict=False).__class__ is type_


def test_the_documented_problem_is_told_in_both_languages(document: dict[str, Any]) -> None:
    told = examples(document, "ProblemBody")
    answer = httpx.Response(told["status"], json=told)
    assert ProblemBody.model_validate(_problem(answer)).status == told["status"]
    assert _why(answer) == f"{told['status']}: {told['detail_zh']} / {told['detail']}"


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (one for name, one in value.items() if name == "$ref" and isinstance(one, str))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from references(one)


def test_the_document_names_an_answer_an_error_and_both_languages_for_every_operation(document: dict[str, Any]) -> None:
    for reference in set(references(document)):
        assert reference.rpartition("/")[2] in document["components"]["schemas"], reference
    for path, item in document["paths"].items():
        for method, operation in item.items():
            said = f"{operation.get('summary', '')} {operation.get('description', '')}"
            assert re.search("[\u4e00-\u9fff]", said), (method, path)
            statuses = operation["responses"].keys()
            assert any(status.startswith("2") for status in statuses), (method, path)
            assert path == "/keys" or "401" in statuses, (method, path)

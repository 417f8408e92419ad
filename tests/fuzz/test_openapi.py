"""Whatever the OpenAPI document allows or forbids: never a 5xx, never a status or a type that it does not name."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import SecretStr
from schemathesis.generation import GenerationMode
from sqlalchemy import create_engine

from infra.settings import Settings
from portal import machine
from tests.machine_client import Signs, bank, new_key, register, registry, site
from tests.machine_interface import interface

pytest_plugins = ("tests.database_fixtures",)
EXAMPLES = 12
BROKEN = b'{"source": "urn:bank:102", "quarantineno": "1"}'
"""Something that is set aside, so that there is something to answer; the second in the place of the first."""
METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}


def document() -> dict[str, Any]:
    """The document; making it needs no database that answers."""
    nowhere = Settings(database_url=SecretStr("postgresql://nobody@127.0.0.1:1/none"))
    return machine.application(nowhere, create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")).openapi()


DOCUMENT = document()
OPERATIONS = [(path, method) for path, item in DOCUMENT["paths"].items() for method in sorted(METHODS & item.keys())]


@pytest.fixture
def asked(engine, database_url: str, tmp_path: Any) -> Iterator[tuple[httpx.Client, list[Signs | None]]]:
    """The real interface, and everybody who may call it: a bank, a site, a registry, nobody."""
    keys = []
    for client in (bank(), site("P1"), registry("5201")):
        register(engine, client, key := new_key())
        keys.append(key)
    with interface(database_url, tmp_path) as client:
        callers = [*map(Signs, keys), None]
        for _ in range(2):
            client.post("/v1/submissions?name=a.jsonl", content=BROKEN, auth=callers[0]).raise_for_status()
        yield client, callers


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=str)
def test_no_operation_breaks_or_answers_what_it_does_not_name(asked, path: str, method: str) -> None:
    client, callers = asked
    schema = schemathesis.openapi.from_dict(client.get("/v1/openapi.json").json())
    operation = schema[path][method.upper()]
    told, components = operation.definition.raw["responses"], DOCUMENT["components"]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases, st.sampled_from(callers))
    def holds(case: Any, caller: Signs | None) -> None:
        answer = sent(client, case, caller)
        assert answer is None or answer.status_code < 500, f"{answer.request.url} {answer.text[:500]}"
        assert answer is None or judged(answer, told, path, components) == "", answer.request.url

    holds()


def sent(client: httpx.Client, case: Any, caller: Signs | None) -> httpx.Response | None:
    """The case as a signed request; None for what no HTTP client can send."""
    kwargs = case.as_transport_kwargs(base_url=f"{client.base_url}/v1".replace("//v1", "/v1"))
    headers = {str(name): str(value) for name, value in (kwargs.pop("headers", None) or {}).items()}
    kept = {
        name: kwargs[name] for name in ("params", "json", "data", "files", "cookies") if kwargs.get(name) is not None
    }
    if isinstance(kept.get("data"), bytes | str):
        kept["content"] = kept.pop("data")
    try:
        request = client.build_request(kwargs["method"], kwargs["url"], headers=ascii_only(headers), **kept)
        return client.send(request, auth=caller)
    except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError, TypeError, ValueError):
        return None


def ascii_only(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}


def judged(answer: httpx.Response, told: dict[str, Any], path: str, components: dict[str, Any]) -> str:
    """What is wrong with an answer; nothing if it is what the document says."""
    status = str(answer.status_code)
    elsewhere = answer.status_code in {404, 405} and "{" in path  # an empty or broken segment is another path
    if elsewhere:
        return ""
    if status not in told:
        return f"status {status} is not in the document: {answer.text[:300]}"
    content = told[status].get("content")
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if content and answer.content and kind not in content:
        return f"{status} comes as {kind}, not as {', '.join(content)}"
    if content and kind.endswith("json") and answer.content:
        return disagreement(answer.json(), content[kind].get("schema", {}), components)
    return ""


def disagreement(value: Any, schema: dict[str, Any], components: dict[str, Any]) -> str:
    """Where a body is not what its schema says."""
    wrong = next(Draft202012Validator({**schema, "components": components}).iter_errors(value), None)
    return "" if wrong is None else f"{wrong.json_path}: {wrong.message[:300]}"

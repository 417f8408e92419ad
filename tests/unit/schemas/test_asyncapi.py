"""The AsyncAPI document hangs together: every reference leads somewhere, every event type travels."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import msgspec
import pytest

from schemas.asyncapi import ALERTS, document
from schemas.catalogue import CATALOGUE, FEEDS
from schemas.finding import Finding, Level

from .examples import event

DOCUMENT = document()


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for item in value.values():
                yield from references(item)
        case list():
            for item in value:
                yield from references(item)
        case _:
            return


def resolved(reference: str) -> Any:
    value: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        value = value[step]
    return value


def payload_validator(message: str) -> jsonschema.Draft202012Validator:
    reference = DOCUMENT["components"]["messages"][message]["payload"]
    return jsonschema.Draft202012Validator({**reference, "components": DOCUMENT["components"]})


def test_the_document_is_asyncapi_3() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert set(DOCUMENT) == {"asyncapi", "info", "defaultContentType", "channels", "operations", "components"}
    assert {"title", "version"} <= set(DOCUMENT["info"])


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert len(found) > len(CATALOGUE)
    for reference in found:
        assert resolved(reference)


def test_every_topic_is_a_channel_with_one_operation() -> None:
    assert set(DOCUMENT["channels"]) == {*FEEDS, ALERTS}
    assert {name: channel["address"] for name, channel in DOCUMENT["channels"].items()} == {
        name: name for name in (*FEEDS, ALERTS)
    }
    operations = DOCUMENT["operations"].values()
    assert {(entry["action"], entry["channel"]["$ref"]) for entry in operations} == {
        *(("receive", f"#/channels/{feed}") for feed in FEEDS),
        ("send", f"#/channels/{ALERTS}"),
    }


def test_every_event_type_travels_on_its_topic() -> None:
    for name, known in CATALOGUE.items():
        assert [topic for topic in FEEDS if name in DOCUMENT["channels"][topic]["messages"]] == [known.topic]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_payload_of_a_message_takes_its_event(name: str) -> None:
    payload_validator(name).validate(event(name))
    assert not payload_validator(name).is_valid(event(name, type="bank.crypto_paid"))


def test_the_payload_of_an_alert_takes_a_change_of_one() -> None:
    evidence = (("urn:bank", "e3"),)
    finding = Finding(
        "wages.unpaid", "P1", "2026-03", Level.RED, ("w1",), date(2026, 4, 11), {"due_fen": 5}, ("50",), evidence
    )
    change = {
        "specversion": "1.0",
        "id": "alert/wages.unpaid/P1/2026-03/7/opened",
        "source": "wagewatch",
        "type": "wagewatch.alert.opened",
        "subject": "P1",
        "time": "2026-04-11T00:00:00+08:00",
        "datacontenttype": "application/json",
        "data": msgspec.json.decode(msgspec.json.encode(finding)),
    }
    payload_validator("AlertEvent").validate(change)
    assert not payload_validator("AlertEvent").is_valid(change | {"type": "wagewatch.alert.lost"})

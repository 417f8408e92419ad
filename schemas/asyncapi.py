"""The AsyncAPI 3.0 document of what goes in and out over Kafka, generated from the models.

Sources: AsyncAPI Specification 3.0.0; CloudEvents 1.0.2, Kafka protocol binding (structured and binary mode).
"""

from typing import Any, Final

import msgspec

from schemas.alert import AlertEvent
from schemas.catalogue import CATALOGUE, FEEDS, EventType
from schemas.jsonschema import CONTRACT_VERSION, event_model, event_schemas

ALERTS: Final = "alerts"
_CONTENT_TYPE: Final = "application/cloudevents+json"
_SCHEMAS: Final = "#/components/schemas/"
_ABOUT: Final = {
    "feeds.bank": "Accounts, bonds and wage payments, from the banks. 银行数据",
    "feeds.attendance": "The roster and the gates, from the sites. 实名制考勤数据",
    "feeds.project": "The project's life and the leads, from registries and lead platforms. 项目与线索数据",
}


def document() -> dict[str, Any]:
    """The whole document, as plain JSON values."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Wagewatch 薪哨",
            "version": CONTRACT_VERSION,
            "description": (
                "Events in, alerts out. Every message is a CloudEvent 1.0, in structured mode or in binary mode; "
                "the same pair of source and id again is a duplicate and changes nothing."
            ),
        },
        "defaultContentType": _CONTENT_TYPE,
        "channels": {topic: _feed(topic) for topic in FEEDS} | {ALERTS: _alerts()},
        "operations": {f"receive.{topic}": _operation("receive", topic) for topic in FEEDS}
        | {f"send.{ALERTS}": _operation("send", ALERTS)},
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def _feed(topic: str) -> dict[str, Any]:
    names = [known.name for known in CATALOGUE.values() if known.topic == topic]
    return _channel(topic, _ABOUT[topic], names)


def _alerts() -> dict[str, Any]:
    return _channel(ALERTS, "Alerts opened, changed and cleared, keyed by project. 预警及其变化", [AlertEvent.__name__])


def _channel(topic: str, description: str, messages: list[str]) -> dict[str, Any]:
    return {
        "address": topic,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"kafka": {"topic": topic, "bindingVersion": "0.5.0"}},
    }


def _operation(action: str, topic: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{topic}"}}


def _messages() -> dict[str, Any]:
    alerts = _message(AlertEvent.__name__, "An alert was opened, changed or cleared.", AlertEvent.__name__)
    return {known.name: _event_message(known) for known in CATALOGUE.values()} | {AlertEvent.__name__: alerts}


def _event_message(known: EventType) -> dict[str, Any]:
    return _message(known.name, (known.model.__doc__ or "").strip(), event_model(known).__name__)


def _message(name: str, summary: str, schema: str) -> dict[str, Any]:
    return {
        "name": name,
        "summary": summary,
        "contentType": _CONTENT_TYPE,
        "payload": {"$ref": f"{_SCHEMAS}{schema}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "The project's id (the subject)."},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _schemas() -> dict[str, Any]:
    _, alerts = msgspec.json.schema_components([AlertEvent], ref_template=f"{_SCHEMAS}{{name}}")
    return event_schemas(f"{_SCHEMAS}{{model}}") | msgspec.json.decode(msgspec.json.encode(alerts), type=dict[str, Any])

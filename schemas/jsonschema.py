"""JSON Schemas of the contract's events, generated from the models (JSON Schema 2020-12, vocabulary `validation`).

A schema is as strict as JSON Schema can be: what it accepts is accepted at the door, but for a check character or a day
that does not exist (`format` names both), an identity-card number in the place of a token, and an integer written with
a fraction (1.0), which JSON Schema takes for an integer and the contract does not.
"""

from functools import cache
from typing import Any, Final, Literal

from pydantic import create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from schemas.catalogue import CATALOGUE, EventType
from schemas.cloudevent import Envelope, ProjectEnvelope

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
CONTRACT_VERSION: Final = "1"


class _Schemas(GenerateJsonSchema):
    """Optional fields may be absent, null or empty: all the same."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A field that may be nothing, in whichever way it is written."""
        return {"anyOf": [self.generate_inner(schema["schema"]), {"enum": [None, ""]}]}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The field itself: that its absence reads as null is nobody's business but the model's."""
        return self.generate_inner(schema["schema"])


def schema_of(known: EventType) -> dict[str, Any]:
    """The schema of one event type, as a CloudEvent."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:wagewatch:event:{known.name}:{CONTRACT_VERSION}",
        **event_model(known).model_json_schema(schema_generator=_Schemas),
    }


def schema_of_all() -> dict[str, Any]:
    """The schema of any event of the contract; each type stands under `$defs`."""
    definitions = event_schemas("#/$defs/{model}")
    return {
        "$schema": DIALECT,
        "$id": f"urn:wagewatch:event:{CONTRACT_VERSION}",
        "title": "Event",
        "oneOf": [{"$ref": f"#/$defs/{event_model(known).__name__}"} for known in CATALOGUE.values()],
        "$defs": definitions,
    }


def event_schemas(ref_template: str) -> dict[str, Any]:
    """The schemas of all event types and what they refer to, by model name."""
    _, document = models_json_schema(
        [(event_model(known), "validation") for known in CATALOGUE.values()],
        ref_template=ref_template,
        schema_generator=_Schemas,
    )
    definitions: dict[str, Any] = document["$defs"]
    return definitions


@cache
def event_model(known: EventType) -> type[Envelope]:
    """The CloudEvent of one type: its envelope around its data."""
    fields: dict[str, Any] = {"type": (Literal[known.name], ...), "data": (known.model, ...)}
    return create_model(
        f"{known.model.__name__}Event",
        __base__=ProjectEnvelope if known.project_wide else Envelope,
        __doc__=known.model.__doc__,
        **fields,
    )

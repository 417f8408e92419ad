"""What a field must be, in the words of the clerk who reads why a record was set aside."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

BROKEN: Final = "broken"
"""The type of every pydantic error that carries an expectation in its context."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Metadata of a field's type: whatever is wrong with a value, this sentence is the reason given.

    It also describes the type in the JSON Schema; `schema` adds keywords that pydantic cannot infer.
    """

    en: str
    zh: str
    schema: tuple[tuple[str, Any], ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The type's own validation, its errors replaced by this expectation."""
        return core_schema.custom_error_schema(
            handler(source),
            custom_error_type=BROKEN,
            custom_error_message="{en}",
            custom_error_context={"en": self.en, "zh": self.zh},
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The type's own JSON Schema, described."""
        return {**handler(schema), **dict(self.schema), "description": f"{self.en} / {self.zh}"}


def one_of(*words: str) -> Expected:
    """The expectation of a field that holds one of a few words."""
    return Expected(f"one of {', '.join(words)}", f"以下之一：{'、'.join(words)}")

"""A record of the contract: known fields only, and nothing is nothing in whichever way it is written."""

from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator


class Record(BaseModel):
    """An object of the contract, strictly: no text passes for a number, no unknown field is kept.

    Absent, null and the empty string are the same: nothing. A required field that is nothing fails its own type,
    an optional one counts as absent.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, use_attribute_docstrings=True)

    empties: ClassVar[tuple[Any, ...]] = (None, "")
    """The values that are nothing."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_absent(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        present: dict[str, Any] = {}
        for name, required in _fields(cls):
            value = given.get(name)
            if value not in cls.empties:
                present[name] = value
            elif required:
                present[name] = None
        return present

    @classmethod
    def canonical(cls, given: Any) -> dict[str, Any]:
        """The known fields of a valid object that are not nothing, as plain JSON values.

        Raises:
            pydantic.ValidationError: a value is broken.
        """
        return cls.model_validate(given).plain()

    def plain(self) -> dict[str, Any]:
        """The record as the plain JSON values it was read from."""
        return self.model_dump(by_alias=True, exclude_unset=True)


@cache
def _fields(model: type[Record]) -> tuple[tuple[str, bool], ...]:
    return tuple((field.alias or name, field.is_required()) for name, field in model.model_fields.items())

"""Reasons in a clerk's words, out of pydantic's errors."""

import json
import re
from typing import Any, Final

from pydantic import ValidationError

from schemas.checked import Reason
from schemas.sensitive import masked

_SHOWN: Final = 80
_DIGITS_OF_A_PERSON = re.compile(r"\d{17}[\dXx]")
_LONG: Final = re.compile("\\d(?:[ \u3000\u00a0\u2010-\u2015\uff0d-]?[\\dXx\uff38\uff58]){14,}")
_CONTAINERS: Final = {
    "list_type": ("a list", "列表"),
    "model_type": ("an object", "对象"),
    "dict_type": ("an object", "对象"),
}


def reasons_of(error: ValidationError, path: str) -> tuple[Reason, ...]:
    """One reason for each broken value, `path` being where the validated value stands in the event."""
    return tuple(
        Reason(_spelled(path, found["loc"]), shown(found["input"]), *_expected(found)) for found in _errors(error)
    )


def broken_fields(error: ValidationError) -> frozenset[str]:
    """The names of the outermost fields that are broken."""
    return frozenset(str(found["loc"][0]) for found in _errors(error))


def shown(value: Any) -> str:
    """A value in at most 80 characters, without any identity-card number, whatever it holds."""
    text = _DIGITS_OF_A_PERSON.sub("*" * 18, masked(_written(value), "card_number"))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def blotted(value: Any) -> Any:
    """What is no record, without any row of 15 digits or more: nobody can say which of them is a person's."""
    return _LONG.sub(lambda found: "*" * len(found[0]), value) if isinstance(value, str) else value


def _written(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            cut = value[: 3 * _SHOWN].encode("utf-8", "backslashreplace").decode()
            return json.dumps(cut, ensure_ascii=False)
        case int() if abs(value) >= 10**_SHOWN:
            return "an integer of more than 80 digits"
        case dict():
            return f"an object of {len(value)} fields"
        case list():
            return f"a list of {len(value)}"
        case _:
            return json.dumps(value, default=repr)


def _errors(error: ValidationError) -> list[Any]:
    return list(error.errors(include_url=False))


def _expected(found: dict[str, Any]) -> tuple[str, str]:
    if found["type"] in _CONTAINERS:
        return _CONTAINERS[found["type"]]
    return found["ctx"]["en"], found["ctx"]["zh"]


def _spelled(path: str, steps: tuple[str | int, ...]) -> str:
    for step in steps:
        path = f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}".lstrip(".")
    return path

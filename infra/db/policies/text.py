"""Published parameters as TOML: what a person reads, what the history keeps, and what the judgement is given."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from alerts.limits import LimitError, Limits
from monitors.policy import Policy, PolicyError

RULES: Final = "rules"
LIMITS: Final = "limits"
KINDS: Final = (RULES, LIMITS)
"""Parameters of the rules, and deadlines of the work on alerts."""

Values = Mapping[str, int | Decimal | str]


class WrongError(ValueError):
    """What was entered is no policy; the message names the place and what was expected."""


def toml_of(prefix: str, since: date, source: str, values: Values) -> str:
    """One table of a policy file."""
    lines = [f"[[{prefix}]]", f"from = {since.isoformat()}", f"source = {_string(source)}"]
    lines += [f"{_key(name)} = {_string(v) if isinstance(v, str) else v}" for name, v in values.items()]
    return "\n".join(lines) + "\n"


def read(kind: str, text: str) -> dict[str, Any]:
    """The tables of a text, which the judgement takes.

    Raises:
        WrongError: it does not.
    """
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
        if kind == LIMITS:
            Limits.shipped().with_tables(tables)
        else:
            Policy.shipped().with_tables(tables)
    except (tomllib.TOMLDecodeError, PolicyError, LimitError) as error:
        raise WrongError(str(error)) from error
    return tables


def values_of(text: str) -> dict[str, Any]:
    """The parameters that a text of one table sets."""
    tables = tomllib.loads(text, parse_float=Decimal)
    (table,) = next(iter(tables.values()))
    return {name: value for name, value in table.items() if name not in {"from", "source"}}


def _string(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _key(name: str) -> str:
    return _string(name) if "." in name else name

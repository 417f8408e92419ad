"""Published parameters as TOML: what a person reads, what the history keeps, and what the judgement is given."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from alerts.limits import LimitError, Limits
from fund.terms import FundTerms, TermsError
from monitors.policy import Policy, PolicyError

RULES: Final = "rules"
LIMITS: Final = "limits"
FUND: Final = "fund"
KINDS: Final = (RULES, LIMITS, FUND)
"""Parameters of the rules, deadlines of the work on alerts, and the terms of the emergency wage funds."""

Value = bool | int | Decimal | str | tuple[str, ...]
Values = Mapping[str, Value]


_SHIPPED: Final[Mapping[str, Callable[[], Policy | Limits | FundTerms]]] = {
    RULES: Policy.shipped,
    LIMITS: Limits.shipped,
    FUND: FundTerms.shipped,
}


class WrongError(ValueError):
    """What was entered is no policy; the message names the place and what was expected."""


def toml_of(prefix: str, since: date, source: str, values: Values) -> str:
    """One table of a policy file."""
    lines = [f"[[{prefix}]]", f"from = {since.isoformat()}", f"source = {_string(source)}"]
    lines += [f"{_key(name)} = {_written(value)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def read(kind: str, text: str) -> dict[str, Any]:
    """The tables of a text, which the judgement takes.

    Raises:
        WrongError: it does not.
    """
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
        _check_shape(tables)
        _SHIPPED[kind]().with_tables(tables)
    except (tomllib.TOMLDecodeError, PolicyError, LimitError, TermsError) as error:
        raise WrongError(str(error)) from error
    return tables


def _check_shape(tables: Mapping[str, Any]) -> None:
    for prefix, listed in tables.items():
        if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
            raise WrongError(f"{prefix}: expected tables headed [[{prefix}]], the prefix being a region's digits")


def values_of(text: str) -> dict[str, Any]:
    """The parameters that a text of one table sets."""
    tables = tomllib.loads(text, parse_float=Decimal)
    (table,) = next(iter(tables.values()))
    return {name: value for name, value in table.items() if name not in {"from", "source"}}


def _written(value: Value) -> str:
    """A value as TOML writes it: texts and lists of texts as JSON does."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | tuple():
            return msgspec.json.encode(value).decode()
        case _:
            return str(value)


def _string(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _key(name: str) -> str:
    return _string(name) if "." in name else name

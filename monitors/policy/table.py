"""A table of policy: what one document sets for one region from one day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from monitors.policy.parameters import PARAMETERS
from schemas.finding import Level
from schemas.measures import Unit

EVERYONE = "00"
BEGINNING = date.min

Value = int | Decimal | Level


class PolicyError(ValueError):
    """A policy file says something that is no policy; the message names the place and what was expected."""


@dataclass(frozen=True, slots=True)
class Table:
    """Values in force in one region (a prefix of GB/T 2260 codes) from a day on, with their source."""

    prefix: str
    since: date
    source: str
    values: Mapping[str, Value]

    @property
    def is_from_the_beginning(self) -> bool:
        """Whether the values have no first day."""
        return self.since == BEGINNING


def checked(prefix: str, number: int, raw: object) -> Table:
    """The table of a policy file's entry. Raises `PolicyError` naming the field and what was expected."""
    place = f"[[{prefix}]] no. {number}"
    if not (prefix.isascii() and prefix.isdigit() and len(prefix) <= 6):
        raise PolicyError(f"{prefix!r}: expected the leading digits of a region code, or 00 for everyone")
    if not isinstance(raw, Mapping):
        raise PolicyError(f"{place}: expected a table, found {raw!r}")
    since, source = raw.get("from"), raw.get("source")
    if type(since) is not date:
        raise PolicyError(f"{place}: from: expected a date such as 2026-01-31, found {since!r}")
    if not isinstance(source, str) or not source:
        raise PolicyError(f"{place}: source: expected the document's name, found {source!r}")
    values = {name: _value(place, name, value) for name, value in raw.items() if name not in {"from", "source"}}
    return Table(prefix, since, source, values)


def _value(place: str, name: str, raw: object) -> Value:
    parameter = PARAMETERS.get(name)
    if parameter is None:
        raise PolicyError(f"{place}: {name}: no such parameter; expected one of {', '.join(sorted(PARAMETERS))}")
    match parameter.unit:
        case Unit.LEVEL:
            if isinstance(raw, str) and raw in {level.value for level in Level}:
                return Level(raw)
            expected = "one of yellow, orange, red"
        case Unit.RATIO:
            ratio = _decimal(raw)
            if ratio is not None and ratio >= 0:
                return ratio
            expected = "a decimal such as 0.10"
        case _:
            if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
                return raw
            expected = f"a whole number of {parameter.unit}"
    raise PolicyError(f"{place}: {name}: expected {expected}, found {raw!r}")


def _decimal(raw: object) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    ratio = Decimal(str(raw)) if isinstance(raw, float) else Decimal(raw)
    return ratio if ratio.is_finite() else None

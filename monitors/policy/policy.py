"""Which value of a parameter is in force where and when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from monitors.policy.guizhou import GUIZHOU
from monitors.policy.national import NATIONAL
from monitors.policy.table import EVERYONE, PolicyError, Table, Value, checked
from schemas.finding import Level

__all__ = ["InForce", "Policy", "PolicyError"]


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter's value with where it comes from."""

    name: str
    value: Value
    prefix: str
    since: date
    source: str


class Policy:
    """The parameters of all regions and dates. Immutable; neither clock nor file is read."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = tuple(tables)
        self._known: dict[tuple[str, str, date], InForce] = {}

    @classmethod
    def shipped(cls) -> Self:
        """What is shipped as law: the national defaults and Guizhou."""
        return cls((*NATIONAL, *GUIZHOU))

    def with_tables(self, file: Mapping[str, Any]) -> Self:
        """This policy with the tables of a parsed policy file added, which win over equal dates.

        Raises `PolicyError` naming the table, the field, what was found and what was expected.
        """
        return type(self)((*self._tables, *_tables_of(file)))

    def tables_of(self, name: str) -> list[Table]:
        """The tables that set a parameter, everyone's first."""
        return sorted((t for t in self._tables if name in t.values), key=lambda table: (table.prefix, table.since))

    def in_force(self, name: str, region: str, day: date) -> InForce:
        """The parameter's value in a region on a day: the longest prefix that sets it by then, its latest table."""
        known = self._known.get((name, region, day))
        if known is None:
            known = self._known[name, region, day] = self._found(name, region, day)
        return known

    def number(self, name: str, region: str, day: date) -> int:
        """The value of a parameter that counts something."""
        value = self.in_force(name, region, day).value
        assert isinstance(value, int)
        return value

    def ratio(self, name: str, region: str, day: date) -> Decimal:
        """The value of a parameter that is a ratio, exact."""
        return Decimal(self.in_force(name, region, day).value)

    def level(self, name: str, region: str, day: date) -> Level:
        """The value of a parameter that is a level."""
        return Level(str(self.in_force(name, region, day).value))

    def _found(self, name: str, region: str, day: date) -> InForce:
        for prefix in _prefixes(region):
            setting = [t for t in self._tables if t.prefix == prefix and t.since <= day and name in t.values]
            if setting:
                latest = max(setting, key=lambda table: table.since)
                table = [t for t in setting if t.since == latest.since][-1]
                return InForce(name, table.values[name], prefix, table.since, table.source)
        raise PolicyError(f"{name} is set nowhere for region {region} on {day}")


def _prefixes(region: str) -> Iterator[str]:
    yield from (region[:length] for length in range(len(region), 0, -1))
    yield EVERYONE


def _tables_of(file: Mapping[str, Any]) -> Iterator[Table]:
    for prefix, tables in file.items():
        if not isinstance(tables, list):
            raise PolicyError(f"{prefix}: expected tables such as [[{prefix}]], found {tables!r}")
        for number, raw in enumerate(tables, 1):
            yield checked(prefix, number, raw)

"""Which of a fund's rules are in force where and when: the longest prefix that sets one, its latest document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from fund.document import EVERYONE, Document
from fund.local import LOCAL, NATIONAL
from fund.parameters import PARAMETERS, TRIGGERS, Value
from schemas.measures import Mark, Unit


class TermsError(ValueError):
    """A file of terms says something that is none; the message names the place and what was expected."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value with where it comes from."""

    name: str
    value: Value
    prefix: str
    since: date
    source: str
    mark: Mark


class FundTerms:
    """The rules of all funds and dates. Immutable; neither clock nor file is read."""

    def __init__(self, documents: Iterable[Document], kept: date | None = None) -> None:
        self._documents = tuple(documents)
        self._kept = kept

    @classmethod
    def shipped(cls) -> Self:
        """What is shipped: defaults for everyone, and the local documents that were read."""
        return cls((*NATIONAL, *LOCAL))

    def with_tables(self, file: Mapping[str, Any]) -> Self:
        """These rules with a parsed file's added: per region prefix (00 for everyone) a list of tables.

        A table has `from`, `source` and values; "none" is no such cap. Raises `TermsError`.
        """
        added = (_document(prefix, raw) for prefix, tables in file.items() for raw in tables)
        return type(self)((*self._documents, *added), self._kept)

    def as_of(self, day: date | None) -> Self:
        """These rules as they were on a day, whatever day is asked for later; None changes nothing."""
        return self if day is None else type(self)(self._documents, day)

    def in_force(self, name: str, region: str, day: date) -> Given:
        """The value there and then. Raises `KeyError` where there is no such parameter."""
        PARAMETERS[name]
        day = self._kept or day
        setting = [
            (len(document.prefix), document.since, number, document)
            for number, document in enumerate(self._documents)
            if name in document.values and region.startswith(document.prefix) and document.since <= day
        ]
        *_, document = max(setting, key=lambda each: each[:3])
        return Given(name, document.values[name], document.prefix, document.since, document.source, document.mark)

    def number(self, name: str, region: str, day: date) -> int:
        """A value that counts something and is always set."""
        value = self.in_force(name, region, day).value
        assert isinstance(value, int)
        return value

    def flag(self, name: str, region: str, day: date) -> bool:
        """A yes or no."""
        return bool(self.in_force(name, region, day).value)

    def __iter__(self) -> Iterator[Document]:
        """Every document."""
        return iter(self._documents)


def _document(prefix: str, raw: Mapping[str, Any]) -> Document:
    since, source = raw.get("from"), raw.get("source")
    if type(since) is not date or not isinstance(source, str) or not source or not prefix.isdigit():
        raise TermsError(f"[[{prefix}]]: expected digits, `from`, a date, and `source`, the document's name")
    values = {name: _value(prefix, name, value) for name, value in raw.items() if name not in ("from", "source")}
    return Document(prefix if prefix != "00" else EVERYONE, since, source, Mark.LAW, values)


def _value(prefix: str, name: str, raw: object) -> Value:
    parameter = PARAMETERS.get(name)
    if parameter is None:
        raise TermsError(f"[[{prefix}]]: {name}: expected one of {', '.join(sorted(PARAMETERS))}")
    if raw == "none" and parameter.may_lack:
        return None
    match parameter.unit, raw:
        case Unit.FLAG, bool():
            return raw
        case Unit.TRIGGERS, list() if raw and set(raw) <= set(TRIGGERS):
            return tuple(raw)
        case Unit.RATIO, int() | float() | Decimal() if 0 <= (ratio := Decimal(str(raw))) <= 1:
            return ratio
        case _, int() if type(raw) is int and raw >= _least(parameter.unit, name):
            return raw
        case _:
            raise TermsError(f"[[{prefix}]]: {name} = {raw!r}: expected {parameter.unit}")


def _least(unit: Unit, name: str) -> int:
    """The least number that makes sense: days begin with 1, nothing is rounded to nothing; 99 of a ratio is none."""
    if unit in (Unit.FLAG, Unit.TRIGGERS, Unit.RATIO):
        return 1 << 62
    return 1 if unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS) or name in ("rounding_fen", "last_dunning") else 0

"""Published parameters for people: what is in force with its source, and what a form of a draft sets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from alerts.limits import Limits, Span
from fund.eligibility import TRIGGERS
from fund.parameters import PARAMETERS as FUND_PARAMETERS
from infra.db.policies import FUND, LIMITS, RULES, Policies, WrongError
from infra.db.policies.text import Value
from monitors.policy import PARAMETERS
from portal.i18n import mark
from portal.visitor import Visitor
from schemas.finding import Level
from schemas.measures import Unit
from streams.policies import policy_in_force

UNITS: Final = {
    Unit.FEN: mark("分"),
    Unit.CALENDAR_DAYS: mark("日"),
    Unit.MINUTES: mark("分钟"),
    Unit.WORKING_DAYS: mark("工作日"),
    Unit.DAYS_PRESENT: mark("出勤日"),
    Unit.WORKERS: mark("人"),
    Unit.RATIO: mark("比例"),
    Unit.LEVEL: mark("级别"),
    Unit.MONTHS: mark("个月"),
    Unit.TIMES: mark("次"),
    Unit.FLAG: mark("是或否"),
    Unit.TRIGGERS: mark("情形"),
}
_LEVELS: Final = {"red": ("红", "red"), "orange": ("橙", "orange"), "yellow": ("黄", "yellow")}
NONE: Final = "none"
"""How a form and a table say that there is no such cap."""


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter as it is in force in a region on a day. `choices` are (value, word) where a value is one of few."""

    name: str
    title: str
    unit: str
    value: Any
    source: str
    since: date | None
    prefix: str
    measure: Unit
    choices: tuple[tuple[str, str], ...] = ()
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What parameters are shown for: who looks, where the policy's file lies, which region and day."""

    visitor: Visitor
    file: Path | None
    region: str
    day: date


def rows(kind: str, asked: Asked) -> tuple[Row, ...]:
    """Every parameter of a kind as it is in force there and then."""
    return tuple(_ROWS[kind](asked))


def values_of(kind: str, form: Mapping[str, str], several: Mapping[str, tuple[str, ...]]) -> dict[str, Value]:
    """The parameters that are filled in; `several` are those of which more than one may be chosen.

    Raises:
        WrongError: one cannot be read.
    """
    units = _units(kind)
    filled = {field.removeprefix("value."): text for field, text in form.items() if field.startswith("value.") and text}
    chosen: dict[str, Value] = {name: words for name, words in several.items() if words}
    return {
        n: _value(units.get(n, Unit.WORKING_DAYS), n, text) for n, text in filled.items() if n not in chosen
    } | chosen


def _units(kind: str) -> dict[str, Unit]:
    match kind:
        case "rules":
            return {name: parameter.unit for name, parameter in PARAMETERS.items()}
        case "fund":
            return {name: parameter.unit for name, parameter in FUND_PARAMETERS.items()}
        case _:
            return {}


def _value(unit: Unit, name: str, text: str) -> Value:
    if text == NONE or unit is Unit.LEVEL:
        return text
    if unit is Unit.FLAG:
        return text == "yes"
    try:
        return Decimal(text) if unit is Unit.RATIO else int(text)
    except (InvalidOperation, ValueError):
        raise WrongError(f"{name}: {text}") from None


def _rules(asked: Asked) -> Iterator[Row]:
    policy = policy_in_force(asked.file, Policies(asked.visitor.engine))
    levels = tuple((level.value, asked.visitor.told(level.value, _LEVELS[level.value][0])) for level in Level)
    for name, parameter in PARAMETERS.items():
        found = policy.in_force(name, asked.region, asked.day)
        title, choices = asked.visitor.told(parameter.en, parameter.zh), levels if parameter.unit is Unit.LEVEL else ()
        since, unit = _since(found.since), parameter.unit
        yield Row(name, title, UNITS[unit], found.value, found.source, since, found.prefix, unit, choices)


def _limits(asked: Asked) -> Iterator[Row]:
    limits = Policies(asked.visitor.engine).limits()
    for _, shipped in Limits.shipped():
        span, _, level = shipped.name.partition(".")
        found = limits.in_force(Span(span), Level(level or Level.RED), asked.region, asked.day)
        (zh, en), word = found.text, _LEVELS.get(level, ("", ""))
        title = asked.visitor.told(f"{en} {word[1]}".strip(), f"{zh} {word[0]}".strip())
        yield Row(shipped.name, title, UNITS[found.unit], found.count, found.source, None, "", found.unit)


def _fund(asked: Asked) -> Iterator[Row]:
    terms, visitor = Policies(asked.visitor.engine).fund_terms(), asked.visitor
    flags = (("yes", visitor.say("是")), ("no", visitor.say("否")))
    triggers = tuple((one.value, visitor.told(en, zh)) for one, (zh, en) in TRIGGERS.items())
    for name, parameter in FUND_PARAMETERS.items():
        found, unit = terms.in_force(name, asked.region, asked.day), parameter.unit
        choices = {Unit.FLAG: flags, Unit.TRIGGERS: triggers}.get(unit, ())
        zh, en = parameter.text
        yield Row(
            name, visitor.told(en, zh), UNITS[unit], found.value, found.source, _since(found.since), found.prefix, unit,
            choices, parameter.may_lack,
        )  # fmt: skip


_ROWS: Final[Mapping[str, Callable[[Asked], Iterator[Row]]]] = {RULES: _rules, LIMITS: _limits, FUND: _fund}


def _since(day: date) -> date | None:
    return None if day == date.min else day

"""The form that asks for a trial, read into a question."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from infra.db.whatifs.trial import Question
from monitors.policy import PARAMETERS
from monitors.rule import catalogue
from monitors.whatif import Hypothesis, Setting, Validity
from portal.whatif import words
from schemas.measures import Unit
from schemas.office import Sight

ROWS: Final = (1, 2, 3)
"""How many parameters one trial may change."""
_LONGEST_DAYS: Final = 1_100


class Wrong(ValueError):
    """A field cannot be read; the text is a message for people."""


def question_of(form: Mapping[str, Any], sight: Sight) -> Question:
    """The question of a form. Raises `Wrong` with what is to be put right."""
    hypothesis = Hypothesis(tuple(_settings(form)), dict(_rules(form)))
    if not hypothesis.settings and not hypothesis.rules:
        raise Wrong(words.EMPTY)
    region, project = _text(form, "region"), _text(form, "project")
    if not region.isdigit() or not sight.sees(region):
        raise Wrong(words.BAD_PLACE)
    first, last = _day(form, "from_day"), _day(form, "until_day")
    if first > last:
        raise Wrong(words.BAD_DAY)
    if (last - first).days > _LONGEST_DAYS:
        raise Wrong(words.TOO_LONG)
    title = _text(form, "title")[:120] or _title(hypothesis)
    return Question(title, hypothesis, region, first, last, project or None)


def _settings(form: Mapping[str, Any]) -> Iterator[Setting]:
    for row in ROWS:
        name = _text(form, f"parameter_{row}")
        if not name:
            continue
        prefix = _text(form, f"prefix_{row}")
        if name not in PARAMETERS or not (prefix.isdigit() and len(prefix) <= 6):
            raise Wrong(words.BAD_VALUE)
        yield Setting(prefix, _day(form, f"since_{row}"), name, value_of(name, _text(form, f"value_{row}")))


def value_of(name: str, told: str) -> int | str:
    """A parameter's value as people write it: money in yuan, a ratio as it stands. Raises `Wrong`."""
    try:
        match PARAMETERS[name].unit:
            case Unit.LEVEL:
                if told in ("yellow", "orange", "red"):
                    return told
            case Unit.RATIO:
                ratio = Decimal(told)
                if ratio.is_finite() and 0 <= ratio <= 100:
                    return str(ratio)
            case Unit.FEN:
                fen = Decimal(told.replace(",", "")) * 100
                if fen.is_finite() and fen >= 0 and fen == fen.to_integral_value() and fen < 2**53:
                    return int(fen)
            case _:
                if told.isascii() and told.isdigit() and len(told) < 7:
                    return int(told)
    except InvalidOperation:
        pass
    raise Wrong(words.BAD_VALUE)


def _rules(form: Mapping[str, Any]) -> Iterator[tuple[str, Validity]]:
    rule, mode = _text(form, "rule"), _text(form, "mode")
    if not rule:
        return
    if rule not in catalogue() or mode not in words.MODES:
        raise Wrong(words.BAD_VALUE)
    match mode:
        case "from":
            yield rule, Validity(since=_day(form, "rule_day"))
        case "until":
            yield rule, Validity(until=_day(form, "rule_day"))
        case _:
            yield rule, Validity(off=True)


def _title(hypothesis: Hypothesis) -> str:
    named = [PARAMETERS[setting.name].zh for setting in hypothesis.settings]
    return "、".join((*named, *(catalogue()[rule].title[0] for rule in hypothesis.rules)))


def _day(form: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(_text(form, name))
    except ValueError:
        raise Wrong(words.BAD_DAY) from None


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""

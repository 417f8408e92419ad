"""What is wrong in one plain sentence: a rule's own words, filled in with the facts of a finding."""

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any, Final

from monitors.rule import catalogue
from schemas.finding import Finding
from streams.vocabulary import bank_name, word
from streams.wording import ZH, chosen, yuan

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_FIELD: Final = re.compile(r"\{(\w+)")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"\d{4}")
_ENGLISH_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PLURALS: Final = {"person": "people"}


def sentence(finding: Finding, lang: str) -> str:
    """The finding in one sentence. What a part in [brackets] does not know, it leaves out."""
    found = catalogue().get(finding.rule)
    if found is None:  # a rule of a later version wrote it
        return f"{finding.rule} · {finding.subject}"
    values = _values(finding)
    template = _OPTIONAL.sub(lambda part: part[1] if _is_known(part[1], values) else "", chosen(*found.says, lang))
    if not values.keys() >= set(_FIELD.findall(template)):  # a rule of an earlier version wrote it
        return f"{chosen(*found.title, lang)} · {finding.subject}"
    return _Filler(lang).vformat(template, (), values)


def _is_known(part: str, values: Mapping[str, Any]) -> bool:
    return all(values.get(name) is not None for name in _FIELD.findall(part))


def _values(finding: Finding) -> dict[str, Any]:
    """The facts, and what follows from the finding's subject and workers."""
    month, _, employer = finding.subject.partition("/")
    values = {"subject": finding.subject, "month": month, "period": month, "employer": employer, **finding.facts}
    values["n"] = len(finding.workers or ())
    if cycles := finding.facts.get("cycles"):
        values |= {"cycles_count": len(cycles), "cycles_from": cycles[0][0]}
    return values


def shown(name: str, value: Any, lang: str) -> str:
    """A fact as people read it, told by its name and its form: money in yuan, days, months, codes in words."""
    match value:
        case list() | tuple() | set() | frozenset():
            items = [shown(name, item, lang) for item in value]
            return chosen("、".join(items), _listed(items), lang)
        case dict():
            return chosen("、", ", ", lang).join(f"{key}: {shown(name, item, lang)}" for key, item in value.items())
        case str():
            return _text_shown(value, name, lang)
        case _:
            return _one_shown(value, name, lang)


def _one_shown(value: Any, name: str, lang: str) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return chosen("是" if value else "否", "yes" if value else "no", lang)
        case int() if name.endswith("_fen"):
            return yuan(value)
        case date():
            return day(value, lang)
        case _:
            return str(value)


def day(value: date, lang: str) -> str:
    """A day in words: 2026年4月3日, 3 April 2026."""
    english = f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return chosen(f"{value.year}年{value.month}月{value.day}日", english, lang)


def month(value: str, lang: str) -> str:
    """A month in words: 2026年4月, April 2026."""
    year, _, number = value.partition("-")
    return chosen(f"{year}年{int(number)}月", f"{_ENGLISH_MONTHS[int(number) - 1]} {year}", lang)


def _text_shown(value: str, name: str, lang: str) -> str:
    if _DAY.fullmatch(value):
        return day(date.fromisoformat(value), lang)
    if _MONTH.fullmatch(value):
        return month(value, lang)
    if name == "period" and _YEAR.fullmatch(value):
        return chosen(f"{value}年", value, lang)
    if value.startswith("bank/"):
        return bank_name(value.removeprefix("bank/"), lang)
    return word(value, lang, name)


def _listed(items: list[str]) -> str:
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)


class _Filler(Formatter):
    """Fills a template: `{n:worker}` counts, `{n:is|are}` agrees, `{due_on}` is told by its name and form."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._name = ""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002 - the base's
        self._name = str(key)
        return kwargs[self._name]

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value as the template asks for it."""
        if not format_spec:
            return shown(self._name, value, self._lang)
        one, _, many = format_spec.partition("|")
        if many:
            return one if value == 1 else many
        noun = one if value == 1 else _PLURALS.get(one, f"{one}s")
        return f"{value:,}" if self._lang == ZH else f"{value:,} {noun}"

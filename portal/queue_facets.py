"""The filters of the queue in words: what may be chosen, and what is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.work import State
from infra.db.works.asking import FACETS, NOBODY, Asked, Deadline
from infra.db.works.queue import Counts
from portal.places import place
from portal.queue_address import NAMES, without
from portal.visitor import Visitor
from portal.work_words import DEADLINES, FACET_TITLES, STATES
from schemas.finding import Level
from schemas.office import Office
from streams.vocabulary import word
from streams.wording import LEVELS, chosen, rule_title


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: what it is called, how many there are, whether it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool


def facets(visitor: Visitor, asked: Asked, counts: Counts, offices: list[Office]) -> Iterator[dict[str, Any]]:
    """Every facet with its choices, those that would leave nothing left out."""
    for facet in FACET_TITLES:
        picked = getattr(asked.filters, facet)
        found = counts.facets.get(facet, {})
        values = {value: found.get(value, 0) for value in _in_order(facet, {**dict.fromkeys(picked, 0), **found})}
        choices = [
            Choice(value, label(visitor, facet, value, offices), count, value in picked)
            for value, count in values.items()
            if value and (count or value in picked)
        ]
        yield {"name": NAMES[facet], "title": FACET_TITLES[facet], "choices": choices, "is_open": bool(picked)}


def label(visitor: Visitor, facet: str, value: str, offices: list[Office]) -> str:
    """What a facet's value is called."""
    match facet:
        case "levels":
            return chosen(*LEVELS[Level(value)], visitor.lang) if value in list(Level) else value
        case "rules":
            return rule_title(value, visitor.lang)
        case "districts":
            return place(value, offices)
        case "states":
            return visitor.say(STATES[State(value)]) if value in list(State) else value
        case "deadlines":
            return visitor.say(DEADLINES[Deadline(value)]) if value in list(Deadline) else value
        case _:
            return word(value, visitor.lang, {"sectors": "sector", "fundings": "funding"}.get(facet, ""))


def _in_order(facet: str, values: Mapping[str, int]) -> Sequence[str]:
    """A facet's values as people expect them: a scale in its own order, anything else by number."""
    scales: dict[str, list[str]] = {
        "levels": ["red", "orange", "yellow"],
        "states": [str(state) for state in STATES],
        "deadlines": [str(deadline) for deadline in DEADLINES],
    }
    if facet in scales:
        return [value for value in scales[facet] if value in values]
    return sorted(values, key=lambda value: (-values[value], value))


def chips(visitor: Visitor, asked: Asked, offices: list[Office], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is filtered, each with the address that filters it no more."""
    for facet in FACETS:
        for value in getattr(asked.filters, facet):
            yield label(visitor, facet, value, offices), without(asked, facet, value)
    for value in asked.filters.assignees:
        nobody = visitor.say("未指派")
        yield nobody if value == NOBODY else names.get(value, value), without(asked, "assignees", value)
    if asked.filters.text:
        yield f"“{asked.filters.text}”", without(asked, "text", "")

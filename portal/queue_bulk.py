"""One action on many alerts: what the form asks, and what became of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData

from alerts.commands import Acknowledge, Assign, Command
from alerts.work import Refused, Why
from infra.db.works.store import Done, NotFound, Outcome, Stale
from portal.visitor import Visitor
from streams.wording import chosen

MOST_AT_ONCE: Final = 500
_DIGITS_OF_NUMBER: Final = 18
_DIGITS_OF_VERSION: Final = 9


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one alert of a bulk action that was not done."""

    work_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bulk action came to."""

    done: int
    failed: tuple[Told, ...]


def command_of(form: FormData) -> Command | None:
    """What is to be done to all that is picked; None where the form does not say."""
    match form.get("act"):
        case "acknowledge":
            return Acknowledge()
        case "assign":
            return Assign(str(form.get("officer") or "") or None)
        case _:
            return None


def picked(values: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """The alerts' numbers with the versions on which they were picked."""
    for value in values[:MOST_AT_ONCE]:
        number, _, version = str(value).partition(":")
        if _is_number(number, _DIGITS_OF_NUMBER) and _is_number(version, _DIGITS_OF_VERSION):
            yield int(number), int(version)


def _is_number(text: str, most_digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most_digits


def answer_of(visitor: Visitor, outcomes: Mapping[int, Outcome]) -> Answer:
    """What a bulk action came to, in words."""
    failed = tuple(Told(number, _why(visitor, outcome)) for number, outcome in sorted(outcomes.items())
                   if not isinstance(outcome, Done))  # fmt: skip
    return Answer(len(outcomes) - len(failed), failed)


def _why(visitor: Visitor, outcome: Outcome) -> str:
    match outcome:
        case Stale():
            return visitor.say("刚被他人更新,未作改动")
        case Refused(why):
            return refusal(visitor, why)
        case NotFound():
            return visitor.say("没有这条预警")
        case _:
            return ""


def refusal(visitor: Visitor, why: Why) -> str:
    """Why a command was refused."""
    return chosen(*why.value, visitor.lang)

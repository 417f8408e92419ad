"""Many events checked at once: what `schemas.checking` says of each, at a fraction of the price.

Good events of a flat type, also one with flat lines, are checked in C, and their texts once for each distinct value
(`schemas.lines`). Where one of them is not good, halves are tried, down to the few that are checked one by one and told
why.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, islice
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import msgspec

from schemas.attendance import Punch
from schemas.catalogue import CATALOGUE, EventType
from schemas.checked import Checked
from schemas.checking import check_event, check_line
from schemas.cloudevent import Envelope, ProjectEnvelope
from schemas.instants import instant
from schemas.lines import quickly
from schemas.reading import read
from schemas.sensitive import Kind, asterisks, mapped, may_carry

_FEW: Final = 8
_FLAT: Final = frozenset({str, int, float, bool, NoneType})


def check_lines(lines: Sequence[bytes], by: Callable[[Kind, str], str] = asterisks) -> list[Checked | None]:
    """As `check_line` of each; an event's persons' numbers become what `by` makes of them."""
    events = [_event_or_none(line) for line in lines]
    if may_carry(b"\n".join(lines)):
        events = [
            mapped(event, by) if event is not None and may_carry(line) else event
            for line, event in zip(lines, events, strict=True)
        ]
    good = iter(check_events([event for event in events if event is not None]))
    return [check_line(line) if event is None else next(good) for line, event in zip(lines, events, strict=True)]


def check_events(events: Sequence[dict[str, Any]]) -> list[Checked]:
    """As `check_event` of each."""
    kinds: dict[Any, list[int]] = {}
    for index, event in enumerate(events):
        kind = event.get("type")
        kinds.setdefault(kind if isinstance(kind, str) else None, []).append(index)
    if len(kinds) == 1:
        return _of_kind(next(iter(kinds)), events)
    told: dict[int, Checked] = {}
    for kind, indices in kinds.items():
        told.update(zip(indices, _of_kind(kind, [events[index] for index in indices]), strict=True))
    return [told[index] for index in range(len(events))]


def _event_or_none(line: bytes) -> dict[str, Any] | None:
    try:
        event = read(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _of_kind(kind: str | None, events: Sequence[dict[str, Any]]) -> list[Checked]:
    known = CATALOGUE.get(kind or "")
    if known is None or not _is_flat(known):
        return [check_event(event) for event in events]
    return _tried(known, events)


def _tried(known: EventType, events: Sequence[dict[str, Any]]) -> list[Checked]:
    if len(events) <= _FEW:
        return _swiftly(known, events) or [check_event(event) for event in events]
    half = len(events) // 2
    return _swiftly(known, events) or [*_tried(known, events[:half]), *_tried(known, events[half:])]


def _swiftly(known: EventType, events: Sequence[dict[str, Any]]) -> list[Checked] | None:
    """All of them, if every one is good."""
    given: list[Any] = [event.get("data") for event in events]
    headers = quickly(ProjectEnvelope if known.project_wide else Envelope, events, apart="time", left="data")
    data = None if headers is None or {*map(type, given)} != {dict} else _canonical(known, given)
    if headers is None or data is None:
        return None
    try:
        moments = _moments(headers)
    except ValueError:
        return None
    days = {text: moment.date() for text, moment in moments.items()}
    return [
        Checked(
            head.source, head.id, known.name, head.subject if known.project_wide else None, moments[head.time],
            moments[head.receivedtime or head.time], days[head.time], _records(known, plain), (), plain,
        )
        for head, plain in zip(headers, data, strict=True)
    ]  # fmt: skip


def _records(known: EventType, data: dict[str, Any]) -> int:
    return 1 if known.lines is None else len(data[known.lines]) or 1


def _canonical(known: EventType, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The data of all the events, if every one is good; the lines of all of them are looked at together."""
    if known.lines is None or known.line is None:
        swift = quickly(known.model, given)
        return None if swift is None else msgspec.to_builtins(swift)
    lines: list[Any] = [data.get(known.lines) for data in given]
    if {*map(type, lines)} != {list}:
        return None
    swift = quickly(known.model, given, left=known.lines)
    within = None if swift is None else quickly(known.line, [*chain.from_iterable(lines)])
    if within is None:
        return None
    rest = iter(msgspec.to_builtins(within))
    return [
        {**data, known.lines: [*islice(rest, len(mine))]}
        for data, mine in zip(msgspec.to_builtins(swift), lines, strict=True)
    ]


def _moments(headers: Iterable[Any]) -> dict[str, datetime]:
    texts = {head.time for head in headers} | {head.receivedtime for head in headers}
    return {text: instant(text) for text in texts if text is not None}


@cache
def _is_flat(known: EventType) -> bool:
    """Whether its data is plain values only, after which lines of them may come, and its project the envelope's."""
    if known.line is Punch or known.name == "lead.received":
        return False
    fields = [field for name, field in known.model.model_fields.items() if name != known.lines]
    fields += known.line.model_fields.values() if known.line else ()
    comes_last = known.lines in (None, [*known.model.model_fields][-1])
    return comes_last and all(_is_plain(field.annotation) and field.alias is None for field in fields)


def _is_plain(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_plain(get_args(annotation)[0])
    if get_origin(annotation) is Literal or annotation in _FLAT:
        return True
    choices = get_args(annotation)
    return bool(choices) and get_origin(annotation) is not list and all(map(_is_plain, choices))

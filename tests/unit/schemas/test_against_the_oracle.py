"""The door and the naive reading of the contract come to the same, whatever is broken."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schemas.catalogue import CATALOGUE
from schemas.checking import check_line
from tests.oracle.noise import WORSE
from tests.oracle.reading import read_line

from .examples import DATA, event

CASES = Path(__file__).parents[2] / "cases"


def agreed(raw: bytes) -> None:
    checked, line = check_line(raw), read_line(raw)
    if checked is None or line is None:
        assert (checked, line) == (None, None)
        return
    assert (checked.records, checked.records - checked.accepted) == (line.records, line.quarantined), raw
    assert (checked.received, checked.data is None) == (line.received, line.data is None), raw
    if line.key:
        assert (checked.source, checked.id) == line.key
    if line.data is not None:
        assert (checked.type, checked.project, checked.time) == (line.type, line.project, line.time), raw


def test_the_cases_are_read_alike() -> None:
    for path in CASES.glob("*/events.jsonl"):
        for raw in path.read_bytes().splitlines():
            agreed(raw)


def places(value: Any) -> list[Any]:
    """Every object and list within an event, itself included."""
    match value:
        case dict():
            return [value, *(place for item in value.values() for place in places(item))]
        case list():
            return [value, *(place for item in value for place in places(item))]
        case _:
            return []


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_broken_event_is_read_alike(name: str) -> None:
    rng = Random(name)
    for _ in range(400):
        broken = event(name)
        for _ in range(rng.choice((1, 1, 2))):
            place = rng.choice(places(broken))
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if keys:
                place[rng.choice(keys)] = copy.deepcopy(rng.choice(WORSE))
        agreed(json.dumps(broken).encode())


@pytest.mark.parametrize("name", sorted(DATA))
def test_every_bad_value_in_every_field_is_read_alike(name: str) -> None:
    for field in DATA[name]:
        for value in WORSE:
            agreed(json.dumps(event(name, data=DATA[name] | {field: value})).encode())

"""The generated JSON Schemas say of the worked cases what the door says."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import identifiers, instants
from schemas.catalogue import CATALOGUE
from schemas.checking import check_line
from schemas.jsonschema import schema_of, schema_of_all

from .examples import event

CASES = Path(__file__).parents[2] / "cases"
FORMATS = jsonschema.FormatChecker(formats=())


def named(name: str, check: Callable[[str], object]) -> None:
    """Let the format's name mean what the door means by it."""
    FORMATS.checks(name, raises=ValueError)(lambda value: not isinstance(value, str) or bool(check(value)))


named("uscc", identifiers.uscc)
named("date", instants.day)
named("date-time", instants.instant)


def validator(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema, format_checker=FORMATS)


VALIDATORS = {name: validator(schema_of(known)) for name, known in CATALOGUE.items()}


def case_lines() -> Iterator[bytes]:
    for path in sorted(CASES.glob("*/events.jsonl")):
        yield from path.read_bytes().splitlines()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_schema_is_a_schema_and_takes_the_example(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(CATALOGUE[name]))
    VALIDATORS[name].validate(event(name))
    assert not VALIDATORS[name].is_valid(event(name, data={"zz": 1}, specversion="2.0"))


def test_the_schema_of_all_events_takes_each_of_them_and_nothing_else() -> None:
    everything = validator(schema_of_all())
    jsonschema.Draft202012Validator.check_schema(schema_of_all())
    for name in CATALOGUE:
        everything.validate(event(name))
    assert not everything.is_valid(event("bank.crypto_paid", data={"anything": 1}))


def test_the_schemas_take_of_the_cases_what_the_door_takes_whole() -> None:
    refused = 0
    for raw in case_lines():
        checked = check_line(raw)
        if checked is None or checked.type is None or checked.type not in CATALOGUE:
            continue
        valid = VALIDATORS[checked.type].is_valid(json.loads(raw))
        assert valid == (checked.rejected == ()), raw
        refused += not valid
    assert refused >= 5


def test_the_broken_events_of_the_half_broken_delivery_are_refused() -> None:
    broken = {"e012", "e019", "e020", "e022"}
    found = set()
    for raw in (CASES / "half-broken-delivery" / "events.jsonl").read_bytes().splitlines():
        checked = check_line(raw)
        if checked and checked.id in broken and checked.type:
            found.add(checked.id)
            assert not VALIDATORS[checked.type].is_valid(json.loads(raw))
    assert found == broken


def test_a_clerk_reads_both_languages() -> None:
    line = schema_of(CATALOGUE["bank.wages_paid"])["$defs"]["WageLine"]["properties"]["paid_on"]
    assert line["description"] == "a date YYYY-MM-DD that exists / 真实存在的日期 YYYY-MM-DD"
    assert line["format"] == "date"

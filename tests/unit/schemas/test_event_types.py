"""Every type of the contract: what is whole is accepted, and each single break is named."""

import copy
from typing import Any

import pytest

from schemas.catalogue import CATALOGUE, FEEDS
from schemas.checking import check_event
from schemas.record import Record

from .examples import DATA, event

TYPES = sorted(CATALOGUE)


def required(model: type[Record]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if field.is_required()]


def fields(*, required_only: bool) -> list[tuple[str, str]]:
    return [
        (name, field)
        for name in TYPES
        for field in DATA[name]
        if not required_only or field in required(CATALOGUE[name].model)
    ]


def canonical(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in data.items() if (name, field) != ("attendance.punched", "punches")}


def test_the_examples_show_every_type_with_every_field() -> None:
    assert set(DATA) == set(CATALOGUE)
    for name, known in CATALOGUE.items():
        assert set(DATA[name]) == {field.alias or key for key, field in known.model.model_fields.items()}


def test_every_type_comes_through_one_of_the_feeds() -> None:
    assert {known.topic for known in CATALOGUE.values()} == set(FEEDS)


def test_three_types_may_lack_a_subject() -> None:
    assert {name for name, known in CATALOGUE.items() if not known.project_wide} == {
        "bank.feed_completed",
        "lead.received",
        "lead.closed",
    }


@pytest.mark.parametrize("name", TYPES)
def test_a_full_event_is_accepted_as_it_was_sent(name: str) -> None:
    checked = check_event(event(name))
    assert checked.rejected == ()
    assert checked.data is not None
    assert {field: value for field, value in checked.data.items() if field != "days"} == canonical(name, DATA[name])
    assert checked.accepted == checked.records == (2 if CATALOGUE[name].lines else 1)


@pytest.mark.parametrize("name", TYPES)
def test_a_minimal_event_is_accepted_and_nothing_is_put_in_its_place(name: str) -> None:
    least = {field: copy.deepcopy(DATA[name][field]) for field in required(CATALOGUE[name].model)}
    for empty in (None, ""):
        padded = dict.fromkeys(DATA[name], empty) | least
        checked = check_event(event(name, data=padded))
        assert checked.rejected == ()
        assert checked.data is not None
        resolved = {"project_id": "P1"} if name == "lead.received" else {}
        days = {"days": checked.data["days"]} if name == "attendance.punched" else {}
        assert checked.data == canonical(name, least) | resolved | days


@pytest.mark.parametrize("name", TYPES)
def test_unknown_fields_are_ignored(name: str) -> None:
    assert (
        check_event(event(name, data=DATA[name] | {"zz": {"x": [1]}}, extension=5)).data
        == check_event(event(name)).data
    )


@pytest.mark.parametrize(("name", "field"), fields(required_only=True))
@pytest.mark.parametrize("nothing", ["absent", None, ""])
def test_a_required_field_that_is_nothing_breaks_the_event(name: str, field: str, nothing: str | None) -> None:
    data = copy.deepcopy(DATA[name])
    if nothing == "absent":
        del data[field]
    else:
        data[field] = nothing
    checked = check_event(event(name, data=data))
    assert checked.data is None
    [rejected] = checked.rejected
    assert [(reason.field, reason.found) for reason in rejected.reasons] == [(f"data.{field}", "nothing")]
    assert rejected.line is None
    assert rejected.records == checked.records


def wrong(value: Any) -> list[Any]:
    """Values of every type that JSON has but the value's own."""
    others: list[Any] = [{"x": 1}, [[]], "\0", "\ud800", True, 7, 1.0, float("inf"), 10**5000]
    match value:
        case bool():
            return [other for other in others if other is not True]
        case int() | float():
            return [*[other for other in others if other not in (7, 1.0) or other is True], "10", " ", 1e300 * 1e300]
        case str():
            return others
        case list():
            return [other for other in others if not isinstance(other, list)] + [[5], [None], [""]]
        case _:
            return [other for other in others if not isinstance(other, dict)]


@pytest.mark.parametrize(("name", "field"), fields(required_only=False))
def test_a_value_of_another_type_breaks_the_event_and_is_named(name: str, field: str) -> None:
    for value in wrong(DATA[name][field]):
        if field in {"punches", "lines"} and isinstance(value, list):
            continue
        checked = check_event(event(name, data=copy.deepcopy(DATA[name]) | {field: value}))
        assert checked.data is None, value
        [rejected] = checked.rejected
        [reason] = rejected.reasons
        assert reason.field.startswith(f"data.{field}")
        assert reason.expected
        assert reason.expected_zh
        assert 0 < len(reason.found) <= 80
        reason.found.encode()


@pytest.mark.parametrize("name", TYPES)
def test_data_that_is_no_object_breaks_the_event(name: str) -> None:
    for data in (None, "", "x", 7, True, [], [DATA[name]]):
        [rejected] = check_event(event(name, data=data)).rejected
        assert [reason.field for reason in rejected.reasons] == ["data"]
        assert rejected.records == 1

"""The invented county is lawful but for its offences, and the same again for the same seed.

What a county must lead to is judged by the oracle, not by the product.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from stdnum.cn import uscc

from streams.county import Expected, Shape, county
from tests.oracle.reference import replay

_SMALL = Shape(projects=5, workers=12, offences=0)
_GUILTY = Shape(projects=16, workers=60, offences=13)


def lines(seed: int, shape: Shape) -> list[bytes]:
    return [msgspec.json.encode(event) for event in county(seed, shape).events]


def findings(answer: dict[str, Any]) -> set[tuple[str, ...]]:
    return {(found["rule"], found["project"], found["subject"], found["level"]) for found in answer["findings"]}


def as_found(expected: Expected) -> tuple[str, ...]:
    return (*expected.key, expected.level.value)


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_accused_in_a_lawful_county_on_any_day(seed: int) -> None:
    events = lines(seed, _SMALL)
    day = _SMALL.begins_on
    while day <= _SMALL.as_of:
        assert findings(replay(events, day)) == set(), day
        day += timedelta(days=11)


def test_nobody_is_accused_in_a_lawful_year_with_its_golden_week() -> None:
    shape = Shape(projects=2, workers=12, months=12, begins_on=date(2025, 1, 6), offences=0)
    events = lines(3, shape)
    for day in (date(2025, 10, 11), date(2025, 10, 12), shape.as_of):
        assert findings(replay(events, day)) == set(), day


@pytest.mark.parametrize("seed", [4])
def test_the_offences_lead_to_exactly_the_findings_they_name(seed: int) -> None:
    made = county(seed, _GUILTY)
    answer = replay([msgspec.json.encode(event) for event in made.events], made.as_of)
    assert findings(answer) == {as_found(expected) for offence in made.injected for expected in offence.findings}
    assert answer["accounting"]["received"] == answer["accounting"]["applied"]


def test_a_dozen_offences_of_different_kinds_are_put_into_different_projects() -> None:
    injected = county().injected
    assert len(injected) == Shape().offences
    assert len({offence.title_zh for offence in injected}) == len(injected)
    assert len({offence.project for offence in injected}) == len(injected)


def test_the_same_seed_makes_the_same_county_and_another_seed_another() -> None:
    assert lines(5, _SMALL) == lines(5, _SMALL)
    assert lines(5, _SMALL) != lines(6, _SMALL)


def test_events_come_in_the_order_of_their_receipt_under_names_of_their_own() -> None:
    events = list(county(1, _SMALL).events)
    received = [event["receivedtime"] for event in events]
    assert received == sorted(received)
    assert len({(event["source"], event["id"]) for event in events}) == len(events)


def test_the_county_of_the_demonstration_has_about_two_thousand_workers() -> None:
    kinds = Counter(event["type"] for event in county().events)
    assert kinds["project.registered"] == 20
    assert 1_700 <= kinds["attendance.worker_enrolled"] <= 2_300


def test_every_credit_code_has_its_check_character() -> None:
    registered = [event["data"] for event in county(1, _SMALL).events if event["type"] == "project.registered"]
    codes = [data[key] for data in registered for key in ("owner_uscc", "general_contractor_uscc")]
    assert codes
    assert all(uscc.is_valid(code) for code in codes)


def test_projects_too_small_for_an_offence_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 60 workers"):
        county(1, Shape(workers=20))

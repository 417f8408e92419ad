"""Checking many events at once comes to the same as checking one after the other."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import CATALOGUE
from schemas.checking import Checked, check_event, check_line
from schemas.lines import quickly
from schemas.many import check_events, check_lines

from .examples import DATA, IDENTITY_NUMBER, event
from .test_lines import VALUES

PLAIN = [name for name, known in CATALOGUE.items() if not known.lines]
LINED = [name for name, known in CATALOGUE.items() if known.lines]
ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time", "receivedtime", "data")


@st.composite
def given_events(draw: st.DrawFn, names: list[str]) -> list[dict[str, Any]]:
    """Good events, and some of them with an attribute or a field that is something else, or missing."""
    told = [copy.deepcopy(event(draw(st.sampled_from(names)))) for _ in range(draw(st.integers(0, 12)))]
    for one in told:
        lines = one["data"].get(CATALOGUE[one["type"]].lines or "")
        if lines:
            lines[:] = [copy.deepcopy(lines[0]) for _ in range(draw(st.integers(0, 3)))]
        if lines and draw(st.sampled_from([True, False, False, False])):
            lines[-1][draw(st.sampled_from(sorted(lines[-1])))] = draw(VALUES)
        if draw(st.sampled_from([True, False, False, False])):
            where = one["data"] if draw(st.booleans()) else one
            name = draw(st.sampled_from(sorted(where) if where is one["data"] else ATTRIBUTES))
            if draw(st.booleans()):
                where[name] = draw(VALUES)
            else:
                where.pop(name, None)
    return told


@pytest.mark.parametrize("name", [*PLAIN, *LINED])
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_events_of_one_type_are_taken_as_they_are_one_by_one(name: str, data: st.DataObject) -> None:
    events = data.draw(given_events([name]))
    assert repr(check_events(copy.deepcopy(events))) == repr([check_event(one) for one in events])


@settings(deadline=None)
@given(given_events(list(CATALOGUE)))
def test_events_of_all_types_keep_their_order(events: list[dict[str, Any]]) -> None:
    assert repr(check_events(copy.deepcopy(events))) == repr([check_event(one) for one in events])


@settings(deadline=None)
@given(given_events(list(CATALOGUE)), st.lists(st.sampled_from([b"", b" \n", b"{", b"[]", b"7", b"\xff"])))
def test_lines_are_taken_as_they_are_one_by_one(events: list[dict[str, Any]], others: list[bytes]) -> None:
    lines = [*(json.dumps(one).encode() for one in events), *others]
    assert repr(check_lines(lines)) == repr([check_line(line) for line in lines])


def test_a_number_of_a_person_in_one_line_is_masked_in_it_alone() -> None:
    told = event("bank.account_debited")
    other = told | {"id": "other", "data": told["data"] | {"counterparty": f"某人 {IDENTITY_NUMBER}"}}
    lines = [json.dumps(one, ensure_ascii=False).encode() for one in (told, other)]
    first, second = check_lines(lines, lambda _kind, _number: "w1")
    assert first == check_event(told)
    assert second is not None
    assert second.data is not None
    assert second.data["counterparty"] == "某人 w1"


def test_one_broken_event_among_many_does_not_make_the_others_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def slowly(one: dict[str, Any]) -> Checked:
        asked.append(one["id"])
        return check_event(one)

    monkeypatch.setattr("schemas.many.check_event", slowly)
    events = [event("bank.account_debited", id=str(number)) for number in range(512)]
    events[300] = events[300] | {"time": "yesterday"}
    assert [bool(checked.rejected) for checked in check_events(events)].count(True) == 1
    assert "300" in asked
    assert len(asked) <= 8


@pytest.mark.parametrize("name", [name for name in LINED if name != "attendance.punched"])
def test_good_events_with_lines_take_the_quick_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [check_event(event(name, id=str(number))) for number in range(3)]
    monkeypatch.setattr("schemas.many.check_event", None)
    assert repr(check_events([event(name, id=str(number)) for number in range(3)])) == repr(told)


@pytest.mark.parametrize("name", [name for name in PLAIN if name.startswith("bank.")])
def test_the_events_of_banks_take_the_quick_way(name: str) -> None:
    assert quickly(CATALOGUE[name].model, [DATA[name]]) is not None

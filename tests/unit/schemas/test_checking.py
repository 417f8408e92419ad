"""The door: envelopes, accounting, and what belongs to which project."""

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import CATALOGUE
from schemas.checking import check_event, check_line

from .examples import DATA, IDENTITY_NUMBER, LETTERS, event, with_data

LINED = [name for name, known in CATALOGUE.items() if known.lines]


def fields_of(checked: Any) -> list[str]:
    return [reason.field for rejected in checked.rejected for reason in rejected.reasons]


@pytest.mark.parametrize("raw", [b"", b"\n", b" \t\r\n", b"\x0b"])
def test_an_empty_line_is_no_record(raw: bytes) -> None:
    assert check_line(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"17",
        b'"text"',
        b"[]",
        b"null",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"{'a': 1}",
        b'{"a": 01}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\x00",
    ],
)
def test_a_line_that_is_no_json_object_is_one_quarantined_record(raw: bytes) -> None:
    checked = check_line(raw)
    assert checked is not None
    assert (checked.records, checked.accepted, checked.data) == (1, 0, None)
    assert (checked.source, checked.id, checked.received) == (None, None, None)
    assert fields_of(checked) == [""]


def test_an_identity_number_in_a_line_that_is_no_json_is_not_shown() -> None:
    checked = check_line(f'{{"worker_id": "{IDENTITY_NUMBER}"'.encode())
    assert checked is not None
    assert IDENTITY_NUMBER not in checked.rejected[0].reasons[0].found


@pytest.mark.parametrize("empty", [{}, {"receivedtime": None}, {"receivedtime": ""}])
def test_an_event_is_received_when_it_happened_where_nothing_else_is_said(empty: dict[str, Any]) -> None:
    checked = check_event(event("project.started", time="2026-03-02T18:30:00Z", **empty))
    assert checked.time == checked.received == datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    assert checked.on == date(2026, 3, 3)


def test_an_event_may_be_received_later_than_it_happened() -> None:
    checked = check_event(event("project.started", receivedtime="2026-04-07T10:00:00+08:00"))
    assert (checked.on, checked.received) == (date(2026, 3, 2), datetime(2026, 4, 7, 2, tzinfo=UTC))


@pytest.mark.parametrize("name", ["id", "source", "time", "receivedtime"])
@pytest.mark.parametrize("value", [7, True, [], {}, "\0", "\ud800"])
def test_an_event_whose_identity_or_time_cannot_be_read_is_quarantined_on_every_day(name: str, value: Any) -> None:
    checked = check_event(event("bank.wages_paid", **{name: value}))
    assert (checked.data, checked.received, checked.records, checked.accepted) == (None, None, 2, 0)
    assert fields_of(checked) == [name]
    assert getattr(checked, name.removesuffix("time") if name == "receivedtime" else name) is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("specversion", [None, "", "1.1", 1.0, "0.3"]),
        ("type", [None, "", "a.b", "bank.wages_paid ", 5, [], {}]),
        ("subject", [None, "", 5, ["P1"], "\0"]),
        ("data", [None, "", 5, "x", []]),
    ],
)
def test_an_event_with_another_broken_attribute_is_quarantined_from_its_day_on(name: str, values: list[Any]) -> None:
    for value in values:
        checked = check_event(event("project.started", **{name: value}))
        assert (checked.data, checked.records, checked.accepted) == (None, 1, 0)
        assert checked.received == datetime(2026, 3, 2, 15, tzinfo=UTC)
        assert (checked.source, checked.id) == ("urn:site", "e001")
        assert fields_of(checked) == [name]


@pytest.mark.parametrize("name", LINED)
def test_every_line_is_a_record_also_where_the_envelope_is_broken(name: str) -> None:
    lines = CATALOGUE[name].lines
    assert lines is not None
    for attributes in ({"subject": None}, {"specversion": "2.0"}, {"id": 5}, {"time": "yesterday"}):
        for given_lines, records in [([1, 2, 3], 3), ([], 1), (None, 1), ({"a": 1}, 1)]:
            checked = check_event(event(name, data={lines: given_lines}, **attributes))
            assert (checked.records, checked.accepted) == (records, 0)


def test_an_unknown_type_is_one_record_whatever_it_holds() -> None:
    assert check_event(event("bank.lines", data={"lines": [1, 2], "punches": [3]})).records == 1


@pytest.mark.parametrize("name", LINED)
def test_a_broken_line_is_set_aside_alone(name: str) -> None:
    lines = CATALOGUE[name].lines
    assert lines is not None
    good = DATA[name][lines]
    broken = [5, None, "", [], {}, good[0] | {"worker_id": None}]
    checked = check_event(with_data(name, **{lines: [broken[0], good[0], *broken[1:], good[1]]}))
    assert (checked.records, checked.accepted) == (8, 2)
    assert [rejected.line for rejected in checked.rejected] == [0, 2, 3, 4, 5, 6]
    assert [rejected.value for rejected in checked.rejected] == broken
    assert [rejected.reasons[0].field for rejected in checked.rejected][:2] == [f"data.{lines}[0]", f"data.{lines}[2]"]
    assert checked.rejected[-1].reasons[0].field == f"data.{lines}[6].worker_id"
    assert checked.data == check_event(with_data(name)).data


@pytest.mark.parametrize("name", LINED)
def test_an_event_whose_lines_are_all_broken_takes_effect_without_lines(name: str) -> None:
    lines = CATALOGUE[name].lines
    checked = check_event(with_data(name, **{str(lines): [{}, {}]}))
    assert (checked.records, checked.accepted) == (2, 0)
    assert checked.data is not None
    assert checked.data["days" if lines == "punches" else "lines"] in ([], {})


@pytest.mark.parametrize("name", LINED)
def test_an_event_with_an_empty_list_of_lines_is_one_record(name: str) -> None:
    checked = check_event(with_data(name, **{str(CATALOGUE[name].lines): []}))
    assert (checked.records, checked.accepted) == (1, 1)


@pytest.mark.parametrize("name", LINED)
def test_a_broken_value_outside_the_lines_sets_all_lines_aside(name: str) -> None:
    field = {"attendance.punched": "device_id"}.get(name, "pay_month")
    checked = check_event(with_data(name, **{field: 7}))
    [rejected] = checked.rejected
    assert (checked.records, checked.accepted, rejected.line, rejected.records) == (2, 0, None, 2)


@pytest.mark.parametrize(
    ("kind", "subject", "fields", "project"),
    [
        ("project.started", "P1", {}, "P1"),
        ("bank.feed_completed", "P1", {}, None),
        ("bank.feed_completed", None, {}, None),
        ("lead.closed", "P1", {}, None),
        ("lead.received", "P1", {"project_id": "P2"}, "P2"),
        ("lead.received", "P1", {"project_id": ""}, "P1"),
        ("lead.received", "", {"project_id": "P2"}, "P2"),
        ("lead.received", None, {"project_id": None}, None),
    ],
)
def test_an_event_belongs_to_the_project_it_names(
    kind: str, subject: str | None, fields: dict[str, Any], project: str | None
) -> None:
    checked = check_event(with_data(kind, **fields) | {"subject": subject})
    assert checked.project == project
    assert checked.data is not None
    if kind == "lead.received":
        assert checked.data.get("project_id") == project


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_line_is_checked_as_the_event_it_spells(name: str) -> None:
    assert check_line(json.dumps(event(name)).encode()) == check_event(event(name))
    assert check_line(json.dumps(event(name), ensure_ascii=False, indent=1).encode()) == check_event(event(name))


def test_checking_leaves_the_event_as_it_was() -> None:
    for name in CATALOGUE:
        given_event = event(name)
        before = copy.deepcopy(given_event)
        check_event(given_event)
        assert given_event == before


@given(st.binary(max_size=200))
def test_no_bytes_make_the_door_raise(raw: bytes) -> None:
    checked = check_line(raw)
    assert checked is None or checked.records >= 1


ODD = st.sampled_from([None, "", "x", 7, -1, 1.0, True, 10**30, "\0", "\ud800", IDENTITY_NUMBER, "2026-03-02", "102"])
JSON = st.recursive(
    ODD | st.text(LETTERS, max_size=3) | st.floats() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["lines", "punches", "on", "x"]), inner)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(CATALOGUE)), st.data())
def test_no_value_anywhere_makes_the_door_raise_and_every_record_is_counted(name: str, data: st.DataObject) -> None:
    changed = event(name)
    for place in (changed, changed["data"]):
        for field in data.draw(st.sets(st.sampled_from(sorted(place)), max_size=2)):
            place[field] = data.draw(JSON)
    checked = check_event(changed)
    assert 0 <= checked.accepted <= checked.records
    assert (checked.data is None) == any(rejected.line is None for rejected in checked.rejected)
    for rejected in checked.rejected:
        assert rejected.reasons
        for reason in rejected.reasons:
            assert IDENTITY_NUMBER not in repr(reason)
            assert len(reason.found) <= 80
            repr(reason).encode()

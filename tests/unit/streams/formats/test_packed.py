"""Packed files, JSON batches, and what a file is taken for."""

import gzip
import json
from dataclasses import replace

import pytest
import zstandard

from streams.formats.reading import form_of
from streams.formats.refused import Limits, Refused
from tests.build import event
from tests.unit.streams.formats.read import good, read, records, table, wage, wrong

EVENTS = [event("project.started", f"2026-03-0{day}") for day in (1, 2, 3)]
LINES = b"".join(json.dumps(told).encode() + b"\n" for told in EVENTS)
SMALL = replace(Limits(), unpacked_bytes=1 << 20)


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        zstandard.compress,
        lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:]),
        lambda body: zstandard.compress(body[:9]) + zstandard.compress(body[9:]),
    ],
)
@pytest.mark.parametrize("body", [LINES, json.dumps(EVENTS).encode(), table(*(wage(n) for n in range(3)))])
def test_a_packed_file_says_what_is_in_it(pack, body) -> None:
    assert records(read(pack(body))[0]) == 3


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_that_is_cut_or_broken_is_refused(pack) -> None:
    packed = pack(LINES)
    with pytest.raises(Refused, match="cut off"):
        read(packed[:-6])
    with pytest.raises(Refused, match=r"broken|cut off"):
        read(packed[:12] + b"\xff\xff\xff" + packed[15:])
    with pytest.raises(Refused, match="packed twice"):
        read(pack(packed))


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_refused(pack) -> None:
    with pytest.raises(Refused, match="more than 1 MiB"):
        read(pack(b"a" * 3_000_000), limits=SMALL)
    with pytest.raises(Refused, match="a bomb"):
        read(pack(b"a" * 40_000_000), limits=replace(Limits(), unpacked_ratio=50))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(EVENTS), json.dumps(EVENTS, indent=2), json.dumps({"events": EVENTS}), "\ufeff" + json.dumps(EVENTS),
        json.dumps({"sender": {"a": [1]}, "events": EVENTS, "n": 3}, indent=1), json.dumps(EVENTS, ensure_ascii=False),
    ],
)  # fmt: skip
def test_a_batch_is_an_array_or_an_object_of_events(body: str) -> None:
    taken, _ = read(body.encode())
    assert [one.number for one in taken] == [1, 2, 3]
    assert len(good(taken)) == 3


def test_one_event_over_several_lines_is_a_batch_of_one() -> None:
    assert good(read(json.dumps(EVENTS[0], indent=2).encode())[0]) == [EVENTS[0]["data"]]


def test_elements_that_are_no_events_are_set_aside() -> None:
    taken, _ = read(b'[1, "a", null, [], {"type": "x"}, 1e400, %s]' % json.dumps(EVENTS[0]).encode())
    assert (records(taken), len(wrong(taken)), len(good(taken))) == (7, 6, 1)


def test_an_empty_batch_is_nothing() -> None:
    assert [read(body)[0] for body in (b"[]", b'{"events": []}', b" [ ] ")] == [[], [], []]


def test_large_events_and_many_are_read_piece_by_piece() -> None:
    big = EVENTS[0] | {"padding": "字" * 300_000}
    body = json.dumps([big, *EVENTS * 2_000], ensure_ascii=False).encode()
    assert len(good(read(body)[0])) == 6_001


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'[{"a": 1}, {"b"', "broken or cut off"),
        (b'[{"a": 1} {"b": 2}]', "broken"),
        (b"[1,]", "broken"),
        (b"[1] x", "broken"),
        (b'[{"a": tru}]', "broken"),
        (b"[" + b"[" * 5_000 + b"]" * 5_000 + b"]", "nested too deeply|broken"),
        (b'["' + b"x" * 40_000_000 + b'"', "broken"),
    ],
)
def test_a_broken_batch_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(body)


@pytest.mark.parametrize(
    ("head", "name", "form"),
    [
        (LINES, "a.jsonl", "jsonl"),
        (LINES, "a", "jsonl"),
        (b"[]\n", "a.jsonl", "jsonl"),
        (b"[]\n", "a.json", "json"),
        (b"{\n", "a.jsonl.gz", "jsonl"),
        (b'{\n "a": 1}', "a.json", "json"),
        (b'{"events": []}', "a", "json"),
        (b'{"from": "x", "n": 3, "events": [' + b"1," * 60_000, "a", "json"),
        (b'{"id": "' + b"x" * 70_000, "a", "jsonl"),
        (b'{"id": "{' + b"," * 70_000, "a", "jsonl"),
        (b"{broken", "a", "jsonl"),
        (b"<?xml", "a.csv", "xml"),
        (b"\xff\xfe<\x00", "a", "xml"),
        (b"a,b", "a", "csv"),
        (b"a", "a.CSV", "csv"),
        (b"not json\n", "a", "jsonl"),
        (b"", "a", "jsonl"),
        (b"PK\x03\x04", "a.csv", "xlsx"),
    ],
)
def test_a_file_is_what_is_in_it_and_its_name_is_a_hint(head: bytes, name: str, form: str) -> None:
    assert form_of(head, name) == form


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"a," * 2_000_000, "characters|columns"),
        (b"a,b\n" + b"x" * 2_000_000, "characters"),
        (table(wage(1)) + b"\n" + b"," * 5_000, "columns"),
        (table(wage(1, payee="x" * 40_000)), "a cell has more than"),
        (b"\x00\x01\x02,\x00\x00" * 50, "no text"),
        (b"a,b,c\n1,2,3\n", "no row of headings"),
    ],
)
def test_a_hostile_text_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(body, name="f.csv")

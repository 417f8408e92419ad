"""Hostile files through the real door: refused with a reason or every row accounted for, nothing half-accepted."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import Engine

from tests.database import rows
from tests.machine_client import Signs, bank, new_key, register
from tests.machine_interface import interface
from tests.unit.streams.formats.read import with_member, workbook

pytest_plugins = ("tests.database_fixtures",)
URL = "/v1/submissions"
HEAD = "银行代码,截至日期\n"
ZEROS = b"\0" * (64 * 1024 * 1024)
BILLION = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><Document><BkToCstmrStmt>&c;</BkToCstmrStmt></Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Document><BkToCstmrStmt>&a;</BkToCstmrStmt></Document>"""


def packed_workbook(member: str, content: bytes) -> bytes:
    return with_member(workbook(["银行代码", "截至日期"], ["102", "2026-04-01"]), member, content)


def overlapping(count: int, size: int) -> bytes:
    """An archive with so many parts that are the same bytes of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = b" " * size
    body = packer.compress(text) + packer.flush()
    told = struct.pack("<IIIHH", zlib.crc32(text), len(body), size, 5, 0)
    local = struct.pack("<IHHHHH", 0x04034B50, 20, 0, 8, 0, 0) + told + b"a.xml" + body
    parts = b"".join(
        struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 8, 0, 0) + told + b"\0" * 14 + b"%05d" % number
        for number in range(count)
    )
    return local + parts + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(parts), len(local), 0)


def sheets(*targets: str) -> bytes:
    """A workbook whose sheets are these parts of it."""
    told = "".join(f'<sheet name="s{n}" id="r{n}"/>' for n in range(len(targets)))
    book = packed_workbook("xl/workbook.xml", f"<workbook><sheets>{told}</sheets></workbook>".encode())
    related = "".join(f'<Relationship Id="r{n}" Target="worksheets/{target}"/>' for n, target in enumerate(targets))
    return with_member(book, "xl/_rels/workbook.xml.rels", f"<Relationships>{related}</Relationships>".encode())


def styles(count: int) -> bytes:
    told = b"".join(b'<numFmt numFmtId="%d" formatCode="%x"/>' % (number, number) for number in range(count))
    return packed_workbook(
        "xl/styles.xml", b"<styleSheet><numFmts>" + told + b"</numFmts><cellXfs><xf/></cellXfs></styleSheet>"
    )


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "x")
    return out.getvalue()


@pytest.fixture
def asked(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[tuple[httpx.Client, Signs]]:
    register(engine, bank(), key := new_key())
    with interface(database_url, tmp_path) as client:
        yield client, Signs(key)


REFUSED: dict[str, tuple[bytes, str]] = {
    "a bomb in gzip": (gzip.compress(ZEROS), "application/gzip"),
    "a bomb in zstd": (zstandard.compress(ZEROS), "application/zstd"),
    "a bomb in a bomb": (gzip.compress(gzip.compress(ZEROS)), "application/gzip"),
    "a bomb in a workbook": (packed_workbook("xl/worksheets/sheet1.xml", ZEROS), "application/octet-stream"),
    "a billion laughs": (BILLION, "application/xml"),
    "an entity from outside": (OUTSIDE, "application/xml"),
    "entities in a workbook": (packed_workbook("xl/workbook.xml", OUTSIDE), "application/octet-stream"),
    "a name that leads outside": (archive("../../etc/passwd"), "application/octet-stream"),
    "ten million columns": (b"a," * 10_000_000, "text/csv"),
    "deep XML": (b"<a>" * 100_000, "application/xml"),
    "a deep batch": (b"[" * 200_000, "application/json"),
    "half a gzip": (gzip.compress(HEAD.encode() * 100)[:-9], "application/gzip"),
    "a line without end": (b"x" * (3 * 1024 * 1024), "text/csv"),
    "not text": (bytes(range(256)) * 64, "text/csv"),
    "parts that overlap": (overlapping(5_000, 20 * 1024 * 1024), "application/octet-stream"),
    "a list of parts without end": (overlapping(100_000, 10), "application/octet-stream"),
    "a sheet for every part": (sheets(*(f"{n}.xml" for n in range(300))), "application/octet-stream"),
    "one part as many sheets": (sheets("sheet1.xml", "sheet1.xml"), "application/octet-stream"),
    "a string of many pieces": (
        packed_workbook("xl/sharedStrings.xml", b"<sst><si>" + b"<t>0123456789</t>" * 4_000 + b"</si></sst>"),
        "application/octet-stream",
    ),
    "a cell of many pieces": (
        packed_workbook(
            "xl/worksheets/sheet1.xml",
            b'<worksheet><sheetData><row><c t="inlineStr"><is>'
            + b"<t>0123456789</t>" * 4_000
            + b"</is></c></row></sheetData></worksheet>",
        ),
        "application/octet-stream",
    ),
    "more styles than any": (styles(70_000), "application/octet-stream"),
    "a window of two terabytes": (b"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00", "application/zstd"),
    "a parameter entity": (
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><Document/>',
        "application/xml",
    ),
    "zeros only": (b"\0" * 5_000_000, "text/csv"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_with_a_reason_and_nothing_is_kept(asked, engine: Engine, what: str) -> None:
    client, by = asked
    body, kind = REFUSED[what]
    answer = client.post(f"{URL}?name=../../etc/{what}.csv", content=body, headers={"Content-Type": kind}, auth=by)
    assert answer.status_code in {413, 415, 422}, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail_zh"]
    assert rows(engine, "SELECT 1 FROM submissions") == []


def test_a_format_of_numbers_without_end_is_none(asked) -> None:
    client, by = asked
    endless = b'<styleSheet><numFmts><numFmt numFmtId="200" formatCode="' + b"[" * 900_000 + b'"/></numFmts>'
    book = packed_workbook("xl/styles.xml", endless + b'<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>')
    answer = client.post(URL, content=book, auth=by)
    assert answer.json()["receipt"]["records"]["accepted"] == 1, answer.text


def test_a_zero_among_the_text_is_a_fault_of_its_row_only(asked) -> None:
    client, by = asked
    body = f"{HEAD}102,2026-04-01\n102,2026-04-\0002\n102,2026-04-03\n".encode()
    answer = client.post(f"{URL}?name=a.csv", content=body, auth=by)
    told = answer.json()["receipt"]["records"]
    assert (told["accepted"], told["quarantined"]) == (2, 1), answer.text


def test_many_empty_frames_are_as_good_as_none(asked) -> None:
    client, by = asked
    body = zstandard.compress(b"") * 20_000 + zstandard.compress(f"{HEAD}102,2026-04-01\n".encode())
    answer = client.post(f"{URL}?name=a.csv.zst", content=body, auth=by)
    assert answer.json()["receipt"]["records"]["accepted"] == 1, answer.text


@pytest.mark.parametrize("name", ["..", ".", "/", "a/..", "", "...", "\u202e", "a/\0"])
def test_a_name_that_is_none_is_replaced(asked, name: str) -> None:
    client, by = asked
    answer = client.post(URL, params={"name": name}, content=f"{HEAD}102,2026-04-01\n".encode(), auth=by)
    assert answer.json()["name"] == "delivery", answer.text


def test_any_bytes_under_any_name_are_refused_or_accounted_for(asked) -> None:
    client, by = asked
    heads = st.sampled_from(
        [b"", HEAD.encode(), HEAD.encode("gb18030"), HEAD.encode("utf-16"), b'{"id":', b"PK\x03\x04", b"<a>"]
    )
    names = st.text(max_size=30) | st.sampled_from(["../../x.csv", "/etc/passwd", "..\\x.xlsx", "CON", "a\0b"])

    @settings(max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(heads, st.binary(max_size=200), names)
    def holds(head: bytes, tail: bytes, name: str) -> None:
        answer = client.post(URL, params={"name": name}, content=head + tail, auth=by)
        assert answer.status_code in {201, 400, 413, 422}, answer.text[:500]
        if answer.status_code == 201:
            told = answer.json()["receipt"]["records"]
            assert told["received"] == told["accepted"] + told["duplicate"] + told["quarantined"]
            assert "/" not in answer.json()["name"]

    holds()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_formula_that_comes_back_from_the_quarantine_runs_in_no_spreadsheet(asked, form: str) -> None:
    client, by = asked
    evil = ['=HYPERLINK("http://evil")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1"]
    told = [["银行代码", "截至日期"], *(["102", cell] for cell in evil)]
    body = (
        sheet_of(told)
        if form == "xlsx"
        else "\n".join(f'{a},"{b.replace(chr(34), chr(34) * 2)}"' for a, b in told).encode()
    )
    sent = client.post(f"{URL}?name=x.{form}", content=body, auth=by)
    assert sent.json()["receipt"]["records"]["quarantined"] == len(evil), sent.text[:800]
    back = client.get(f"{URL}/{sent.json()['id']}/rejected", auth=by)
    if form == "csv":
        cells = [cell for line in back.content.decode("utf-8-sig").splitlines() for cell in line.split(",")]
        assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@", "\t", "-2"))]
    else:
        inner = zipfile.ZipFile(io.BytesIO(back.content)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in inner


def sheet_of(told: list[list[Any]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in told:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

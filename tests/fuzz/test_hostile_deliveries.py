"""Hostile files through the real door: refused with a reason or every row accounted for, nothing half-accepted."""

import gzip
import io
import zipfile
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

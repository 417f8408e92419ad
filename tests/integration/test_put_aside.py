"""What is put aside while a delivery is read stands on the disk sealed, whatever way it came."""

import gzip
import io
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import zstandard

from streams.formats.reading import Reading
from streams.formats.refused import MEBIBYTE, Limits
from streams.formats.taken import Manner
from tests.database import rows
from tests.freeze_gate import until
from tests.identities import ZHANG
from tests.machine_client import bank
from tests.nameless import nameless
from tests.portal_fixtures import Portal
from tests.senders import a_sender
from tests.unit.streams.formats.read import HEAD, wage, with_member, workbook

NUMBER = ZHANG.encode()
TABLE = "\n".join([HEAD, *(wage(n, worker=ZHANG, batch=secrets.token_hex(8)) for n in range(250_000))]).encode()


def strings() -> bytes:
    """A workbook whose strings are more than is kept in memory."""
    text = "".join(f"<si><t>{ZHANG} {secrets.token_hex(15_000)}</t></si>" for _ in range(600))
    return with_member(workbook(HEAD.split(",")), "xl/sharedStrings.xml", f"<sst>{text}</sst>".encode())


WAYS: dict[str, Callable[[], bytes]] = {
    "a table": lambda: TABLE,
    "gzip": lambda: gzip.compress(TABLE, 1),
    "zstd": lambda: zstandard.compress(TABLE),
    "a workbook": strings,
}


def put_aside(before: set[Path]) -> list[bytes]:
    """What stands now in the files without a name that were not there before."""
    return [path.read_bytes() for path in set(nameless()) - before]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_copied_or_unpacked_to_be_read_is_sealed(way: str) -> None:
    body, before = WAYS[way](), set(nameless())
    manner = Manner(source="urn:test", feed="wages")
    with Reading([body], "file", manner, Limits()) as reading:
        next(reading.taken(), None)
        found = put_aside(before)
        assert sum(map(len, found)) > 16 * MEBIBYTE
        assert not any(NUMBER in text for text in found)
    assert put_aside(before) == []


def test_a_file_that_can_be_read_again_is_not_copied() -> None:
    before = set(nameless())
    with io.BytesIO(TABLE) as file, Reading(file, "file", Manner(source="urn:test"), Limits()) as reading:
        next(reading.taken(), None)
        assert put_aside(before) == []


def test_the_file_of_a_form_is_sealed_while_it_comes(portal: Portal) -> None:
    a_sender(portal, bank("102"), "bank-clerk")
    before = set(nameless())
    found: list[bytes] = []

    def form() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        yield TABLE[: 4 * MEBIBYTE]
        until(lambda: sum(map(len, put_aside(before))) > 2 * MEBIBYTE)
        found.extend(put_aside(before))
        yield b"\r\n--x--\r\n"

    with portal.signed_in("bank-clerk") as browser:
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        answer: httpx.Response = browser.post("/sender/deliveries", content=form(), headers=kind)
    assert answer.status_code == 200, answer.text[:500]
    assert found
    assert not any(NUMBER in text for text in found)
    assert put_aside(before) == []
    assert rows(portal.engine, "SELECT size FROM client_deliveries") == [(4 * MEBIBYTE,)]

"""A message bent by strangers is refused, or what is wrong in it comes back as XML and is as wrong as before."""

import xml.etree.ElementTree as ET
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.formats.refused import Refused
from streams.formats.taken import Manner
from tests.fuzz.test_every_other_parser import REAL, bent
from tests.unit.streams.formats.read import read, wrong
from tests.unit.streams.formats.test_handback import back, set_aside

MESSAGES = [path for path in REAL if path.suffix == ".xml"]
NOBODYS = Manner(source="urn:test", accounts={"1": ("P1", "A1")})
WORDS = st.text(st.sampled_from("<>&-!?[]'\" wagewatchquarantine=17x:\n\t\u00e9\u4e2d\U0001f600"), max_size=40)


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name)
def test_what_is_wrong_in_a_bent_message_comes_back_as_wrong_as_it_was(path: Path) -> None:
    @given(bent(path.read_bytes()))
    @settings(max_examples=60)
    def handed_back_or_refused(body: bytes) -> None:
        with suppress(Refused):
            rows = list(set_aside(body, NOBODYS))
            text = back(body, NOBODYS, rows)
            ET.fromstring(text)
            again, _ = read(text.encode(), NOBODYS)
            assert len(wrong(again)) == len(rows)
            assert {row.id for row in rows} <= {number for one in again for number in one.repairs}

    handed_back_or_refused()


@given(WORDS, WORDS)
def test_any_word_in_a_message_comes_back_as_it_is(code: str, text: str) -> None:
    body = (MESSAGES[0].parent / "camt054.wages.xml").read_text()
    root = ET.fromstring(body)
    entry = bookings(root)["D3"]
    entry.find("{*}BkTxCd/{*}Prtry/{*}Cd").text = code
    entry.find("{*}Amt").set("Ccy", text)
    told = ET.fromstring(back(ET.tostring(root, "utf-8"), NOBODYS))
    came = bookings(told)["D3"]
    assert came.findtext("{*}BkTxCd/{*}Prtry/{*}Cd") == code
    assert came.find("{*}Amt").get("Ccy") == text


def bookings(root: ET.Element) -> dict[str | None, ET.Element]:
    return {one.findtext("{*}AcctSvcrRef"): one for one in root.findall(".//{*}Ntry")}

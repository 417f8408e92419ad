"""JSON is read as RFC 8259 has it, quickly or patiently."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reading import read

from .examples import LETTERS

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(LETTERS),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(LETTERS), inner),
    max_leaves=8,
)


@given(value=PLAIN, ascii_only=st.booleans())
def test_whatever_is_written_is_read_again(*, value: object, ascii_only: bool) -> None:
    assert repr(read(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))) == repr(value)


@given(st.text(alphabet='{}[]",:0123456789.eE+-\\u dDtrueflsn\t\x01', max_size=12))
def test_what_is_json_is_what_the_standard_library_takes_for_json(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(ValueError, match=r".*"):
            read(text.encode())
        return
    assert repr(read(text.encode())) == repr(expected)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "nan"])
def test_a_number_that_is_none_is_no_json(word: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(f'{{"a": {word}}}'.encode())


def test_numbers_of_any_size_are_json() -> None:
    assert read(b"123456789012345678901234567890") == 123456789012345678901234567890
    assert read(b"1" * 10_000) > 10**3000
    assert read(b"-" + b"1" * 10_000) < -(10**3000)
    assert read(b"[1e400]") == [math.inf]


def test_lone_surrogates_are_json() -> None:
    assert read(rb'["\ud800", "\ud83d\ude00"]') == ["\ud800", "😀"]


def test_the_last_of_two_equal_names_counts() -> None:
    assert read(b'{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"a":' * 200_000, b'["\\ud800",' + b"[" * 200_000])
def test_what_is_nested_beyond_sense_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(raw)

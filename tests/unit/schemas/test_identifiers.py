"""Identifiers, by themselves."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from schemas.identifiers import is_identity_number, withheld

from .examples import CONTRACTOR, IDENTITY_NUMBER


@given(st.text(alphabet="0123456789Xx １\u3000\t", max_size=20))
def test_an_identity_number_is_what_the_check_digit_says(text: str) -> None:
    assert is_identity_number(text) == ric.is_valid(text)


def test_identity_numbers_are_found_in_whatever_dress() -> None:
    for text in (IDENTITY_NUMBER, f"\t{IDENTITY_NUMBER} ", f"{IDENTITY_NUMBER[:-1]}１"):
        assert is_identity_number(text)
        assert ric.is_valid(text)
    assert not is_identity_number(CONTRACTOR)


def test_withholding_puts_null_in_the_place_of_an_identity_number_only() -> None:
    record = {"a": [{"b": IDENTITY_NUMBER}, 5, "x"], "c": {"d": [IDENTITY_NUMBER, CONTRACTOR]}, "e": None}
    assert withheld(record) == {"a": [{"b": None}, 5, "x"], "c": {"d": [None, CONTRACTOR]}, "e": None}


def test_withholding_stops_where_no_line_reaches() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert withheld(deep) is not None

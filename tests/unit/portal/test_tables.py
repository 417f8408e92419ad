"""CSV for spreadsheets: nothing in it is computed."""

import pytest

from portal.tables import csv_lines, harmless


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_begins_like_a_formula_is_told_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (-3, "-3"), ("P1", "P1"), (0, "0")])
def test_numbers_stay_numbers_and_nothing_stays_nothing(value: object, shown: str) -> None:
    assert harmless(value) == shown


def test_the_first_line_carries_the_mark_by_which_excel_knows_utf8() -> None:
    assert list(csv_lines(("a", "b"), [("x,y", 1)])) == ["\ufeffa,b\r\n", '"x,y",1\r\n']

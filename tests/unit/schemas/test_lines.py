"""Checking a list of lines at once comes to the same as checking line by line."""

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.attendance import Punch
from schemas.catalogue import CATALOGUE
from schemas.fields import SAFE
from schemas.lines import one_by_one, plain_lines, punched_days, quickly
from schemas.punches import grouped

from .examples import DATA, IDENTITY_NUMBER

LINED = [known for known in CATALOGUE.values() if known.lines]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        "",
        "x",
        "in",
        "out",
        "paid",
        " ",
        "\0",
        "\ud800",
        "*" * 18,
        "*",
        "😀",
        IDENTITY_NUMBER,
        f" {IDENTITY_NUMBER}",
        "2026-03-02",
        "2026-02-30",
        "2026-03-02\n",
        "2026-03-02T13:10:00Z",
        "2026-03-02T07:10:00+08:00",
        "2026-03-02T07:10:00.25+08:00",
        "1988-07-01T07:10:00+08:00",
        "1900-01-01T07:10:00+08:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:00:00Z",
        "2026-03-02T24:00:00+08:00",
        "2026-02-30T07:10:00+08:00",
        "2026-03-02t07:10:00+08:00",
        0,
        1,
        -1,
        1.0,
        0.5,
        -0.0,
        True,
        False,
        SAFE,
        SAFE + 1,
        2**63,
        2**64,
        10**30,
        10**400,
        float("inf"),
        float("nan"),
        [],
        {},
        ["x"],
    ]
)


@st.composite
def given_lines(draw: st.DrawFn, kind: str) -> list[Any]:
    """Some good lines, a few values in them otherwise, fields missing, and now and then something that is no line."""
    examples = DATA[kind][str(CATALOGUE[kind].lines)]
    lines: list[Any] = [copy.deepcopy(line) for line in draw(st.lists(st.sampled_from(examples), max_size=4))]
    for line in lines:
        for field in draw(st.sets(st.sampled_from([*line, "zz"]), max_size=1)):
            line[field] = draw(VALUES)
        for field in draw(st.sets(st.sampled_from(sorted(line)), max_size=draw(st.sampled_from([0, 0, 0, 1])))):
            del line[field]
    return lines + draw(st.sampled_from([[], [], [], [5], [None], [[]]]))


@pytest.mark.parametrize("known", LINED, ids=lambda known: known.name)
@given(data=st.data())
def test_both_ways_take_the_same_lines(known: Any, data: st.DataObject) -> None:
    lines = data.draw(given_lines(known.name))
    good, broken = one_by_one(known.line, lines, "data.lines")
    if known.line is Punch:
        assert punched_days(lines, "data.lines") == (grouped(good), broken)
    else:
        assert repr(plain_lines(known.line, lines, "data.lines")) == repr(([line.plain() for line in good], broken))


@pytest.mark.parametrize("known", LINED, ids=lambda known: known.name)
def test_good_lines_take_the_quick_way(known: Any) -> None:
    lines = DATA[known.name][known.lines]
    assert quickly(known.line, lines) is not None
    assert quickly(known.line, [*lines, {}]) is None


def test_what_is_kept_of_a_number_can_be_written_again() -> None:
    line = DATA["project.pay_sheet_submitted"]["lines"][0] | {"days_worked": 10**30}
    kept, broken = plain_lines(CATALOGUE["project.pay_sheet_submitted"].line or Punch, [line], "data.lines")
    assert broken == ()
    assert msgspec.json.decode(msgspec.json.encode(kept)) == [line | {"days_worked": 1e30}]

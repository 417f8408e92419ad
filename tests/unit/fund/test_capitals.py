"""Sums in capital numerals, as 《支付结算办法》附一 says how cheques are filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.capitals import capitals

_DIGITS = {digit: n for n, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (105_00, "壹佰零伍元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (1_000_000, "壹万元整"),
        (10_000_000, "壹拾万元整"),
        (10_000_100, "壹拾万零壹元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (100_000_000_00 + 1_000_00, "壹亿零壹仟元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
        (500_000_000, "伍佰万元整"),
        (2_020_00, "贰仟零贰拾元整"),
    ],
)
def test_a_sum_is_written_as_on_a_cheque(fen: int, said: str) -> None:
    assert capitals(fen) == said


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_is_no_sum_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match=str(fen)):
        capitals(fen)


@given(st.integers(0, 10**14 - 1))
def test_what_is_written_can_be_read_back(fen: int) -> None:
    assert _read(capitals(fen)) == fen


@given(st.integers(0, 10**18 - 1))
def test_no_two_zeros_stand_together_and_no_unit_stands_alone(fen: int) -> None:
    said = capitals(fen)
    assert "零零" not in said
    assert not any(said.startswith(unit) for unit in "拾佰仟万亿元角分")


def _read(said: str) -> int:
    """The sum again, by a reader that knows nothing of how it was written."""
    whole, _, rest = said.rpartition("元")
    fen, digit = 0, 0
    for sign in rest:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in "角分":
            fen += digit * (10 if sign == "角" else 1)
    return _read_whole(whole) * 100 + fen


def _read_whole(whole: str) -> int:
    for unit, worth in (("亿", 10**8), ("万", 10**4)):
        high, found, low = whole.partition(unit)
        if found:
            return _read_whole(high) * worth + _read_whole(low)
    total = digit = 0
    for sign in whole:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total, digit = total + digit * {"拾": 10, "佰": 100, "仟": 1000}[sign], 0
    return total + digit

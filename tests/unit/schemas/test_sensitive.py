import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.sensitive import Kind, found_in, mapped, masked, may_carry

ZHANG = "11010519491231002X"
CARD = "6228480402564890018"
VISA = "4111111111111111"


@pytest.mark.parametrize(
    "text",
    [
        ZHANG, ZHANG.lower(), f"身份证{ZHANG}号", f"e-{ZHANG}", "110105 19491231 002X", "440524188001010014"[:0] + CARD,
        "6228 4804 0256 4890 018", "".join(chr(ord(c) + 0xFEE0) for c in ZHANG),
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert len(list(found_in(text))) == 1
    assert masked(text).count("*") >= 18


@pytest.mark.parametrize(
    "text",
    ["", "110105194912310021", "11010519491331002X", "99010519491231002X", "2026-04-14-0001", VISA, "1" * 40],
)
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert masked(text) == text


def test_any_card_counts_in_a_persons_own_field_and_none_in_an_accounts() -> None:
    assert [one.kind for one in found_in(VISA, "payee_token")] == [Kind.CARD]
    assert list(found_in(CARD, "account_id")) == []


def test_a_misspelt_identity_number_counts_in_a_persons_own_field_only() -> None:
    assert [one.kind for one in found_in("110105194912310021", "worker_id")] == [Kind.MISSPELT]
    assert list(found_in("110105194912310021", "transaction_id")) == []


def test_numbers_are_replaced_as_deep_as_they_stand() -> None:
    told = {"a": [{"worker_id": int("440524198001010017"), ZHANG: 1, "n": 10**15, "t": True}], "worker_ids": [VISA]}
    assert mapped(told, lambda kind, _: kind.value)["worker_ids"] == ["card"]
    assert "identity" in mapped(told, lambda kind, _: kind.value)["a"][0]
    assert mapped(told, lambda kind, _: kind.value)["a"][0]["n"] == 10**15


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_stands_around_it_masking_leaves_no_number(before: str, after: str) -> None:
    text = f"{before} {ZHANG} {after}"
    assert ZHANG not in masked(text)
    assert may_carry(text.encode("utf-8", "surrogatepass"))

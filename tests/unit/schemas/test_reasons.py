"""What a clerk reads about a broken value."""

import pytest

from schemas.checking import check_event
from schemas.reasons import shown

from .examples import IDENTITY_NUMBER, with_data


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (-1.5, "-1.5"),
        (10**90, "an integer of more than 80 digits"),
        (-(10**4000), "an integer of more than 80 digits"),
        ("ok", '"ok"'),
        ("张三", '"张三"'),
        ("\0", '"\\u0000"'),
        ({"a": 1}, "an object of 1 fields"),
        ([1, 2], "a list of 2"),
        (f"x{IDENTITY_NUMBER}", '"x******************"'),
        (int(IDENTITY_NUMBER), "******************"),
    ],
)
def test_a_value_is_shown(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_long_value_is_cut() -> None:
    assert len(shown("x" * 100_000)) == 80
    assert shown("x" * 100).endswith("…")


def test_a_lone_surrogate_is_shown_in_a_form_that_can_be_stored() -> None:
    assert shown("\ud800").encode() == b'"\\\\ud800"'


def test_a_reason_names_field_finding_and_expectation_in_both_languages() -> None:
    lines = [with_data("bank.wages_paid")["data"]["lines"][0] | {"status": "ok"}]
    [rejected] = check_event(with_data("bank.wages_paid", lines=lines)).rejected
    [reason] = rejected.reasons
    assert (reason.field, reason.found) == ("data.lines[0].status", '"ok"')
    assert (reason.expected, reason.expected_zh) == ("one of paid, failed", "以下之一：paid、failed")


def test_every_broken_value_of_a_record_has_its_reason() -> None:
    [rejected] = check_event(
        with_data("bank.account_opened", kind="gold", bank_code=102, protection_mark="yes")
    ).rejected
    assert [reason.field for reason in rejected.reasons] == [
        "data.kind",
        "data.bank_code",
        "data.protection_mark",
    ]

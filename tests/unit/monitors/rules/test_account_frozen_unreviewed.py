from typing import Any

from tests.build import Project

RULE = "account.frozen_unreviewed"


def frozen(**restriction: Any) -> Project:
    return Project().happened("bank.account_restricted", "2026-03-10", **{"channel": "automatic", **restriction})


def test_an_automatic_restriction_without_review_is_red_from_its_day_on() -> None:
    assert frozen().levels("2026-03-09", RULE) == {}
    assert frozen().levels("2026-03-10", RULE) == {"R1": "red"}


def test_it_is_red_for_any_purpose_and_any_funds() -> None:
    assert frozen(funds="excess", for_project_wages=True).levels("2026-03-10", RULE) == {"R1": "red"}


def test_a_restriction_that_a_human_made_or_reviewed_is_not_accused() -> None:
    assert frozen(channel="manual").levels("2026-03-10", RULE) == {}
    assert frozen(reviewed_by="Judge Li").levels("2026-03-10", RULE) == {}


def test_an_empty_reviewer_is_nobody() -> None:
    assert frozen(reviewed_by="").levels("2026-03-10", RULE) == {"R1": "red"}


def test_each_restriction_is_cured_by_its_own_review() -> None:
    told = frozen().happened("bank.account_restricted", "2026-03-10", restriction_id="R2", channel="automatic")
    told.happened("bank.account_restricted", "2026-03-11", channel="automatic", reviewed_by="Judge Li")
    assert told.levels("2026-03-11", RULE) == {"R2": "red"}
    told.happened("bank.account_released", "2026-03-12", restriction_id="R2")
    assert told.levels("2026-03-12", RULE) == {}


def test_a_review_is_lost_if_the_restriction_is_told_again_without_it() -> None:
    told = frozen(reviewed_by="Judge Li").happened("bank.account_restricted", "2026-03-11", channel="automatic")
    assert told.levels("2026-03-11", RULE) == {"R1": "red"}

from typing import Any

import pytest

from tests.build import ITEMS, Project

RULE = "notice.incomplete"


def site(**items: Any) -> Project:
    return Project().happened("project.notice_board_posted", "2026-03-03", items={**ITEMS, **items})


def test_a_full_board_is_not_accused() -> None:
    assert site().levels("2026-03-03", RULE) == {}


@pytest.mark.parametrize("key", sorted(ITEMS))
def test_every_item_is_mandatory_from_the_day_of_the_posting_on(key: str) -> None:
    assert site(**{key: None}).levels("2026-03-02", RULE) == {}
    (finding,) = site(**{key: None}).findings("2026-03-03", RULE)
    assert (finding.subject, finding.level, finding.facts["missing"]) == ("N1", "yellow", [key])


def test_an_empty_text_is_missing() -> None:
    assert site(legal_aid_channel="").levels("2026-03-03", RULE) == {"N1": "yellow"}


def test_subcontractors_are_mandatory_only_while_one_is_on_the_project() -> None:
    told = site(subcontractors=[]).happened("project.subcontractor_entered", "2026-03-10")
    told.happened("project.subcontractor_left", "2026-03-20")
    assert told.levels("2026-03-09", RULE) == {}
    assert told.levels("2026-03-10", RULE) == {"N1": "yellow"}
    assert told.levels("2026-03-20", RULE) == {}


def test_adding_one_of_two_items_leaves_the_other_and_adding_both_cures() -> None:
    told = site(pay_day=None, wage_officer=None)
    told.happened("project.notice_board_posted", "2026-03-04", items={**ITEMS, "pay_day": None})
    assert told.findings("2026-03-04", RULE)[0].facts["missing"] == ["pay_day"]
    assert told.happened("project.notice_board_posted", "2026-03-05").levels("2026-03-05", RULE) == {}


def test_each_standing_board_must_be_full() -> None:
    assert site().happened("project.notice_board_posted", "2026-03-03", board_id="N2", items={}).levels(
        "2026-03-03", RULE
    ) == {"N2": "yellow"}


def test_a_board_that_does_not_stand_is_not_accused() -> None:
    assert site(pay_day=None).happened("project.notice_board_removed", "2026-03-04").levels("2026-03-04", RULE) == {}
    told = site(pay_day=None).happened("project.notice_board_verified", "2026-03-04", ok=False)
    assert told.levels("2026-03-04", RULE) == {}


def test_a_completed_project_needs_no_board() -> None:
    assert site(pay_day=None).happened("project.completed", "2026-03-04").levels("2026-03-04", RULE) == {}

from datetime import date
from typing import Any

from monitors.policy import Policy
from tests.build import GUIYANG, ITEMS, Project

RULE = "notice.stale"


def site(region: str = "330106", **items: Any) -> Project:
    told = Project(region_code=region)
    return told.happened("project.notice_board_posted", "2026-03-03", items={**ITEMS, **items})


def stale(told: Project, as_of: str, law: Policy | None = None) -> list[str]:
    return [key for finding in told.findings(as_of, RULE, law) for key in finding.facts["stale"]]


def test_a_board_that_says_what_is_known_is_not_accused() -> None:
    assert site(GUIYANG, local_minimum_wage_fen=189_000).levels("2026-03-03", RULE) == {}


def test_another_pay_day_or_officer_makes_it_stale_from_that_day_on() -> None:
    told = site().happened("project.updated", "2026-03-10", pay_day=15)
    assert told.levels("2026-03-09", RULE) == {}
    assert told.levels("2026-03-10", RULE) == {"N1": "yellow"}
    told.happened("project.updated", "2026-03-11", wage_officer={"name": "Wu Min", "phone": "1"})
    assert stale(told, "2026-03-11") == ["pay_day", "wage_officer"]


def test_correcting_one_of_two_items_leaves_the_other_and_correcting_both_cures() -> None:
    told = site(pay_day=11, wage_officer="Wu Min")
    told.happened("project.notice_board_posted", "2026-03-04", items={**ITEMS, "pay_day": 11})
    assert stale(told, "2026-03-04") == ["pay_day"]
    assert told.happened("project.notice_board_posted", "2026-03-05").levels("2026-03-05", RULE) == {}


def test_the_minimum_wage_of_the_day_counts_where_it_is_known() -> None:
    assert site().levels("2026-03-03", RULE) == {}
    raised = {"52": [{"from": date(2026, 4, 1), "source": "test", "minimum_wage_fen": 200_000}]}
    told, law = site(GUIYANG, local_minimum_wage_fen=189_000), Policy.shipped().with_tables(raised)
    assert stale(told, "2026-03-31", law) == []
    assert stale(told, "2026-04-01", law) == ["local_minimum_wage_fen"]


def test_an_officer_who_is_not_known_is_not_compared() -> None:
    told = Project(wage_officer=None).happened("project.notice_board_posted", "2026-03-03")
    assert told.levels("2026-03-03", RULE) == {}


def test_a_missing_item_is_incomplete_and_not_stale() -> None:
    assert site(pay_day=None).levels("2026-03-03", RULE) == {}
    told = site().happened("project.subcontractor_entered", "2026-03-03")
    assert told.levels("2026-03-03", RULE) == {}


def test_the_list_must_name_everyone_who_is_on_the_project_and_may_name_more() -> None:
    told = site(subcontractors=["Somebody else"]).happened("project.subcontractor_entered", "2026-03-10")
    assert stale(told, "2026-03-09") == []
    assert stale(told, "2026-03-10") == ["subcontractors"]
    assert stale(told.happened("project.subcontractor_left", "2026-03-12"), "2026-03-12") == []
    told = site(subcontractors=["Qianzhong Labour", "Somebody else"])
    assert stale(told.happened("project.subcontractor_entered", "2026-03-10"), "2026-03-10") == []


def test_a_list_that_names_just_those_who_are_on_the_project_is_not_stale() -> None:
    told = site(subcontractors=["Qianzhong Labour"]).happened("project.subcontractor_entered", "2026-03-10")
    assert stale(told, "2026-03-10") == []


def test_a_subcontractor_has_the_name_of_its_last_entry() -> None:
    told = site(subcontractors=["Qianzhong Labour"]).happened("project.subcontractor_entered", "2026-03-10")
    assert stale(told.happened("project.subcontractor_entered", "2026-03-12", name="New"), "2026-03-12") == [
        "subcontractors"
    ]


def test_a_board_that_does_not_stand_or_a_completed_project_is_not_accused() -> None:
    assert site(pay_day=1).happened("project.notice_board_removed", "2026-03-04").levels("2026-03-04", RULE) == {}
    assert site(pay_day=1).happened("project.completed", "2026-03-04").levels("2026-03-04", RULE) == {}

from datetime import date

import pytest

from monitors.terms.site import Site
from tests.build import Project


def site(told: Project, as_of: str = "2026-12-31") -> Site:
    return Site(told.ledger(), date.fromisoformat(as_of))


def test_an_update_changes_what_it_carries_and_a_second_registration_replaces_everything() -> None:
    told = Project().happened("project.updated", "2026-02-01", pay_day=20, sector_authority="Bureau")
    assert site(told, "2026-01-31").registration["pay_day"] == 10
    found = site(told).registration
    assert (found["pay_day"], found["sector_authority"], found["name"]) == (20, "Bureau", "Primary school")
    again = told.happened("project.registered", "2026-03-01", wage_officer=None)
    found = site(again).registration
    assert (found["pay_day"], "sector_authority" in found, "wage_officer" in found) == (10, False, False)


def test_an_update_can_empty_nothing() -> None:
    told = Project().happened("project.updated", "2026-02-01", wage_officer=None, name="")
    assert site(told).registration == site(Project()).registration


def test_an_update_that_came_before_the_registration_is_replaced_by_it() -> None:
    told = Project(registered_on=None).happened("project.updated", "2026-01-02", pay_day=3, sector_authority="Bureau")
    assert site(told).registration == {}
    assert site(told.happened("project.registered", "2026-01-05")).registration == site(Project()).registration


def test_a_project_that_is_not_registered_has_no_region_and_no_dates() -> None:
    assert site(Project(registered_on=None)).region == ""
    assert site(Project()).region == "330106"
    assert site(Project()).day("permit_issued_on") is None
    assert site(Project()).day("contract_signed_on") == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("day", "working"),
    [(1, False), (2, True), (9, True), (10, False), (14, False), (15, True), (19, True), (20, False), (31, False)],
)
def test_in_construction_from_the_start_to_the_completion_but_for_the_suspension(day: int, *, working: bool) -> None:
    told = Project().happened("project.started", "2026-03-02").happened("project.suspended", "2026-03-10")
    told.happened("project.resumed", "2026-03-15").happened("project.completed", "2026-03-20")
    assert site(told).in_construction(date(2026, 3, day)) is working


def test_turns_follow_by_their_dates_and_on_one_date_by_acceptance() -> None:
    told = Project().happened("project.started", "2026-03-02").happened("project.resumed", "2026-03-15")
    told.happened("project.suspended", "2026-03-10")
    assert site(told).in_construction(date(2026, 3, 15))
    told.happened("project.suspended", "2026-03-15")
    assert not site(told).in_construction(date(2026, 3, 15))


def test_a_turn_of_tomorrow_has_not_happened() -> None:
    told = Project().happened("project.started", "2026-03-02").happened("project.suspended", "2026-03-10")
    assert not site(told, "2026-03-09").was_suspended(date(2026, 3, 10))
    assert site(told, "2026-03-10").was_suspended(date(2026, 3, 10))


def test_a_later_accepted_start_or_completion_replaces_the_earlier_one() -> None:
    told = Project().happened("project.started", "2026-03-02").happened("project.started", "2026-03-05")
    told.happened("project.completed", "2026-04-10").happened("project.completed", "2026-04-01")
    assert not site(told).in_construction(date(2026, 3, 4))
    assert site(told).was_completed(date(2026, 4, 1))
    assert site(told).is_completed
    assert not site(told, "2026-03-31").is_completed


def test_a_subcontractor_is_on_the_project_if_the_later_of_entries_and_exits_is_an_entry() -> None:
    told = Project().happened("project.subcontractor_entered", "2026-03-02")
    told.happened("project.subcontractor_left", "2026-03-10").happened(
        "project.subcontractor_entered", "2026-03-10", name="B"
    )
    told.happened("project.subcontractor_left", "2026-03-09")
    names = [list(site(told, f"2026-03-{day}").subcontractors.values()) for day in ("01", "02", "09", "10")]
    assert names == [[], ["Qianzhong Labour"], [], ["B"]]


def test_force_majeure_excuses_the_days_that_it_covers_until_it_has_ended() -> None:
    told = Project().happened("project.force_majeure_declared", "2026-03-02", until="2026-03-10")
    march = {(day, as_of): site(told, f"2026-03-{as_of}").excused(date(2026, 3, day))
             for day, as_of in ((1, "05"), (2, "05"), (2, "10"), (2, "11"), (10, "10"), (11, "10"))}  # fmt: skip
    assert march == {
        (1, "05"): False,
        (2, "05"): True,
        (2, "10"): True,
        (2, "11"): False,
        (10, "10"): True,
        (11, "10"): False,
    }


def test_force_majeure_without_end_excuses_on_and_a_later_document_of_its_number_replaces_it() -> None:
    told = Project().happened("project.force_majeure_declared", "2026-03-02")
    assert site(told).excused(date(2026, 11, 1))
    told.happened("project.force_majeure_declared", "2026-03-02", until="2026-03-03")
    assert not site(told).excused(date(2026, 3, 2))
    told.happened("project.force_majeure_declared", "2026-03-02", document_no="F2")
    assert site(told).excused(date(2026, 3, 2))


def test_force_majeure_that_begins_tomorrow_excuses_nothing_today() -> None:
    told = Project().happened("project.force_majeure_declared", "2026-03-02")
    assert not site(told, "2026-03-01").excused(date(2026, 3, 2))

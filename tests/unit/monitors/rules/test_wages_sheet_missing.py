from tests.build import CONTRACTOR, SUBCONTRACTOR, Project, policy

RULE = "wages.sheet_missing"


def site() -> Project:
    """Wages for January are due on 10 February 2026, a Tuesday; five working days before it is the 3rd."""
    return Project().crew(1, "2026-01-05")


def test_six_working_days_before_the_due_day_no_sheet_is_expected_and_five_before_it_is() -> None:
    assert site().levels("2026-02-02", RULE) == {}
    assert site().levels("2026-02-03", RULE) == {f"2026-01/{CONTRACTOR}": "yellow"}


def test_the_lead_is_policy() -> None:
    assert site().levels("2026-02-09", RULE, policy(sheet_lead_wd=0)) == {}
    assert site().levels("2026-02-10", RULE, policy(sheet_lead_wd=0)) != {}


def test_each_employer_hands_in_its_own_sheet() -> None:
    told = site().enrolled("w2", employer_uscc=SUBCONTRACTOR).attended("w2", "2026-01-06")
    assert list(told.levels("2026-02-03", RULE)) == [f"2026-01/{SUBCONTRACTOR}", f"2026-01/{CONTRACTOR}"]
    told.sheet({"w01": 1})
    assert list(told.levels("2026-02-03", RULE)) == [f"2026-01/{SUBCONTRACTOR}"]
    told.sheet({"w2": 1}, sheet_id="S2", employer_uscc=SUBCONTRACTOR)
    assert told.levels("2026-02-03", RULE) == {}


def test_a_sheet_for_another_month_is_no_sheet_for_this_one() -> None:
    assert site().sheet({"w01": 1}, month="2025-12").levels("2026-02-03", RULE) != {}


def test_a_sheet_that_is_corrected_to_another_month_leaves_a_gap() -> None:
    told = site().sheet({"w01": 1}).sheet({"w01": 1}, month="2026-02", on="2026-02-04")
    assert told.levels("2026-02-03", RULE) == {}
    assert told.levels("2026-02-04", RULE) != {}


def test_the_never_enrolled_and_managers_have_no_employer_to_accuse() -> None:
    assert Project().attended("stranger", "2026-01-05").levels("2026-02-20", RULE) == {}
    assert Project().crew(1, "2026-01-05", role="manager").levels("2026-02-20", RULE) == {}


def test_the_employer_is_that_of_the_enrolment_in_the_month() -> None:
    told = site().enrolled("w01", on="2026-02-01", employer_uscc=SUBCONTRACTOR)
    assert list(told.levels("2026-02-03", RULE)) == [f"2026-01/{CONTRACTOR}"]


def test_a_month_that_nobody_attended_needs_no_sheet() -> None:
    assert Project().paid("w01", 1).levels("2026-02-20", RULE) == {}

from tests.build import Project, policy

RULE = "attendance.silent"


def site(*present: str) -> Project:
    return Project().happened("project.started", "2026-03-02").attended("w1", *present)


def test_the_seventh_day_after_the_start_is_the_first_that_can_be_silent() -> None:
    assert site().levels("2026-03-08", RULE) == {}
    assert site().levels("2026-03-09", RULE) == {"-": "yellow"}


def test_somebody_seen_six_days_ago_breaks_the_silence_and_seven_days_ago_does_not() -> None:
    assert site("2026-03-20").levels("2026-03-26", RULE) == {}
    assert site("2026-03-20").levels("2026-03-27", RULE) == {"-": "yellow"}


def test_the_silence_reaches_over_the_end_of_a_month() -> None:
    assert site("2026-03-28").levels("2026-04-03", RULE) == {}
    assert site("2026-03-28").levels("2026-04-04", RULE) == {"-": "yellow"}


def test_a_single_correction_to_present_cures() -> None:
    told = site().happened("attendance.day_corrected", "2026-03-05", present=True)
    assert told.levels("2026-03-09", RULE) == {}
    assert told.levels("2026-03-12", RULE) == {"-": "yellow"}


def test_the_number_of_days_is_policy() -> None:
    assert site().levels("2026-03-04", RULE, policy(silent_days=2)) == {"-": "yellow"}


def test_a_suspension_within_the_days_or_just_before_them_excuses() -> None:
    told = site().happened("project.suspended", "2026-03-10").happened("project.resumed", "2026-03-11")
    assert told.levels("2026-03-17", RULE) == {}
    assert told.levels("2026-03-18", RULE) == {"-": "yellow"}


def test_a_project_that_is_suspended_completed_or_not_started_may_be_silent() -> None:
    assert site().happened("project.suspended", "2026-03-20").levels("2026-03-20", RULE) == {}
    assert site().happened("project.completed", "2026-03-20").levels("2026-03-20", RULE) == {}
    assert Project().levels("2026-12-31", RULE) == {}


def test_nobody_seen_tomorrow_breaks_the_silence_of_today() -> None:
    assert site("2026-03-10").levels("2026-03-09", RULE) == {"-": "yellow"}

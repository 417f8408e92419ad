from tests.build import Project, policy

RULE = "notice.unposted"


def site() -> Project:
    return Project().happened("project.started", "2026-03-02")


def test_the_seventh_day_after_the_start_is_the_last_lawful_one() -> None:
    assert site().levels("2026-03-09", RULE) == {}
    assert site().levels("2026-03-10", RULE) == {"-": "yellow"}


def test_it_is_red_after_thirty_days() -> None:
    assert site().levels("2026-04-01", RULE) == {"-": "yellow"}
    assert site().levels("2026-04-02", RULE) == {"-": "red"}


def test_both_terms_are_policy() -> None:
    assert site().levels("2026-03-03", RULE, policy(notice_grace_days=0)) == {"-": "yellow"}
    assert site().levels("2026-03-10", RULE, policy(notice_red_days=7)) == {"-": "red"}


def test_a_board_cures_from_the_day_of_its_posting() -> None:
    told = site().happened("project.notice_board_posted", "2026-03-12")
    assert told.levels("2026-03-11", RULE) == {"-": "yellow"}
    assert told.levels("2026-03-12", RULE) == {}


def test_a_board_that_was_taken_down_no_longer_stands_unless_another_does() -> None:
    told = site().happened("project.notice_board_posted", "2026-03-03")
    told.happened("project.notice_board_posted", "2026-03-03", board_id="N2")
    told.happened("project.notice_board_removed", "2026-03-12")
    assert told.levels("2026-03-12", RULE) == {}
    told.happened("project.notice_board_removed", "2026-03-13", board_id="N2")
    assert told.levels("2026-03-13", RULE) == {"-": "yellow"}


def test_a_board_that_an_inspector_did_not_find_does_not_stand_until_one_does() -> None:
    told = site().happened("project.notice_board_posted", "2026-03-03")
    told.happened("project.notice_board_verified", "2026-03-12", ok=False)
    assert told.levels("2026-03-12", RULE) == {"-": "yellow"}
    assert told.happened("project.notice_board_verified", "2026-03-13").levels("2026-03-13", RULE) == {}


def test_a_posting_after_the_removal_stands_again() -> None:
    told = site().happened("project.notice_board_posted", "2026-03-03")
    told.happened("project.notice_board_removed", "2026-03-12")
    assert told.happened("project.notice_board_posted", "2026-03-12").levels("2026-03-12", RULE) == {}


def test_a_suspended_project_needs_no_board_and_a_resumed_one_does() -> None:
    told = site().happened("project.suspended", "2026-03-08").happened("project.resumed", "2026-03-20")
    assert told.levels("2026-03-19", RULE) == {}
    assert told.levels("2026-03-20", RULE) == {"-": "yellow"}


def test_a_completed_or_not_started_project_needs_no_board() -> None:
    assert site().happened("project.completed", "2026-03-10").levels("2026-03-10", RULE) == {}
    assert Project().levels("2026-12-31", RULE) == {}

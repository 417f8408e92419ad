from tests.build import Project

RULE = "account.closed_early"


def site(
    *, completed: str | None = "2026-04-01", noticed: str | None = "2026-03-05", closed: str = "2026-04-04"
) -> Project:
    told = Project().happened("bank.account_opened", "2026-01-06").fed("2026-12-31", on="2026-01-31")
    if completed:
        told.happened("project.completed", completed)
    if noticed:
        told.happened("project.closing_notice_published", noticed)
    return told.happened("bank.account_closed", closed)


def test_a_closing_after_completion_thirty_days_of_notice_and_no_arrears_is_lawful() -> None:
    assert site().levels("2026-04-04", RULE) == {}


def test_twenty_nine_days_of_notice_are_too_few() -> None:
    assert site(noticed="2026-03-06").levels("2026-04-04", RULE) == {"A1": "red"}


def test_without_any_notice_it_stays_red() -> None:
    assert site(noticed=None).levels("2026-12-01", RULE) == {"A1": "red"}


def test_before_the_closing_nobody_is_accused() -> None:
    assert site(noticed=None).levels("2026-04-03", RULE) == {}


def test_an_early_closing_is_put_right_by_the_completion_that_follows() -> None:
    told = site(completed=None)
    assert told.levels("2026-04-05", RULE) == {"A1": "red"}
    assert told.happened("project.completed", "2026-04-06").levels("2026-04-06", RULE) == {}


def test_arrears_stand_against_it_until_all_are_paid() -> None:
    told = site().crew(1, "2026-02-05").sheet({"w01": 2, "w02": 2}, month="2026-02", on="2026-03-02")
    assert told.findings("2026-04-04", RULE)[0].facts["against"] == ["arrears"]
    told.paid("w01", 2, "2026-02", on="2026-04-05")
    assert told.levels("2026-04-05", RULE) == {"A1": "red"}
    assert told.paid("w02", 2, "2026-02", on="2026-04-06").levels("2026-04-06", RULE) == {}


def test_arrears_that_are_excused_do_not_stand_against_it() -> None:
    told = site().crew(1, "2026-02-05").happened("project.force_majeure_declared", "2026-03-10")
    assert told.levels("2026-04-04", RULE) == {}


def test_a_bond_account_may_be_closed() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06", kind="bond")
    assert told.happened("bank.account_closed", "2026-02-01").levels("2026-02-01", RULE) == {}


def test_of_two_closings_the_last_accepted_counts_whichever_comes_first() -> None:
    told = site(closed="2026-04-03").happened("bank.account_closed", "2026-04-08")
    assert told.levels("2026-04-07", RULE) == {"A1": "red"}
    assert told.levels("2026-04-08", RULE) == {}
    told.happened("bank.account_closed", "2026-04-03")
    assert told.levels("2026-04-08", RULE) == {"A1": "red"}

from tests.build import Project

RULE = "account.unopened"


def test_the_thirtieth_day_after_the_contract_is_the_last_lawful_one() -> None:
    assert Project().levels("2026-02-04", RULE) == {}
    assert Project().levels("2026-02-05", RULE) == {"-": "yellow"}


def test_it_is_red_once_anyone_was_ever_present_whoever_it_was() -> None:
    assert Project().crew(1, "2026-02-06", role="manager").levels("2026-02-06", RULE) == {"-": "red"}
    assert Project().attended("stranger", "2026-01-05").levels("2026-02-05", RULE) == {"-": "red"}


def test_a_punch_of_tomorrow_does_not_redden_today() -> None:
    assert Project().attended("w1", "2026-02-06").levels("2026-02-05", RULE) == {"-": "yellow"}


def test_an_account_opened_late_cures_from_that_day() -> None:
    told = Project().happened("bank.account_opened", "2026-02-20")
    assert told.levels("2026-02-19", RULE) == {"-": "yellow"}
    assert told.levels("2026-02-20", RULE) == {}


def test_a_bond_account_is_no_wage_account() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06", account_id="B", kind="bond")
    assert told.levels("2026-02-05", RULE) == {"-": "yellow"}


def test_an_account_that_was_closed_was_opened_all_the_same() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06").happened("bank.account_closed", "2026-01-07")
    assert told.levels("2026-02-05", RULE) == {}


def test_a_completed_project_needs_no_account() -> None:
    told = Project().happened("project.completed", "2026-03-01")
    assert told.levels("2026-02-28", RULE) == {"-": "yellow"}
    assert told.levels("2026-03-01", RULE) == {}


def test_the_term_counts_from_the_contract_as_last_updated() -> None:
    told = Project().happened("project.updated", "2026-01-20", contract_signed_on="2026-01-15")
    assert told.levels("2026-02-14", RULE) == {}
    assert told.levels("2026-02-15", RULE) == {"-": "yellow"}


def test_a_project_that_is_not_registered_is_not_accused() -> None:
    assert Project(registered_on=None).attended("w1", "2026-01-05").levels("2026-05-01", RULE) == {}

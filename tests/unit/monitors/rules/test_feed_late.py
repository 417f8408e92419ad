from tests.build import Project, findings, policy

RULE = "feed.late"


def site(until: str = "2026-03-10", opened: str = "2026-03-02") -> Project:
    """A bank complete until Tuesday, 10 March 2026."""
    told = Project().happened("bank.account_opened", opened)
    return told.fed(until) if until else told


def late(told: Project, as_of: str, *others: Project) -> dict[str, str]:
    return {finding.subject: finding.level.value for finding in findings(told.commons(*others), as_of, RULE)}


def test_two_working_days_behind_is_lawful_and_three_are_not() -> None:
    assert late(site(), "2026-03-12") == {}
    assert late(site(), "2026-03-13") == {"bank/102": "yellow"}


def test_the_days_of_a_weekend_do_not_count() -> None:
    assert late(site("2026-03-12"), "2026-03-16") == {}
    assert late(site("2026-03-12"), "2026-03-17") == {"bank/102": "yellow"}


def test_a_bank_that_never_stated_anything_counts_from_the_day_before_its_earliest_open_account() -> None:
    assert late(site("", opened="2026-03-11"), "2026-03-12") == {}
    assert late(site("", opened="2026-03-11"), "2026-03-13") == {"bank/102": "yellow"}
    older = Project("P2").happened("bank.account_opened", "2026-03-10", account_id="A9")
    assert late(site("", opened="2026-03-11"), "2026-03-12", older) == {"bank/102": "yellow"}


def test_the_days_are_policy() -> None:
    assert findings(site().commons(), "2026-03-11", RULE, policy(feed_late_wd=0)) != []


def test_a_part_of_the_delay_made_up_is_not_enough_and_the_rest_cures() -> None:
    told = site().fed("2026-03-11", on="2026-03-16")
    assert late(told, "2026-03-16") == {"bank/102": "yellow"}
    assert late(told.fed("2026-03-12", on="2026-03-16"), "2026-03-16") == {}


def test_a_statement_that_reaches_less_far_takes_nothing_back() -> None:
    assert late(site().fed("2026-03-03", on="2026-03-11"), "2026-03-12") == {}


def test_a_bank_without_open_account_owes_nothing() -> None:
    assert late(site().happened("bank.account_closed", "2026-03-13"), "2026-03-13") == {}
    assert late(Project().fed("2026-01-05"), "2026-03-13") == {}


def test_the_accounts_of_projects_that_are_not_registered_count_too() -> None:
    told = Project(registered_on=None).happened("bank.account_opened", "2026-03-02", kind="bond")
    assert late(told, "2026-03-13") == {"bank/102": "yellow"}


def test_each_bank_answers_for_itself_and_the_project_is_not_accused() -> None:
    told = site().happened("bank.account_opened", "2026-03-02", account_id="A2", bank_code="103").fed("2026-03-13")
    assert late(told, "2026-03-13") == {"bank/103": "yellow"}
    assert told.levels("2026-03-13", RULE) == {}


def test_an_account_that_moved_to_another_bank_counts_there() -> None:
    told = site().happened("bank.account_opened", "2026-03-12", bank_code="103")
    assert late(told, "2026-03-16") == {"bank/103": "yellow"}

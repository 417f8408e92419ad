from typing import Any

from tests.build import Project, policy

RULE = "bond.missing"
LARGE = 300_000_000


def site(**registration: Any) -> Project:
    """A contract of Monday, 5 January 2026; twenty working days after it is Monday, 2 February."""
    return Project(**{"contract_amount_fen": LARGE, **registration})


def test_the_twentieth_working_day_is_the_last_lawful_one() -> None:
    assert site().levels("2026-02-02", RULE) == {}
    assert site().levels("2026-02-03", RULE) == {"-": "yellow"}


def test_thirty_working_days_more_make_it_red() -> None:
    assert site().levels("2026-03-20", RULE) == {"-": "yellow"}
    assert site().levels("2026-03-21", RULE) == {"-": "red"}


def test_the_permit_counts_before_the_contract() -> None:
    assert site(permit_issued_on="2026-01-06").levels("2026-02-03", RULE) == {}
    assert site(permit_issued_on="2026-01-06").levels("2026-02-04", RULE) == {"-": "yellow"}


def test_a_contract_below_the_limit_is_exempt() -> None:
    assert site(contract_amount_fen=LARGE - 1).levels("2026-12-31", RULE) == {}


def test_term_and_limit_are_policy() -> None:
    assert site().levels("2026-02-02", RULE, policy(bond_due_wd=19)) == {"-": "yellow"}
    assert site().levels("2026-02-03", RULE, policy(bond_exempt_below_fen=LARGE + 1)) == {}


def test_a_late_bond_cures_from_its_day_on_however_small() -> None:
    told = site().happened("bank.bond_deposited", "2026-02-20", amount_fen=1)
    assert told.levels("2026-02-19", RULE) == {"-": "yellow"}
    assert told.levels("2026-02-20", RULE) == {}


def test_a_released_bond_was_deposited_all_the_same() -> None:
    told = site().happened("bank.bond_deposited", "2026-01-06").happened("bank.bond_released", "2026-01-07")
    assert told.levels("2026-02-03", RULE) == {}


def test_a_completed_project_needs_no_bond() -> None:
    assert site().happened("project.completed", "2026-02-03").levels("2026-02-03", RULE) == {}

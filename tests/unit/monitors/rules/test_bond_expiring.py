from tests.build import Project

RULE = "bond.expiring"


def site(until: str | None = "2026-06-30") -> Project:
    return Project().happened("bank.bond_deposited", "2026-01-12", valid_until=until)


def test_thirty_one_days_before_the_end_it_is_quiet_and_thirty_days_before_it_is_yellow() -> None:
    assert site().levels("2026-05-30", RULE) == {}
    assert site().levels("2026-05-31", RULE) == {"B1": "yellow"}


def test_the_last_valid_day_is_yellow_and_the_day_after_is_red() -> None:
    assert site().levels("2026-06-30", RULE) == {"B1": "yellow"}
    assert site().levels("2026-07-01", RULE) == {"B1": "red"}


def test_a_bond_without_end_does_not_run_out() -> None:
    assert site(None).levels("2030-01-01", RULE) == {}


def test_each_bond_is_cured_by_its_own_renewal() -> None:
    told = site().happened("bank.bond_deposited", "2026-01-12", bond_id="B2", valid_until="2026-06-30")
    told.happened("bank.bond_deposited", "2026-06-10", valid_until="2026-12-31")
    assert told.levels("2026-06-09", RULE) == {"B1": "yellow", "B2": "yellow"}
    assert told.levels("2026-06-10", RULE) == {"B2": "yellow"}
    assert told.happened("bank.bond_released", "2026-06-11", bond_id="B2").levels("2026-06-11", RULE) == {}


def test_a_renewal_without_end_cures() -> None:
    told = site().happened("bank.bond_deposited", "2026-07-02")
    assert told.levels("2026-07-02", RULE) == {}


def test_a_completed_project_needs_no_bond() -> None:
    assert site().happened("project.completed", "2026-07-01").levels("2026-07-01", RULE) == {}

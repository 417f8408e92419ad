from tests.build import Project, policy

RULE = "bond.insufficient"


def site(fen: int = 1_000_000) -> Project:
    """One per cent of the contract is 1 000 000 fen."""
    return Project(contract_amount_fen=100_000_000).happened("bank.bond_deposited", "2026-01-12", amount_fen=fen)


def test_one_per_cent_is_enough_and_a_fen_less_is_not() -> None:
    assert site().levels("2026-01-12", RULE) == {}
    assert site(999_999).levels("2026-01-12", RULE) == {"-": "yellow"}


def test_the_rate_is_policy_and_exact() -> None:
    assert site().levels("2026-01-12", RULE, policy(bond_rate=0.01)) == {}
    assert site().levels("2026-01-12", RULE, policy(bond_rate=0.0100000001)) == {"-": "yellow"}


def test_a_drawing_counts_after_ten_working_days_to_top_it_up() -> None:
    told = site().happened("bank.bond_drawn", "2026-01-19", amount_fen=100)
    assert told.levels("2026-02-02", RULE) == {}
    assert told.levels("2026-02-03", RULE) == {"-": "yellow"}


def test_a_part_of_the_topping_up_is_not_enough_and_the_rest_cures() -> None:
    told = site().happened("bank.bond_drawn", "2026-01-19", amount_fen=100)
    told.happened("bank.bond_replenished", "2026-02-03", amount_fen=99)
    assert told.levels("2026-02-03", RULE) == {"-": "yellow"}
    assert told.happened("bank.bond_replenished", "2026-02-04", amount_fen=1).levels("2026-02-04", RULE) == {}


def test_bonds_are_added() -> None:
    told = site(999_999).happened("bank.bond_deposited", "2026-01-13", bond_id="B2", amount_fen=1)
    assert told.levels("2026-01-12", RULE) == {"-": "yellow"}
    assert told.levels("2026-01-13", RULE) == {}


def test_a_released_bond_no_longer_counts() -> None:
    told = site().happened("bank.bond_deposited", "2026-01-13", bond_id="B2", amount_fen=1)
    told.happened("bank.bond_released", "2026-02-02")
    assert told.levels("2026-02-01", RULE) == {}
    assert told.levels("2026-02-02", RULE) == {"-": "yellow"}


def test_a_project_without_bond_is_not_accused_here() -> None:
    assert Project().levels("2026-12-31", RULE) == {}
    assert site(1).happened("bank.bond_released", "2026-02-02").levels("2026-02-02", RULE) == {}


def test_a_completed_project_needs_no_bond() -> None:
    assert site(1).happened("project.completed", "2026-02-02").levels("2026-02-02", RULE) == {}

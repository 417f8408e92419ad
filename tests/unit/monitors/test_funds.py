"""What of an account's funds is wages: each worker's own, by the pay sheets; what lies beyond is excess, at most."""

from datetime import date

import pytest

from monitors.funds import Funds, funds
from monitors.policy import Policy
from monitors.terms import Terms
from tests.build import Project


def told(balance: int | None = None) -> Project:
    """Two workers who attended and are on the sheet of January with 300 and 200."""
    project = Project().enrolled("w1", "w2").happened("bank.account_opened", "2026-01-06")
    project.attended("w1", "2026-01-12").attended("w2", "2026-01-12").sheet({"w1": 300, "w2": 200})
    return project if balance is None else credited(project, balance, "2026-02-03")


def credited(project: Project, balance: int, on: str) -> Project:
    return project.happened("bank.account_credited", on, transaction_id=f"T{on}", amount_fen=1, balance_fen=balance)


def seen(project: Project, as_of: str = "2026-02-28", account: str = "A1") -> Funds:
    return funds(Terms(project.ledger(), date.fromisoformat(as_of), Policy.shipped()), account)


@pytest.mark.parametrize(("balance", "excess"), [(0, 0), (499, 0), (500, 0), (501, 1), (10**13, 10**13 - 500)])
def test_what_lies_beyond_the_wages_due_is_excess_to_the_fen(balance: int, excess: int) -> None:
    found = seen(told(balance))
    assert (found.balance_fen, found.wages_due_fen, found.workers) == (balance, 500, 2)
    assert found.excess_fen == excess


def test_without_a_balance_nobody_knows_of_any_excess() -> None:
    assert (seen(told()).balance_fen, seen(told()).excess_fen) == (None, None)
    assert seen(told(900), account="A2").excess_fen is None


def test_what_is_paid_is_due_no_more_and_a_surplus_pays_nobody_else() -> None:
    found = seen(told(900).paid("w1", 300))
    assert (found.wages_due_fen, found.workers, found.excess_fen) == (200, 1, 700)
    too_much = seen(told(900).paid("w1", 450))
    assert (too_much.wages_due_fen, too_much.workers) == (200, 1)


def test_a_part_of_a_wage_leaves_the_rest_due() -> None:
    found = seen(told(900).paid("w2", 199))
    assert (found.wages_due_fen, found.workers) == (301, 2)


def test_the_last_balance_counts_and_only_from_its_day_on() -> None:
    project = credited(told(900), 400, "2026-02-20")
    assert seen(project, "2026-02-19").excess_fen == 400
    assert seen(project, "2026-02-20").excess_fen == 0


def test_months_add_up_and_work_without_a_sheet_is_said_not_counted() -> None:
    project = told(900).attended("w1", "2026-02-12").attended("w2", "2026-02-12")
    found = seen(project, "2026-03-20")
    assert (found.wages_due_fen, found.unlisted) == (500, ("2026-02",))
    project.sheet({"w1": 100, "w2": 150}, month="2026-02", on="2026-03-02", sheet_id="S2")
    found = seen(project, "2026-03-20")
    assert (found.wages_due_fen, found.unlisted, found.excess_fen) == (750, (), 150)


def test_a_closed_account_has_no_funds() -> None:
    assert seen(told(900).happened("bank.account_closed", "2026-02-25")).balance_fen is None

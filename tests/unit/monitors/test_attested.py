"""What the ledger attests: every state of a worker's month, none of them the absence of another."""

from datetime import date

from monitors.attested import Attested, PaidState, attested
from monitors.policy import Policy
from monitors.terms import Terms
from tests.build import Project

LATER = "2026-03-02"


def told(project: Project, *workers: str, months: tuple[str, ...] = ("2026-01",), day: str = LATER) -> Attested:
    terms = Terms(project.ledger(), date.fromisoformat(day), Policy.shipped())
    return attested(terms, months, workers)


def states(found: Attested) -> dict[str, PaidState]:
    return {cell.worker: cell.state for cell in found.cells}


def site() -> Project:
    return Project().happened("bank.account_opened", "2026-01-05").crew(2, "2026-01-06", "2026-01-07").fed("2026-03-01")


def test_paid_short_and_unpaid_are_told_apart() -> None:
    project = site().sheet({"w01": 300_00, "w02": 300_00}).paid("w01", 300_00).paid("w02", 100_00)
    assert states(told(project)) == {"w01": PaidState.PAID, "w02": PaidState.SHORT}
    assert states(told(site())) == {"w01": PaidState.UNPAID, "w02": PaidState.UNPAID}


def test_a_late_bank_makes_it_unknown_and_not_unpaid() -> None:
    project = Project().happened("bank.account_opened", "2026-01-05").crew(1, "2026-01-06").fed("2026-01-31")
    assert states(told(project)) == {"w01": PaidState.UNKNOWN}


def test_before_the_due_day_is_over_nothing_is_late() -> None:
    assert set(states(told(site(), day="2026-02-10")).values()) == {PaidState.NOT_DUE}


def test_force_majeure_excuses() -> None:
    project = site().happened("project.force_majeure_declared", "2026-02-01")
    assert set(states(told(project)).values()) == {PaidState.EXCUSED}


def test_a_payment_without_a_sheet_is_no_full_payment() -> None:
    assert states(told(site().paid("w01", 100_00)))["w01"] is PaidState.NO_SHEET


def test_who_is_named_and_was_never_there_is_absent() -> None:
    found = told(site(), "stranger")
    assert (states(found), found.workers) == ({"stranger": PaidState.ABSENT}, ("stranger",))


def test_without_names_everybody_and_without_months_every_month_is_told() -> None:
    found = told(site(), months=())
    assert (found.months, found.workers, found.named) == (("2026-01",), ("w01", "w02"), False)


def test_a_month_of_which_nothing_is_known_is_told_without_cells() -> None:
    found = told(site(), "w01", months=("2026-01", "2025-06"))
    assert found.months == ("2025-06", "2026-01")
    assert found.month_cells("2025-06") == []

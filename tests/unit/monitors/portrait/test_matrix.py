from datetime import date
from typing import Any

import pytest

from monitors.policy import Policy
from monitors.portrait.cells import Cell, Mark, Season
from monitors.portrait.matrix import Matrix, column_of, matrix
from monitors.terms import Terms
from tests.build import CONTRACTOR, SUBCONTRACTOR, Project, days

JANUARY = days("2026-01", 5, 9)


def seen(project: Project, as_of: str) -> Matrix:
    return matrix(Terms(project.ledger(), date.fromisoformat(as_of), Policy.shipped()))


def cell(project: Project, as_of: str, worker: str = "w01", month: str = "2026-01") -> Cell:
    found = seen(project, as_of)
    row = next(row for row in found.rows if row.worker == worker)
    return row.cells[[column.month for column in found.columns].index(month)]


def mark(project: Project, as_of: str, worker: str = "w01") -> Mark:
    return cell(project, as_of, worker).mark


def banked(**registration: Any) -> Project:
    return Project(**registration).happened("bank.account_opened", "2026-01-05")


def attended() -> Project:
    return banked().crew(1, *JANUARY)


def test_wages_paid_in_full_on_the_due_day_are_paid() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 500_00, on="2026-02-10").fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.PAID


def test_wages_paid_in_full_a_day_later_are_paid_late() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 500_00, on="2026-02-11").fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.PAID_LATE


def test_the_day_of_the_last_instalment_decides_whether_it_was_late() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 400_00, on="2026-02-09", batch="B1")
    project.paid("w01", 100_00, on="2026-02-12", batch="B2").fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.PAID_LATE
    assert cell(project, "2026-02-20").facts.covered_on == date(2026, 2, 12)


def test_less_than_due_is_paid_in_part_and_the_rest_is_owed() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 300_00).fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.IN_PART
    assert cell(project, "2026-02-20").owed_fen == 200_00


def test_nothing_paid_after_the_due_day_is_unpaid() -> None:
    project = attended().sheet({"w01": 500_00}).fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.UNPAID


def test_on_the_due_day_itself_nothing_is_owed_yet() -> None:
    project = attended().sheet({"w01": 500_00}).fed("2026-02-10")
    assert mark(project, "2026-02-10") is Mark.NOT_YET_DUE


def test_a_bank_that_has_not_delivered_makes_it_unknown_never_unpaid() -> None:
    project = attended().sheet({"w01": 500_00}).fed("2026-02-09")
    assert mark(project, "2026-02-20") is Mark.UNKNOWN
    assert cell(project, "2026-02-20").owed_fen == 0
    assert seen(project, "2026-02-20").columns[0].waiting_for == ("102",)


def test_a_payment_that_came_back_is_returned_and_owed_again() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 500_00, batch="B1")
    project.happened("bank.wages_returned", "2026-02-12", batch_id="B1").fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.RETURNED
    assert cell(project, "2026-02-20").facts.returned_fen == 500_00
    assert cell(project, "2026-02-20").owed_fen == 500_00


def test_a_returned_payment_that_was_repeated_is_paid_late() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 500_00, batch="B1")
    project.happened("bank.wages_returned", "2026-02-12", batch_id="B1")
    project.paid("w01", 500_00, batch="B2", on="2026-02-13").fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.PAID_LATE


def test_a_failed_line_pays_nobody() -> None:
    project = attended().sheet({"w01": 500_00}).paid("w01", 500_00, status="failed").fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.UNPAID
    assert cell(project, "2026-02-20").facts.failed == 1


def test_force_majeure_over_the_due_day_excuses() -> None:
    project = attended().sheet({"w01": 500_00}).happened("project.force_majeure_declared", "2026-02-01")
    assert mark(project.fed("2026-02-20"), "2026-02-20") is Mark.EXCUSED


def test_without_a_sheet_what_was_paid_is_not_called_full() -> None:
    project = attended().paid("w01", 500_00).fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.PAID_UNMEASURED


def test_unpaid_without_a_sheet_is_owed_but_nobody_knows_how_much() -> None:
    project = attended().fed("2026-02-20")
    assert mark(project, "2026-02-20") is Mark.UNPAID
    assert cell(project, "2026-02-20").owed_fen is None
    assert seen(project, "2026-02-20").sums()[0].owed_unmeasured == 1


def test_a_manager_on_no_sheet_is_not_judged_by_attendance() -> None:
    project = banked().enrolled("boss", role="manager").attended("boss", *JANUARY).fed("2026-02-20")
    assert mark(project, "2026-02-20", "boss") is Mark.EXEMPT


def test_a_manager_on_a_sheet_is_owed_what_it_says() -> None:
    project = banked().enrolled("boss", role="manager").sheet({"boss": 900_00}).fed("2026-02-20")
    assert mark(project, "2026-02-20", "boss") is Mark.UNPAID


def test_an_enrolled_worker_who_never_came_has_a_mark_of_its_own() -> None:
    project = attended().enrolled("w02").sheet({"w01": 1}).paid("w01", 1).fed("2026-02-20")
    assert mark(project, "2026-02-20", "w02") is Mark.NOT_THERE


def test_a_sheet_of_zero_for_somebody_absent_means_that_nothing_is_due() -> None:
    project = attended().enrolled("w02").sheet({"w01": 1, "w02": 0}).fed("2026-02-20")
    assert mark(project, "2026-02-20", "w02") is Mark.NOTHING_DUE


def test_who_came_only_after_the_due_day_is_not_owed_before_the_second_month() -> None:
    project = Project(pay_day_in="same_month").happened("bank.account_opened", "2026-01-05")
    project.enrolled("w01").attended("w01", "2026-01-20").fed("2026-02-20").fed("2026-03-01")
    assert mark(project, "2026-02-20") is Mark.NOT_YET_DUE
    assert mark(project, "2026-03-01") is Mark.UNPAID


def test_strangers_who_punch_or_are_paid_have_rows_too() -> None:
    project = attended().attended("stranger", "2026-01-06").paid("ghost", 100_00).fed("2026-02-20")
    found = seen(project, "2026-02-20")
    assert {row.worker for row in found.rows} == {"w01", "stranger", "ghost"}
    assert found.employers == [CONTRACTOR, None]


def test_the_subtotals_follow_the_employer_of_each_month() -> None:
    project = attended().attended("w01", "2026-02-03").enrolled("w01", on="2026-02-01", employer_uscc=SUBCONTRACTOR)
    project.sheet({"w01": 500_00}).sheet({"w01": 70_00}, month="2026-02", on="2026-03-02", sheet_id="S2")
    found = seen(project.fed("2026-03-20"), "2026-03-20")
    assert [one.due_fen for one in found.sums(CONTRACTOR, everyone=False)] == [500_00, 0]
    assert [one.due_fen for one in found.sums(SUBCONTRACTOR, everyone=False)] == [0, 70_00]
    assert [one.owed_fen for one in found.sums()] == [500_00, 70_00]


def test_an_unregistered_project_has_no_matrix() -> None:
    project = Project(registered_on=None).attended("w01", "2026-01-06")
    assert seen(project, "2026-02-20") == Matrix((), ())


@pytest.mark.parametrize(("as_of", "season"), [("2026-02-10", Season.AHEAD), ("2026-02-11", Season.SETTLED)])
def test_a_month_may_be_judged_from_the_day_after_its_due_day(as_of: str, season: Season) -> None:
    terms = Terms(attended().fed("2026-02-20", on="2026-02-10").ledger(), date.fromisoformat(as_of), Policy.shipped())
    assert column_of(terms, "2026-01").season is season

"""A finding says since when it holds: the first day on which it does, and never a later one."""

from datetime import date, timedelta

import pytest

from tests.build import Project, days, findings

STORIES = {
    "wages.unpaid": Project().crew(1, "2026-01-05"),
    "wages.underpaid": Project().crew(1, "2026-01-05").sheet({"w01": 5}).paid("w01", 4),
    "wages.below_minimum": Project(region_code="520103").crew(1, *days("2026-01", 5, 26)).paid("w01", 4),
    "wages.paid_without_attendance": Project().paid("w01", 4),
    "wages.sheet_missing": Project().crew(1, "2026-01-05"),
    "wages.sheet_unsigned": Project().sheet({"w1": 5}, unsigned=["w1"]),
    "wages.exit_unsettled": Project()
    .crew(1, "2026-01-05")
    .happened("attendance.worker_exited", "2026-01-06", worker_id="w01"),
    "account.unopened": Project(),
    "account.unmarked": Project().happened("bank.account_opened", "2026-01-06", protection_mark=False),
    "account.frozen": Project().happened("bank.account_restricted", "2026-01-06", for_project_wages=False),
    "account.frozen_unreviewed": Project().happened("bank.account_restricted", "2026-01-06", channel="automatic"),
    "account.restriction_uninformed": Project().happened(
        "bank.account_restricted", "2026-01-06", supervisor_informed_at=None
    ),
    "account.labor_cost_missed": Project().happened("project.started", "2026-01-06"),
    "account.shortfall": Project()
    .happened("bank.account_opened", "2026-01-06")
    .sheet({"w1": 5}, on="2026-01-31")
    .happened("bank.account_credited", "2026-01-07", amount_fen=1, balance_fen=1),
    "account.improper_debit": Project()
    .happened("bank.account_opened", "2026-01-06")
    .happened("bank.account_debited", "2026-01-07", purpose="cash"),
    "account.closed_early": Project()
    .happened("bank.account_opened", "2026-01-06")
    .happened("bank.account_closed", "2026-01-07"),
    "bond.missing": Project(contract_amount_fen=400_000_000),
    "bond.expiring": Project().happened("bank.bond_deposited", "2026-01-06", valid_until="2026-03-31"),
    "notice.unposted": Project().happened("project.started", "2026-01-06"),
    "notice.incomplete": Project().happened("project.notice_board_posted", "2026-01-06", items={}),
    "lead.overdue": Project().happened("lead.received", "2026-01-06", project_id="P1"),
}


@pytest.mark.parametrize("rule", STORIES)
def test_the_day_since_is_the_first_on_which_it_is_found(rule: str) -> None:
    ledger, day = STORIES[rule].ledger(), date(2026, 1, 5)
    while not findings(ledger, day.isoformat(), rule):
        day += timedelta(1)
    (finding,) = findings(ledger, day.isoformat(), rule)
    assert finding.since == day

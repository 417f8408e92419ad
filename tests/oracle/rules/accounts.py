"""The rules about the protected accounts and the bond."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.days import plus_days, plus_working_days
from tests.oracle.rules.found import Found
from tests.oracle.rules.wages import wages_underpaid, wages_unpaid
from tests.oracle.terms import Project


def account_unopened(p: Project) -> Iterator[Found]:
    """“`as_of > contract_signed_on + 30 cd`, no wage account was ever opened, project not completed”; “yellow; red once
    anyone was ever present”."""
    late = p.as_of > plus_days(p.facts()["contract_signed_on"], 30)
    if late and not p.accounts("wage") and not p.completed():
        yield Found("account.unopened", "-", "red" if p.presence() else "yellow")


def account_unmarked(p: Project) -> Iterator[Found]:
    """“an open account (wage or bond) without protection mark, after `opened_on + 3 wd`”."""
    marked = {event.data["account_id"] for event in p.of("bank.account_marked")}
    for account in p.accounts("wage", "bond"):
        lacks = not account.data["protection_mark"] and account.data["account_id"] not in marked
        if lacks and p.is_open(account, p.as_of) and p.as_of > plus_working_days(account.data["opened_on"], 3):
            yield Found("account.unmarked", account.data["account_id"], "yellow")


def account_frozen(p: Project) -> Iterator[Found]:
    """“an active restriction with `funds = wage` and `for_project_wages = false`”."""
    for restriction, _ in p.active_restrictions():
        if restriction.data["funds"] == "wage" and not restriction.data["for_project_wages"]:
            yield Found("account.frozen", restriction.data["restriction_id"], "red")


def account_frozen_unreviewed(p: Project) -> Iterator[Found]:
    """“an active restriction with `channel = automatic` and no `reviewed_by`”."""
    for restriction, _ in p.active_restrictions():
        if restriction.data["channel"] == "automatic" and "reviewed_by" not in restriction.data:
            yield Found("account.frozen_unreviewed", restriction.data["restriction_id"], "red")


def account_restriction_uninformed(p: Project) -> Iterator[Found]:
    """“an active restriction whose `authority_prompted_at` or `supervisor_informed_at` is missing, after the day of its
    first event + 1 wd”."""
    for restriction, first in p.active_restrictions():
        told = {"authority_prompted_at", "supervisor_informed_at"} <= restriction.data.keys()
        if not told and p.as_of > plus_working_days(first, 1):
            yield Found("account.restriction_uninformed", restriction.data["restriction_id"], "yellow")


def account_labor_cost_missed(p: Project) -> Iterator[Found]:
    """“It is missed if the `labor_cost` credits (by `time`) in it are less than `labor_cost_per_cycle_fen` (where not
    given: are 0). n = the number of consecutive missed cycles at the end of the counted ones; n ≥ 1”; “yellow; red if
    n ≥ 2”; “project not completed”."""
    if p.completed():
        return
    agreed = p.facts().get("labor_cost_per_cycle_fen")
    consecutive = 0
    for first, following in p.cycles():
        credited = sum(
            event.data["amount_fen"]
            for event in p.transactions()
            if event.type == "bank.account_credited"
            and event.data["purpose"] == "labor_cost"
            and first <= event.day < following
        )
        missed = credited == 0 if agreed is None else credited < agreed
        consecutive = consecutive + 1 if missed else 0
    if consecutive:
        yield Found("account.labor_cost_missed", "-", "red" if consecutive >= 2 else "yellow")


def account_shortfall(p: Project) -> Iterator[Found]:
    """“`as_of` in [due_date(M) − `shortfall_lead_wd` (5) wd, due_date(M)]: the sum over w of max(0, due(w,M) −
    paid(w,M)) > the last known balance … summed over open wage accounts with a known balance, and at least one is
    known”."""
    balances = [p.balance(account.data["account_id"]) for account in p.accounts("wage") if p.is_open(account, p.as_of)]
    known = [balance for balance in balances if balance is not None]
    for month in p.months_due():
        due_date = p.due_date(month)
        if not plus_working_days(due_date, -p.parameter("shortfall_lead_wd")) <= p.as_of <= due_date:
            continue
        needed = sum(max(0, due - p.paid(month).get(worker, 0)) for worker, due in p.due(month).items())
        if p.due(month) and known and needed > sum(known):
            yield Found("account.shortfall", str(month), "yellow")


def account_improper_debit(p: Project) -> Iterator[Found]:
    """“a debit of a wage account with purpose `cash`, `transfer` or `other`; not a `transfer` on a day on which the
    project is completed and a closing notice is ≥ 30 cd old”."""
    wage = {account.data["account_id"] for account in p.accounts("wage")}
    for event in p.transactions():
        if event.type != "bank.account_debited" or event.data["account_id"] not in wage:
            continue
        purpose = event.data["purpose"]
        lawful = purpose == "transfer" and p.completed(event.day) and p.notice_published_by(plus_days(event.day, -30))
        if purpose in {"cash", "transfer", "other"} and not lawful:
            yield Found("account.improper_debit", event.data["transaction_id"], "orange")


def account_closed_early(p: Project) -> Iterator[Found]:
    """“a wage account was closed, and: the project is not completed, or no closing notice was published on or before
    `closed_on − 30 cd`, or `wages.unpaid` or `wages.underpaid` holds”."""
    arrears = any(wages_unpaid(p)) or any(wages_underpaid(p))
    for account in p.accounts("wage"):
        closed = p.closed_on(account.data["account_id"])
        if closed is not None and (not p.completed() or not p.notice_published_by(plus_days(closed, -30)) or arrears):
            yield Found("account.closed_early", account.data["account_id"], "red")


def bond_missing(p: Project) -> Iterator[Found]:
    """“project not completed, after (`permit_issued_on`, else `contract_signed_on`) + `bond_due_wd` (20) wd, no bond
    was ever deposited, and `contract_amount_fen ≥ bond_exempt_below_fen` (300 000 000)”; “yellow; red after 30 wd
    more”."""
    facts = p.facts()
    due = plus_working_days(facts.get("permit_issued_on", facts["contract_signed_on"]), p.parameter("bond_due_wd"))
    large = facts["contract_amount_fen"] >= p.parameter("bond_exempt_below_fen")
    if large and not p.completed() and not p.bonds() and p.as_of > due:
        yield Found("bond.missing", "-", "red" if p.as_of > plus_working_days(due, 30) else "yellow")


def bond_insufficient(p: Project) -> Iterator[Found]:
    """“deposited + replenished − drawn (a drawing counts after `drawn_on + bond_topup_wd (10) wd`) over bonds not
    released < `bond_rate` (0.01) × contract amount, at least one bond not released, project not completed”."""
    held = {bond.data["bond_id"] for bond in p.held_bonds()}
    if not held or p.completed():
        return
    deposited = sum(bond.data["amount_fen"] for bond in p.held_bonds())
    replenished = sum(e.data["amount_fen"] for e in p.of("bank.bond_replenished") if e.data["bond_id"] in held)
    drawn = sum(
        event.data["amount_fen"]
        for event in p.of("bank.bond_drawn")
        if event.data["bond_id"] in held
        and p.as_of > plus_working_days(event.data["drawn_on"], p.parameter("bond_topup_wd"))
    )
    if deposited + replenished - drawn < p.parameter("bond_rate") * p.facts()["contract_amount_fen"]:
        yield Found("bond.insufficient", "-", "yellow")


def bond_expiring(p: Project) -> Iterator[Found]:
    """“a bond not released with `valid_until`, project not completed, `as_of ≥ valid_until − 30 cd`”; “yellow; red
    after `valid_until`”."""
    for bond in p.held_bonds():
        until = bond.data.get("valid_until")
        if until is not None and not p.completed() and p.as_of >= plus_days(until, -30):
            yield Found("bond.expiring", bond.data["bond_id"], "red" if p.as_of > until else "yellow")

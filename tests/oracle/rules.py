"""Every rule of rules.md as a loop over its definition; each quotes its line of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from tests.oracle import policy as policies
from tests.oracle.days import Month, plus_days, plus_working_days
from tests.oracle.reading import Event
from tests.oracle.terms import Project, complete_until, current

LEVELS = ("yellow", "orange", "red")
# fmt: off
MANDATORY = [
    "owner_unit", "general_contractor", "project_office", "sector_authority", "wage_officer",
    "local_minimum_wage_fen", "pay_day", "sector_complaint_phone", "inspection_complaint_phone",
    "arbitration_channel", "legal_aid_channel", "public_legal_hotline",
]
# fmt: on


class Found(NamedTuple):
    """One thing that is wrong; `workers` is None where rules.md names none."""

    rule: str
    subject: str
    level: str
    workers: frozenset[str] | None = None


Rule = Callable[[Project], Iterator[Found]]


def highest(*levels: str) -> str:
    """“where several apply, the highest is given”."""
    return max(levels, key=LEVELS.index)


def all_months(p: Project) -> list[Month]:
    """Return every month in which anybody was present, was due or was paid something."""
    return sorted({*p.months_present(), *p.months_due(), *p.months_paid()})


def after_next(month: Month) -> date:
    """Return the first day of M+2."""
    return month.plus(2).day(1)


# Wages


def unpaid_workers(p: Project, month: Month) -> frozenset[str]:
    """“U = {w ∈ attended(M): paid(w,M) = 0, and w was present in M by due_date(M) or as_of ≥ the first day of M+2} …
    for a settled month M”."""
    if not p.settled(month):
        return frozenset()
    return frozenset(
        worker
        for worker in p.attended(month)
        if p.paid(month).get(worker, 0) == 0
        and (p.as_of >= after_next(month) or min(p.days_present(worker, month)) <= p.due_date(month))
    )


def underpaid_workers(p: Project, month: Month) -> frozenset[str]:
    """“settled month M: V = {w: paid(w,M) < due(w,M)} without the U of M”."""
    if not p.settled(month):
        return frozenset()
    short = {worker for worker, due in p.due(month).items() if p.paid(month).get(worker, 0) < due}
    return frozenset(short) - unpaid_workers(p, month)


def wages_unpaid(p: Project) -> Iterator[Found]:
    """“yellow; `unpaid_ratio_level` (orange) if |U| > `unpaid_ratio` (0.10) × |attended(M)|; red from the first day of
    M+2”."""
    for month in p.months_present():
        unpaid = unpaid_workers(p, month)
        if unpaid:
            level = "yellow"
            if len(unpaid) > p.parameter("unpaid_ratio") * len(p.attended(month)):
                level = highest(level, p.parameter("unpaid_ratio_level"))
            if p.as_of >= after_next(month):
                level = "red"
            yield Found("wages.unpaid", str(month), level, unpaid)


def wages_underpaid(p: Project) -> Iterator[Found]:
    """“yellow; red from the first day of M+2”."""
    for month in p.months_due():
        workers = underpaid_workers(p, month)
        if workers:
            yield Found("wages.underpaid", str(month), "red" if p.as_of >= after_next(month) else "yellow", workers)


def wages_below_minimum(p: Project) -> Iterator[Found]:
    """“settled month M: w present on ≥ `full_month_days` (21) days of M and 0 < paid(w,M) < `minimum_wage_fen`”; “the
    minimum wage: the one in force on the last day of the pay month”."""
    for month in p.months_paid():
        minimum = p.parameter("minimum_wage_fen", month.day(31))
        workers = frozenset(
            worker
            for worker, paid in p.paid(month).items()
            if len(p.days_present(worker, month)) >= p.parameter("full_month_days") and 0 < paid < minimum
        )
        if workers and p.settled(month):
            yield Found("wages.below_minimum", str(month), "red", workers)


def wages_sheet_missing(p: Project) -> Iterator[Found]:
    """“attended(M) is not empty; from the day `sheet_lead_wd` (5) working days before due_date(M) an employer
    (enrolment in M) of someone in attended(M) has no current sheet for M. Never-enrolled workers have no employer”."""
    for month in p.months_present():
        if p.as_of < plus_working_days(p.due_date(month), -p.parameter("sheet_lead_wd")):
            continue
        enrolments = [p.enrolment_in(worker, month) for worker in p.attended(month)]
        employers = {enrolment.data["employer_uscc"] for enrolment in enrolments if enrolment is not None}
        submitted = {sheet.data["employer_uscc"] for sheet in p.sheets(month)}
        for employer in employers - submitted:
            yield Found("wages.sheet_missing", f"{month}/{employer}", "yellow")


def wages_sheet_unsigned(p: Project) -> Iterator[Found]:
    """“after due_date(M): a current sheet for M has unsigned lines”."""
    for sheet in p.sheets():
        unsigned = frozenset(line["worker_id"] for line in sheet.data["lines"] if not line["signed"])
        if unsigned and p.as_of > p.due_date(sheet.data["pay_month"]):
            yield Found("wages.sheet_unsigned", sheet.data["sheet_id"], "yellow", unsigned)


def wages_paid_without_attendance(p: Project) -> Iterator[Found]:
    """“settled month M: paid(w,M) > 0, w not in attended(M), and w's enrolment in M is not as `manager`”."""
    for month in p.months_paid():
        workers = frozenset(
            worker
            for worker, paid in p.paid(month).items()
            if paid > 0 and worker not in p.attended(month) and not p.is_manager_in(worker, month)
        )
        if workers and p.settled(month):
            yield Found("wages.paid_without_attendance", str(month), "yellow", workers)


def wages_excessive(p: Project) -> Iterator[Found]:
    """“any M: paid(w,M) > `month_pay_cap_fen` (5 000 000), or the sum of paid(w, ·) over the pay months of a year >
    `year_pay_cap_fen` (30 000 000)”; “M, or the year `YYYY`”."""
    level = p.parameter("excessive_level")
    years: dict[int, dict[str, int]] = {}
    for month in p.months_paid():
        over = {worker for worker, paid in p.paid(month).items() if paid > p.parameter("month_pay_cap_fen")}
        if over:
            yield Found("wages.excessive", str(month), level, frozenset(over))
        for worker, paid in p.paid(month).items():
            sums = years.setdefault(month.year, {})
            sums[worker] = sums.get(worker, 0) + paid
    for year, sums in years.items():
        over = {worker for worker, paid in sums.items() if paid > p.parameter("year_pay_cap_fen")}
        if over:
            yield Found("wages.excessive", f"{year:04d}", level, frozenset(over))


def wages_shared_card(p: Project) -> Iterator[Found]:
    """“any M: one `payee_token` on `paid`, not returned lines of ≥ 2 workers for M”."""
    holders: dict[tuple[Month, str], set[str]] = {}
    for line in p.paid_lines():
        holders.setdefault((line["pay_month"], line["payee_token"]), set()).add(line["worker_id"])
    for (month, _), workers in holders.items():
        if len(workers) >= 2:
            yield Found("wages.shared_card", str(month), "orange", frozenset(workers))


def wages_wrong_payee(p: Project) -> Iterator[Found]:
    """“any M: a `paid`, not returned line with `payee_name_matches` false”."""
    for line in p.paid_lines():
        if not line["payee_name_matches"]:
            yield Found("wages.wrong_payee", str(line["pay_month"]), "yellow", frozenset({line["worker_id"]}))


def wages_exit_unsettled(p: Project) -> Iterator[Found]:
    """“w exited, no exit_settled that w confirmed with `settled_on` ≥ `exited_on`, `as_of > exited_on + exit_grace_days
    (7) cd`, and there is a month M ≤ the exit's month with w ∈ attended(M) and paid(w,M) = 0 (the month need not be
    settled, but bank-complete(exited_on + exit_grace_days) must hold)”."""
    for worker in p.enrolled_workers():
        left = p.exit(worker)
        if left is None:
            continue
        exited_on = left.data["exited_on"]
        end = plus_days(exited_on, p.parameter("exit_grace_days"))
        confirmed = any(
            event.data["worker_id"] == worker
            and event.data["confirmed_by_worker"]
            and event.data["settled_on"] >= exited_on
            for event in p.of("attendance.exit_settled")
        )
        owing = any(
            worker in p.attended(month) and p.paid(month).get(worker, 0) == 0
            for month in p.months_present()
            if month <= Month(exited_on.year, exited_on.month)
        )
        if not confirmed and owing and p.as_of > end and p.bank_complete(end):
            yield Found("wages.exit_unsettled", worker, "red", frozenset({worker}))


# The protected accounts


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


# The notice board


def notice_unposted(p: Project) -> Iterator[Found]:
    """“in construction on as_of, after `started.on + notice_grace_days (7) cd`, no board stands”; “yellow; red after
    `started.on + notice_red_days (30) cd`”."""
    started = p.started_on()
    if started is None or not p.in_construction(p.as_of) or p.standing_boards():
        return
    if p.as_of > plus_days(started, p.parameter("notice_grace_days")):
        red = p.as_of > plus_days(started, p.parameter("notice_red_days"))
        yield Found("notice.unposted", "-", "red" if red else "yellow")


def notice_incomplete(p: Project) -> Iterator[Found]:
    """“a standing board lacks a mandatory item; project not completed”; `subcontractors` is “mandatory only if a
    subcontractor is on the project”."""
    mandatory = [*MANDATORY, *(["subcontractors"] if p.subcontractors() else [])]
    for board in p.standing_boards():
        if not p.completed() and any(item not in board.data["items"] for item in mandatory):
            yield Found("notice.incomplete", board.data["board_id"], "yellow")


def notice_stale(p: Project) -> Iterator[Found]:
    """“a standing board whose present items differ from what is known on as_of: `local_minimum_wage_fen` ≠ the region's
    minimum wage in force on as_of, `pay_day` ≠ the project's, `wage_officer` ≠ the project's officer's name (if known),
    or `subcontractors` lacks the name of one on the project; project not completed”; `minimum_wage_fen` 0: “`notice.
    stale` does not compare it”."""
    facts = p.facts()
    known = {"local_minimum_wage_fen": p.parameter("minimum_wage_fen") or None, "pay_day": facts["pay_day"]}
    known["wage_officer"] = facts["wage_officer"]["name"] if "wage_officer" in facts else None
    for board in p.standing_boards():
        items = board.data["items"]
        differs = any(item in items and value is not None and items[item] != value for item, value in known.items())
        named = items.get("subcontractors")
        lacks = named is not None and any(name not in named for name in p.subcontractors())
        if not p.completed() and (differs or lacks):
            yield Found("notice.stale", board.data["board_id"], "yellow")


# Real-name attendance


def attendance_unregistered(p: Project) -> Iterator[Found]:
    """“month M: w was present on a day of M on which w was not enrolled (before `enrolled_on` of every enrolment, or
    after w's exit)”."""
    found: dict[Month, set[str]] = {}
    for worker, days in p.presence().items():
        left = p.exit(worker)
        for day in days:
            before = all(day < enrolment.data["enrolled_on"] for enrolment in p.enrolments(worker))
            if before or (left is not None and day > left.data["exited_on"]):
                found.setdefault(Month(day.year, day.month), set()).add(worker)
    for month, workers in found.items():
        yield Found("attendance.unregistered", str(month), "yellow", frozenset(workers))


def attendance_no_contract(p: Project) -> Iterator[Found]:
    """“w enrolled as `worker`, not exited, no `contract_signed_on`, present on a day later than `enrolled_on + 30
    cd`”."""
    workers = set()
    for worker in p.enrolled_workers():
        enrolment = p.enrolment(worker)
        if enrolment is None or enrolment.data["role"] != "worker" or p.exit(worker) is not None:
            continue
        limit = plus_days(enrolment.data["enrolled_on"], 30)
        later = any(day > limit for day in p.presence().get(worker, set()))
        if later and "contract_signed_on" not in enrolment.data:
            workers.add(worker)
    if workers:
        yield Found("attendance.no_contract", "-", "yellow", frozenset(workers))


def attendance_silent(p: Project) -> Iterator[Found]:
    """“in construction on as_of and on each of the `silent_days` (7) days before it, `as_of ≥ started.on +
    silent_days`, and nobody was present in [as_of − silent_days + 1, as_of]”."""
    started, days = p.started_on(), p.parameter("silent_days")
    if started is None or p.as_of < plus_days(started, days):
        return
    working = all(p.in_construction(plus_days(p.as_of, -back)) for back in range(days + 1))
    window = {plus_days(p.as_of, -back) for back in range(days)}
    if working and not any(present & window for present in p.presence().values()):
        yield Found("attendance.silent", "-", "yellow")


# Arrears as a whole


def arrears_group(p: Project) -> Iterator[Found]:
    """“the workers in any `wages.unpaid` of the project, together ≥ `group_threshold` (10)”."""
    workers = frozenset(worker for month in p.months_present() for worker in unpaid_workers(p, month))
    if len(workers) >= p.parameter("group_threshold"):
        yield Found("arrears.group", "-", "red", workers)


def owed(p: Project, worker: str, month: Month) -> int:
    """“owed(w,M) = due(w,M) − paid(w,M) if w is on a sheet for M, else days present in M × rate for a `daily` wage, the
    rate for a `monthly` one (enrolment in M; a rate not given is 0), else 0”; max(0, ·)."""
    due = p.due(month)
    if worker in due:
        return max(0, due[worker] - p.paid(month).get(worker, 0))
    enrolment = p.enrolment_in(worker, month)
    if enrolment is None:
        return 0
    rate: int = enrolment.data.get("wage_rate_fen", 0)
    basis = enrolment.data.get("wage_basis")
    return {"daily": len(p.days_present(worker, month)) * rate, "monthly": rate}.get(basis or "", 0)


def arrears_criminal_threshold(p: Project) -> Iterator[Found]:
    """“A = the w with such a month. Holds if a w ∈ A has ≥ 3 such months and owed(w) ≥ `crime_one_fen` (500 000), or
    |A| ≥ 10 and Σ owed over A ≥ `crime_ten_fen` (3 000 000)”."""
    months: dict[str, list[Month]] = {}
    for month in all_months(p):
        for worker in unpaid_workers(p, month) | underpaid_workers(p, month):
            months.setdefault(worker, []).append(month)
    sums = {worker: sum(owed(p, worker, month) for month in its) for worker, its in months.items()}
    one = any(len(months[worker]) >= 3 and sums[worker] >= p.parameter("crime_one_fen") for worker in months)
    ten = len(months) >= 10 and sum(sums.values()) >= p.parameter("crime_ten_fen")
    if one or ten:
        yield Found("arrears.criminal_threshold", "-", "red", frozenset(months))


RULES: tuple[Rule, ...] = (
    wages_unpaid,
    wages_underpaid,
    wages_below_minimum,
    wages_sheet_missing,
    wages_sheet_unsigned,
    wages_paid_without_attendance,
    wages_excessive,
    wages_shared_card,
    wages_wrong_payee,
    wages_exit_unsettled,
    account_unopened,
    account_unmarked,
    account_frozen,
    account_frozen_unreviewed,
    account_restriction_uninformed,
    account_labor_cost_missed,
    account_shortfall,
    account_improper_debit,
    account_closed_early,
    bond_missing,
    bond_insufficient,
    bond_expiring,
    notice_unposted,
    notice_incomplete,
    notice_stale,
    attendance_unregistered,
    attendance_no_contract,
    attendance_silent,
    arrears_group,
    arrears_criminal_threshold,
)


# Leads and feeds: what is not one project's


def lead_overdue(
    everything: list[Event], projects: dict[str, Project], tables: policies.Tables, as_of: date
) -> Iterator[tuple[str, Found]]:
    """“a lead not closed, after `received_on + lead_wd (15) wd`”; “yellow; red if `claimants ≥ group_threshold`”;
    “lead_id; project `-` (and policy `00`) where the lead names no registered project”."""
    closed = {event.data["lead_id"] for event in everything if event.type == "lead.closed"}
    for lead in current((event for event in everything if event.type == "lead.received"), "lead_id"):
        known = lead.project is not None and lead.project in projects
        region = projects[lead.project].facts()["region_code"] if known and lead.project else "00"
        limit = plus_working_days(lead.data["received_on"], policies.value(tables, region, "lead_wd", as_of))
        if lead.data["lead_id"] not in closed and as_of > limit:
            many = lead.data["claimants"] >= policies.value(tables, region, "group_threshold", as_of)
            found = Found("lead.overdue", lead.data["lead_id"], "red" if many else "yellow")
            yield (lead.project if known and lead.project else "-"), found


def feed_late(
    everything: list[Event], views: list[Project], tables: policies.Tables, as_of: date
) -> Iterator[tuple[str, Found]]:
    """“a bank with an open account of any project, and its `complete_until` (none: the day before the earliest such
    `opened_on`) is before as_of − `feed_late_wd` (2) wd”; “project `-`, policy `00`; subject `bank/CODE`”."""
    opened: dict[str, list[date]] = {}
    for view in views:
        for account in view.accounts("wage", "bond"):
            if view.is_open(account, as_of):
                opened.setdefault(account.data["bank_code"], []).append(account.data["opened_on"])
    limit = plus_working_days(as_of, -policies.value(tables, "00", "feed_late_wd", as_of))
    for bank, days in opened.items():
        if complete_until(everything, bank, plus_days(min(days), -1)) < limit:
            yield "-", Found("feed.late", f"bank/{bank}", "yellow")

"""The rules about wages."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.days import Month, plus_days, plus_working_days
from tests.oracle.rules.found import Found, after_next, highest
from tests.oracle.terms import Project


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

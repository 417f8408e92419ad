"""The rules about arrears as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.days import Month
from tests.oracle.rules.found import Found, all_months
from tests.oracle.rules.wages import underpaid_workers, unpaid_workers
from tests.oracle.terms import Project


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

"""Who of a month was paid nothing, and who too little: the terms on which the rules about arrears stand."""

from datetime import date

from monitors.terms.attendance import upto
from monitors.terms.paymonth import PayMonth
from monitors.terms.terms import Terms


def paid_nothing(month: PayMonth, due: date, *, also_late_comers: bool) -> frozenset[str]:
    """Who attended the month and was paid nothing for it; those who came after the due day only if asked for."""
    by_due = upto(month.name, due)
    return frozenset(
        worker
        for worker, mask in month.attended.items()
        if not month.paid.get(worker) and (also_late_comers or mask & by_due)
    )


def paid_too_little(month: PayMonth) -> frozenset[str]:
    """Who was paid less than was due, those paid nothing included."""
    return frozenset(worker for worker, fen in month.due.items() if month.paid.get(worker, 0) < fen)


def unpaid(terms: Terms, month: PayMonth) -> frozenset[str]:
    """U of a month, were it settled."""
    late_comers = terms.as_of >= terms.red_from(month.name)
    return month.once(paid_nothing, terms.due_day(month.name), also_late_comers=late_comers)


def underpaid(terms: Terms, month: PayMonth) -> frozenset[str]:
    """V of a month, were it settled: paid less than due, without U."""
    return month.once(paid_too_little) - unpaid(terms, month)


def unpaid_months(terms: Terms) -> dict[str, frozenset[str]]:
    """U of each settled month in which it is not empty."""
    found = {month.name: unpaid(terms, month) for month in terms.settled_months}
    return {name: workers for name, workers in found.items() if workers}


def underpaid_months(terms: Terms) -> dict[str, frozenset[str]]:
    """V of each settled month in which it is not empty."""
    found = {month.name: underpaid(terms, month) for month in terms.settled_months}
    return {name: workers for name, workers in found.items() if workers}

"""低于最低工资 Workers who attended a full month were paid less for it than the local minimum wage.

Law       《中华人民共和国劳动法》第四十八条: wages may not be below the local minimum wage.
Holds     once the month is settled, until the worker has the minimum. Silent where the minimum wage is unknown.
Subject   the pay month.
"""

from collections.abc import Iterator

from monitors.calendar import days_after, last_day
from monitors.law import LABOUR_LAW
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.below_minimum",
    law=(LABOUR_LAW.article(48),),
    reads=("full_month_days", "minimum_wage_fen"),
    says=(
        "{month}有{n}名满勤工人的工资低于当地最低工资{minimum_wage_fen}元。",
        "For {month} {n:worker} with a full month got less than the local minimum wage of ¥{minimum_wage_fen}.",
    ),
)
def wages_below_minimum(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    for month in terms.months:
        minimum_fen = terms.minimum_wage_fen(last_day(month.name))
        workers = month.once(_paid_below, minimum_fen, terms.number("full_month_days"))
        yield Verdict(
            subject=month.name,
            terms=(
                *terms.settled(month.name),
                Term("最低工资标准已知 the minimum wage is known", minimum_fen > 0, minimum_fen),
                Term("有人满勤而低于最低工资 someone with a full month got less", bool(workers), len(workers)),
            ),
            level=Level.RED,
            workers=workers,
            since=days_after(terms.due_day(month.name), 1),
            facts={"minimum_wage_fen": minimum_fen},
        )


def _paid_below(month: PayMonth, minimum_fen: int, full_month_days: int) -> frozenset[str]:
    return frozenset(
        worker
        for worker, fen in month.paid.items()
        if 0 < fen < minimum_fen and month.present.get(worker, 0).bit_count() >= full_month_days
    )

"""未出勤领薪 Somebody was paid for a month in which nobody saw that person at work.

Law       《保障农民工工资支付条例》第二十八条、第三十一条: wages are paid to registered workers by attendance.
Holds     once the month is settled, while the payment stands; managers are left out.
Subject   the pay month.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.paid_without_attendance",
    law=(WAGE_REGULATION.article(28), WAGE_REGULATION.article(31)),
    says=(
        "{month}有{n}人没有出勤记录而领取了工资。",
        "For {month} {n:person} without any attendance {n:was|were} paid wages.",
    ),
)
def wages_paid_without_attendance(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    for month in terms.months:
        workers = month.once(_absent_but_paid)
        yield Verdict(
            subject=month.name,
            terms=(
                *terms.settled(month.name),
                Term("有人未出勤而领薪 someone was paid without attending", bool(workers), len(workers)),
            ),
            level=Level.YELLOW,
            workers=workers,
            since=days_after(terms.due_day(month.name), 1),
        )


def _absent_but_paid(month: PayMonth) -> frozenset[str]:
    return frozenset(
        worker
        for worker, fen in month.paid.items()
        if fen > 0 and worker not in month.attended and not month.roster.is_manager(worker, month.name)
    )

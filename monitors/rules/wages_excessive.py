"""工资超额 One worker was paid more in a month, or in a year, than a worker's wage can be.

Law       贵州省劳动用工大数据综合服务平台预警规则: over 50 000 yuan a month or 300 000 a year; practice, not law.
Holds     while the payments stand.
Subject   the pay month, or the year of the pay months.
"""

from collections import defaultdict
from collections.abc import Iterator

from monitors.law import GUIZHOU_PLATFORM
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict


@rule(
    "wages.excessive",
    law=(GUIZHOU_PLATFORM.whole(),),
    reads=("month_pay_cap_fen", "year_pay_cap_fen", "excessive_level"),
    says=(
        "{period}有{n}人所得超过{cap_fen}元,高于工人工资的合理上限。",
        "For {period} {n:person} got more than ¥{cap_fen}, above what a worker's wage can be.",
    ),
)
def wages_excessive(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month and each year."""
    month_cap, year_cap = terms.number("month_pay_cap_fen"), terms.number("year_pay_cap_fen")
    for month in terms.months:
        yield _verdict(terms, month.name, month.once(_paid_over, month_cap), month_cap)
    for year in sorted({month.name[:4] for month in terms.months}):
        months = [month for month in terms.months if month.name[:4] == year]
        yield _verdict(terms, year, _paid_over_in_year(months, year_cap), year_cap)


def _verdict(terms: Terms, subject: str, workers: frozenset[str], cap_fen: int) -> Verdict:
    return Verdict(
        subject=subject,
        terms=(Term("有人所得超过上限 someone was paid more than the cap", bool(workers), cap_fen),),
        level=terms.level("excessive_level"),
        workers=workers,
        facts={"cap_fen": cap_fen},
    )


def _paid_over(month: PayMonth, cap_fen: int) -> frozenset[str]:
    return frozenset(worker for worker, fen in month.paid.items() if fen > cap_fen)


def _most_paid(month: PayMonth) -> int:
    return max(month.paid.values(), default=0)


def _paid_over_in_year(months: list[PayMonth], cap_fen: int) -> frozenset[str]:
    if sum(month.once(_most_paid) for month in months) <= cap_fen:
        return frozenset()
    sums: dict[str, int] = defaultdict(int)
    for month in months:
        for worker, fen in month.paid.items():
            sums[worker] += fen
    return frozenset(worker for worker, fen in sums.items() if fen > cap_fen)

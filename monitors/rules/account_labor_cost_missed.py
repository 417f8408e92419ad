"""人工费用未拨付 The owner has not transferred the labour cost of the latest cycles in full.

Law       《保障农民工工资支付条例》第二十四条、第二十九条: labour cost is transferred to the wage account in time and
          in full, in cycles of at most one month; 第三十五条: no dispute suspends it.
Holds     once the bank has completed the cycle's last day until the cycle is covered; red from two in a row.
Subject   the project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, takewhile

from monitors.calendar import days_after, same_day_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

RED_FROM_CYCLES = 2


@dataclass(frozen=True, slots=True)
class Cycle:
    """One transfer cycle, its last day included, with what was credited in it."""

    first: date
    last: date
    credited_fen: int


@rule(
    "account.labor_cost_missed",
    law=tuple(WAGE_REGULATION.article(number) for number in (24, 29, 35)),
    says=(
        "建设单位已连续{cycles_count}个拨付周期未足额拨付人工费用[(每期应拨{expected_fen}元)],最早一期自{cycles_from}起。",
        (
            "The owner has not transferred the labour cost of the latest {cycles_count:cycle} in full"
            "[ (¥{expected_fen} due per cycle)], the first of them from {cycles_from}."
        ),
    ),
)
def account_labor_cost_missed(terms: Terms) -> Iterator[Verdict]:
    """Yield the verdict of a project that has started."""
    if terms.site.started is None:
        return
    expected_fen = terms.site.registration.get("labor_cost_per_cycle_fen")
    cycles = list(_counted(terms, terms.site.started.on))
    missed = list(takewhile(lambda cycle: _is_missed(cycle, expected_fen), reversed(cycles)))
    first = missed[-1] if missed else None
    yield Verdict(
        terms=(
            Term("项目未竣工 the project is not completed", not terms.site.is_completed),
            Term("已有可判定的周期 a cycle can be judged", bool(cycles), len(cycles)),
            Term("最近周期未足额拨付 the latest cycle was missed", bool(missed), len(missed)),
        ),
        level=Level.RED if len(missed) >= RED_FROM_CYCLES else Level.YELLOW,
        since=first.last if first else None,
        facts={"expected_fen": expected_fen, "cycles": [[c.first, c.last, c.credited_fen] for c in reversed(missed)]},
    )


def _is_missed(cycle: Cycle, expected_fen: int | None) -> bool:
    return cycle.credited_fen == 0 if expected_fen is None else cycle.credited_fen < expected_fen


def _counted(terms: Terms, started_on: date) -> Iterator[Cycle]:
    """The cycles that are over, that the banks have completed, and on whose last day work was going on."""
    months = terms.site.registration.get("labor_cost_cycle_months", 1)
    credited = [
        (said.on, said.data["amount_fen"])
        for said in terms.accounts.transactions
        if said.kind == "bank.account_credited" and said.data["purpose"] == "labor_cost"
    ]
    for number in count():
        first = same_day_after(started_on, number * months)
        following = same_day_after(started_on, (number + 1) * months)
        last = days_after(following, -1)
        if last > terms.as_of or following <= first:
            return
        if terms.site.in_construction(last) and terms.accounts.bank_complete(last):
            yield Cycle(first, last, sum(fen for on, fen in credited if first <= on <= last))

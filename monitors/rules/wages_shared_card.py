"""一卡多人 One card received the wages of several workers for the same month.

Law       《保障农民工工资支付条例》第三十一条: wages go to each worker's own account; nobody keeps another's card.
Holds     while such payments stand.
Subject   the pay month.
"""

from collections import defaultdict
from collections.abc import Iterator

from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.shared_card",
    law=(WAGE_REGULATION.article(31),),
    says=(
        "{month}有{n}名工人的工资付到了与他人共用的银行卡上。",
        "For {month} the wages of {n:worker} went to bank cards shared with another worker.",
    ),
)
def wages_shared_card(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    for month in terms.months:
        workers = month.once(_sharing)
        yield Verdict(
            subject=month.name,
            terms=(Term("有人共用一卡收薪 workers were paid to one card", bool(workers), len(workers)),),
            level=Level.ORANGE,
            workers=workers,
        )


def _sharing(month: PayMonth) -> frozenset[str]:
    holders: dict[str, set[str]] = defaultdict(set)
    for line in month.lines:
        holders[line.token].add(line.worker)
    return frozenset(worker for workers in holders.values() if len(workers) > 1 for worker in workers)

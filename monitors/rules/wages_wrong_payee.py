"""收款人不符 A wage went to a card whose holder's name is not the worker's.

Law       《保障农民工工资支付条例》第三十一条: wages go to the worker's own account.
Holds     while such a payment stands.
Subject   the pay month.
"""

from collections.abc import Iterator

from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.wrong_payee",
    law=(WAGE_REGULATION.article(31),),
    says=(
        "{month}有{n}名工人的工资付到了户名与本人不符的银行卡上。",
        "For {month} the wages of {n:worker} went to bank cards in another person's name.",
    ),
)
def wages_wrong_payee(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    for month in terms.months:
        workers = month.once(_paid_to_another)
        yield Verdict(
            subject=month.name,
            terms=(Term("有人工资付给了他人 a wage was paid to another name", bool(workers), len(workers)),),
            level=Level.YELLOW,
            workers=workers,
        )


def _paid_to_another(month: PayMonth) -> frozenset[str]:
    return frozenset(line.worker for line in month.lines if not line.name_matches)

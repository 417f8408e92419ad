"""专户余额不足 The wage account cannot cover the wages that fall due within days.

Law       《保障农民工工资支付条例》第二十七条: the bank tells the contractor when the money falls short, who reports
          it; it is entered in the early-warning system.
Holds     from some working days before the due day up to it, while what is still due exceeds the known balance.
Subject   the pay month.
"""

from collections.abc import Iterator

from monitors.calendar import working_days_before
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "account.shortfall",
    law=(WAGE_REGULATION.article(27),),
    reads=("shortfall_lead_wd",),
    says=(
        "{month}工资应于{due_on}发放,尚需{due_fen}元,专户余额只有{balance_fen}元。",
        "Wages for {month} fall due on {due_on}: ¥{due_fen} is still due, the account holds ¥{balance_fen}.",
    ),
)
def account_shortfall(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    balances = terms.accounts.balances
    balance_fen = sum(balances.values())
    for month in terms.months:
        due = terms.due_day(month.name)
        since = working_days_before(due, terms.number("shortfall_lead_wd"))
        owed_fen = month.once(_still_due)
        yield Verdict(
            subject=month.name,
            terms=(
                Term("临近发薪日 the due day is near", since <= terms.as_of <= due, due),
                Term("已报工资表 a pay sheet says what is due", month.once(_has_sheet)),
                Term("专户余额已知 a balance is known", bool(balances), balances),
                Term("余额不足以支付 the balance does not cover what is due", owed_fen > balance_fen, owed_fen),
            ),
            level=Level.YELLOW,
            since=since,
            facts={"due_on": due, "due_fen": owed_fen, "balance_fen": balance_fen},
        )


def _has_sheet(month: PayMonth) -> bool:
    return bool(month.due)


def _still_due(month: PayMonth) -> int:
    return sum(max(0, fen - month.paid.get(worker, 0)) for worker, fen in month.due.items())

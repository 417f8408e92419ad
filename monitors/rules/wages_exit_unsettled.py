"""离场未结清 A worker left and has neither been paid for every month attended nor confirmed a settlement.

Law       《工资支付暂行规定》第九条: when the relation ends the wages are paid in full at once.
Holds     after some days of grace until the months are paid or the worker confirms; only once the bank has delivered
          up to the last day of grace.
Subject   the worker.
"""

from collections.abc import Iterator

from monitors.calendar import days_after, month_of
from monitors.law import PAYMENT_RULES
from monitors.ledger import Said
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.terms.arrears import paid_nothing
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.exit_unsettled",
    law=(PAYMENT_RULES.article(9),),
    reads=("exit_grace_days",),
    says=(
        "一名工人于{exited_on}退场,{months}的工资分文未得,也未确认结清。",
        "A worker left on {exited_on}, was paid nothing for {months} and has confirmed no settlement.",
    ),
)
def wages_exit_unsettled(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each worker who exited."""
    for worker, left in terms.roster.exited:
        grace_until = days_after(left.on, terms.number("exit_grace_days"))
        waiting = terms.accounts.incomplete_banks(grace_until)
        open_months = _open_months(terms, worker, left)
        yield Verdict(
            subject=worker,
            terms=(
                Term("宽限期已过 the grace has passed", terms.as_of > grace_until, grace_until),
                Term("本人未确认结清 no settlement is confirmed", not terms.roster.is_settled(worker, left.on)),
                Term("银行数据已报至宽限期末 the banks have delivered up to it", not waiting, waiting or None),
                Term("有出勤月份分文未得 a month attended was not paid", bool(open_months), open_months),
            ),
            level=Level.RED,
            workers=(worker,),
            since=days_after(grace_until, 1),
            facts={"exited_on": left.on, "months": open_months},
            evidence=(left.name,),
        )


def _open_months(terms: Terms, worker: str, left: Said) -> list[str]:
    until = month_of(left.on)
    return [month.name for month in terms.months if month.name <= until and worker in month.once(_never_paid)]


def _never_paid(month: PayMonth) -> frozenset[str]:
    return paid_nothing(month, month.as_of, also_late_comers=True)

"""银行数据迟报 A bank that holds protected accounts has not delivered for days.

Law       《保障农民工工资支付条例》第三十八条: banks share the accounts' data with the early-warning platform in
          time.
Holds     while the day up to which the bank delivered lies too many working days back. It accuses the bank's feed,
          never an employer.
Subject   the bank.
"""

from collections.abc import Iterator
from datetime import date

from monitors.calendar import days_after, working_days_before
from monitors.law import WAGE_REGULATION
from monitors.rule import Scope, rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "feed.late",
    law=(WAGE_REGULATION.article(38),),
    reads=("feed_late_wd",),
    scope=Scope.COMMONS,
    says=(
        "{subject}的数据只报到{complete_until},已超过期限,期间的工资发放情况无从判断。",
        "{subject} has delivered its data only up to {complete_until}; what was paid since cannot be judged.",
    ),
)
def feed_late(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each bank with an open account of any project."""
    expected = working_days_before(terms.as_of, terms.number("feed_late_wd"))
    first_opened: dict[str, date] = {}
    for account in terms.accounts.all.values():
        if account.is_open:
            first_opened[account.bank] = min(account.opening.on, first_opened.get(account.bank, date.max))
    for bank, opened_on in sorted(first_opened.items()):
        until = terms.accounts.complete_until(bank) or days_after(opened_on, -1)
        yield Verdict(
            subject=f"bank/{bank}",
            terms=(Term("数据落后超过期限 its data lag behind", until < expected, until),),
            level=Level.YELLOW,
            facts={"complete_until": until},
        )

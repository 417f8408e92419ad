"""专户违规销户 A wage account was closed before the project, its notice or its wages allowed it.

Law       《保障农民工工资支付条例》第二十七条: after completion and a public notice of 30 days without arrears the account may
          be closed.
Holds     from the closing on, until what stood against it is put right, where it can be.
Subject   the account.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.terms.arrears import underpaid_months, unpaid_months
from monitors.verdict import Term, Verdict
from schemas.finding import Level

NOTICE_DAYS = 30


@rule("account.closed_early", law=(WAGE_REGULATION.article(27),))
def account_closed_early(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each closing of a wage account."""
    for account in terms.accounts.wage:
        for closing in account.closings:
            notice_by = days_after(closing.on, -NOTICE_DAYS)
            against = [
                *(() if terms.site.is_completed else ("not_completed",)),
                *(() if any(notice <= notice_by for notice in terms.site.closing_notices) else ("not_noticed",)),
                *(("arrears",) if unpaid_months(terms) or underpaid_months(terms) else ()),
            ]
            yield Verdict(
                subject=account.id,
                terms=(
                    Term("专户已销 the wage account was closed", holds=True, value=closing.on),
                    Term("销户条件未具备 something stood against it", bool(against), against),
                ),
                level=Level.RED,
                since=closing.on,
                facts={"closed_on": closing.on, "against": against},
                evidence=(closing.name,),
            )

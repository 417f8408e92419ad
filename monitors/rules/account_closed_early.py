"""专户违规销户 A wage account was closed before the project, its notice or its wages allowed it.

Law       《保障农民工工资支付条例》第二十七条: after completion and a public notice of 30 days without arrears the
          account may be closed.
Holds     from the closing on, until what stood against it is put right, where it can be.
Subject   the account.
"""

from collections.abc import Iterator
from datetime import date

from monitors.calendar import days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.terms.arrears import underpaid_months, unpaid_months
from monitors.verdict import Term, Verdict
from schemas.finding import Level

NOTICE_DAYS = 30


@rule(
    "account.closed_early",
    law=(WAGE_REGULATION.article(27),),
    says=(
        "专户{subject}于{closed_on}销户,而当时{against}。",
        "Wage account {subject} was closed on {closed_on} although {against}.",
    ),
)
def account_closed_early(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each closing of a wage account."""
    for account in terms.accounts.wage:
        if account.closing is not None:
            against = list(_against(terms, account.closing.on))
            yield Verdict(
                subject=account.id,
                terms=(
                    Term("专户已销 the wage account was closed", holds=True, value=account.closing.on),
                    Term("销户条件未具备 something stood against it", bool(against), against),
                ),
                level=Level.RED,
                since=account.closing.on,
                facts={"closed_on": account.closing.on, "against": against},
                evidence=(account.closing.name,),
            )


def _against(terms: Terms, closed_on: date) -> Iterator[str]:
    notice_by = days_after(closed_on, -NOTICE_DAYS)
    if not terms.site.is_completed:
        yield "not_completed"
    if not any(notice <= notice_by for notice in terms.site.closing_notices):
        yield "not_noticed"
    if unpaid_months(terms) or underpaid_months(terms):
        yield "arrears"

"""专户未加标识 A protected account carries no protection mark in the bank's system.

Law       人社部发〔2020〕93号: banks put a special mark on both kinds of account, so that they are not frozen.
Holds     after three working days from the opening until it is marked or closed.
Subject   the account.
"""

from collections.abc import Iterator

from monitors.calendar import days_after, working_days_after
from monitors.law import FREEZE_NOTICE
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

MARKED_WITHIN_WD = 3


@rule(
    "account.unmarked",
    law=(FREEZE_NOTICE.whole(),),
    says=(
        "受保护账户{subject}开立已过3个工作日,银行仍未加特殊标识。",
        "Protected account {subject} still carries no protection mark, three working days after it was opened.",
    ),
)
def account_unmarked(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each account."""
    for account in terms.accounts.all.values():
        until = working_days_after(account.opening.on, MARKED_WITHIN_WD)
        yield Verdict(
            subject=account.id,
            terms=(
                Term("账户未销 the account is open", account.is_open),
                Term("未加特殊标识 it carries no protection mark", not account.is_marked),
                Term("开立已过3个工作日 3 working days have passed", terms.as_of > until, until),
            ),
            level=Level.YELLOW,
            since=days_after(until, 1),
            evidence=(account.opening.name,),
        )

"""专户资金挪用 Money left the wage account for something other than wages.

Law       《保障农民工工资支付条例》第二十七条;《工程建设领域农民工工资专用账户管理暂行办法》: the account's money
          goes to this project's workers only; after completion and a closing notice of 30 days the rest goes to the
          contractor.
Holds     from the debit on.
Subject   the transaction.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import ACCOUNT_RULES, WAGE_REGULATION
from monitors.ledger import Said
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

NOTICE_DAYS = 30
IMPROPER = frozenset({"cash", "transfer", "other"})


@rule(
    "account.improper_debit",
    law=(WAGE_REGULATION.article(27), ACCOUNT_RULES.whole()),
    says=(
        "一笔{amount_fen}元的款项以“{purpose}”用途从工资专户支出(流水{subject}),不是用于发放工资。",
        "¥{amount_fen} left the wage account {purpose} (transaction {subject}), not for wages.",
    ),
)
def account_improper_debit(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each debit of a wage account."""
    wage_accounts = {account.id for account in terms.accounts.wage}
    for said in terms.accounts.transactions:
        if said.kind == "bank.account_debited" and said.data["account_id"] in wage_accounts:
            purpose = said.data["purpose"]
            yield Verdict(
                subject=said.data["transaction_id"],
                terms=(
                    Term("用途不是工资 the purpose is not wages", purpose in IMPROPER, purpose),
                    Term("不是依法退还余额 it is no lawful return of the rest", not _returns_the_rest(terms, said)),
                ),
                level=Level.ORANGE,
                since=said.on,
                facts={"amount_fen": said.data["amount_fen"], "purpose": purpose},
                evidence=(said.name,),
            )


def _returns_the_rest(terms: Terms, debit: Said) -> bool:
    noticed = any(days_after(notice, NOTICE_DAYS) <= debit.on for notice in terms.site.closing_notices)
    return debit.data["purpose"] == "transfer" and terms.site.was_completed(debit.on) and noticed

"""专户未开立 No wage account was opened within 30 days of the contract.

Law       《保障农民工工资支付条例》第二十六条;《工程建设领域农民工工资专用账户管理暂行办法》: opened within 30 days
          of signing.
Holds     after the thirtieth day until an account is opened or the project is completed; red once anyone was at work.
Subject   the project.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import ACCOUNT_RULES, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

OPENED_WITHIN_DAYS = 30


@rule(
    "account.unopened",
    law=(WAGE_REGULATION.article(26), ACCOUNT_RULES.whole()),
    mutes=("account.labor_cost_missed", "account.shortfall"),  # nothing can be paid into an account that is not there
    says=(
        "施工合同于{contract_signed_on}签订,已满30日,仍未开立农民工工资专用账户。",
        "The works contract was signed on {contract_signed_on}; 30 days later no wage account has been opened.",
    ),
)
def account_unopened(terms: Terms) -> Iterator[Verdict]:
    """Yield the project's verdict."""
    signed_on = terms.site.contract_signed_on
    until = days_after(signed_on, OPENED_WITHIN_DAYS)
    was_anyone_there = any(month.once(_was_anyone_there) for month in terms.months)
    yield Verdict(
        terms=(
            Term("签约满30日 30 days have passed since the contract", terms.as_of > until, until),
            Term("从未开立工资专户 no wage account was ever opened", not terms.accounts.wage),
            Term("项目未竣工 the project is not completed", not terms.site.is_completed),
        ),
        level=Level.RED if was_anyone_there else Level.YELLOW,
        since=days_after(until, 1),
        facts={"contract_signed_on": signed_on},
    )


def _was_anyone_there(month: PayMonth) -> bool:
    return bool(month.present)

"""保证金未存 No wage bond was lodged in time.

Law       《保障农民工工资支付条例》第三十二条;《工程建设领域农民工工资保证金规定》: lodged within 20 working days.
Holds     after the term until a bond is lodged or the project is completed; red after 30 working days more.
Subject   the project.
"""

from collections.abc import Iterator

from monitors.calendar import days_after, working_days_after
from monitors.law import BOND_RULES, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

RED_AFTER_WD = 30


@rule(
    "bond.missing",
    law=(WAGE_REGULATION.article(32), BOND_RULES.whole()),
    reads=("bond_due_wd", "bond_exempt_below_fen"),
    says=(
        "工资保证金最迟应于{due_on}存储,至今未存。",
        "A wage bond was due by {due_on}; none has been lodged.",
    ),
)
def bond_missing(terms: Terms) -> Iterator[Verdict]:
    """Yield the project's verdict."""
    counted_from = terms.site.day("permit_issued_on") or terms.site.contract_signed_on
    until = working_days_after(counted_from, terms.number("bond_due_wd"))
    contract_fen, exempt_fen = terms.site.registration["contract_amount_fen"], terms.number("bond_exempt_below_fen")
    yield Verdict(
        terms=(
            Term("项目未竣工 the project is not completed", not terms.site.is_completed),
            Term("存储期限已过 the term has passed", terms.as_of > until, until),
            Term("从未存储保证金 no bond was ever lodged", not terms.accounts.bond_deposits),
            Term("合同额不在免存范围 the contract is not exempt", contract_fen >= exempt_fen, contract_fen),
        ),
        level=Level.RED if terms.as_of > working_days_after(until, RED_AFTER_WD) else Level.YELLOW,
        since=days_after(until, 1),
        facts={"due_on": until},
    )

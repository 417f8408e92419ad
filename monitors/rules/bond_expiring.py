"""保证金将到期 A wage bond runs out while the project goes on.

Law       《保障农民工工资支付条例》第三十二条;《工程建设领域农民工工资保证金规定》: the guarantee lasts as long as
          the contract.
Holds     from 30 days before the last valid day until it is renewed, released, or the project completed; red after
          it.
Subject   the bond.
"""

from collections.abc import Iterator
from datetime import date

from monitors.calendar import days_after
from monitors.law import BOND_RULES, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

NOTICED_DAYS = 30


@rule(
    "bond.expiring",
    law=(WAGE_REGULATION.article(32), BOND_RULES.whole()),
    says=(
        "工资保证金{subject}有效期至{valid_until},而项目尚未竣工。",
        "Wage bond {subject} is valid until {valid_until} only, and the project is not completed.",
    ),
)
def bond_expiring(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each bond with a last valid day that is not released."""
    for bond in terms.accounts.bonds:
        if "valid_until" in bond.deposit.data:
            valid_until = date.fromisoformat(bond.deposit.data["valid_until"])
            since = days_after(valid_until, -NOTICED_DAYS)
            yield Verdict(
                subject=bond.id,
                terms=(
                    Term("项目未竣工 the project is not completed", not terms.site.is_completed),
                    Term("距到期不足30日 it runs out within 30 days", terms.as_of >= since, valid_until),
                ),
                level=Level.RED if terms.as_of > valid_until else Level.YELLOW,
                since=since,
                facts={"valid_until": valid_until},
                evidence=(bond.deposit.name,),
            )

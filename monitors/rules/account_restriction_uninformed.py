"""查控未告知 The bank told the authority or the supervising department nothing of the account's nature.

Law       人社部发〔2020〕93号: on receiving an order the bank prompts the authority with the account's nature and at
          the same time informs the supervising department.
Holds     after one working day from the restriction until both are told or it is released.
Subject   one restriction.
"""

from collections.abc import Iterator

from monitors.calendar import days_after, working_days_after
from monitors.law import FREEZE_NOTICE
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

TOLD_WITHIN_WD = 1


@rule(
    "account.restriction_uninformed",
    law=(FREEZE_NOTICE.whole(),),
    says=(
        "限制措施{subject}已过1个工作日,银行仍未{missing}。",
        "One working day after restriction {subject} the bank has still to {missing}.",
    ),
)
def account_restriction_uninformed(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each active restriction."""
    for restriction in terms.accounts.restrictions:
        until = working_days_after(restriction.since, TOLD_WITHIN_WD)
        untold = [key for key in ("authority_prompted_at", "supervisor_informed_at") if key not in restriction.data]
        yield Verdict(
            subject=restriction.id,
            terms=(
                Term("未提示或未告知 somebody was not told", bool(untold), untold),
                Term("已过1个工作日 one working day has passed", terms.as_of > until, until),
            ),
            level=Level.YELLOW,
            since=days_after(until, 1),
            facts={"missing": untold},
            evidence=(restriction.said.name,),
        )

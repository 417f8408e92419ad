"""线索逾期未办结 A lead about arrears is not closed in time.

Law       《保障农民工工资支付条例》第十条: the department that receives a complaint handles it and tells the result.
          The term is a default: no national term was found.
Holds     after the term until the lead is closed; red if a group stands behind it.
Subject   the lead.
"""

from collections.abc import Iterator

from monitors.calendar import days_after, working_days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import Scope, rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "lead.overdue",
    law=(WAGE_REGULATION.article(10),),
    reads=("lead_wd", "group_threshold"),
    scope=Scope.BOTH,
    says=(
        "{received_on}收到的欠薪线索{subject}(涉及{claimants}人)已超过办理期限,尚未办结。",
        "Arrears lead {subject}, received on {received_on} from {claimants:claimant}, is past its term and not closed.",
    ),
)
def lead_overdue(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each lead."""
    for lead, closing in terms.leads:
        until = working_days_after(lead.on, terms.number("lead_wd"))
        is_group = lead.data["claimants"] >= terms.number("group_threshold")
        yield Verdict(
            subject=lead.data["lead_id"],
            terms=(
                Term("线索未办结 the lead is not closed", closing is None, closing and closing.on),
                Term("办理期限已过 the term has passed", terms.as_of > until, until),
            ),
            level=Level.RED if is_group else Level.YELLOW,
            since=days_after(until, 1),
            facts={"received_on": lead.on, "claimants": lead.data["claimants"]},
            evidence=(lead.name,),
        )

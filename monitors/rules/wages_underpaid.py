"""工资少发 Workers were paid less for a settled month than their pay sheets say.

Law       《保障农民工工资支付条例》第十三条、第十四条: wages are paid in full.
Holds     from the day after the due day until everyone has what is due; red from the first day of the second month
          after. Who was paid nothing at all stands under 工资未发.
Subject   the pay month.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.terms.arrears import underpaid
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.underpaid",
    law=(WAGE_REGULATION.article(13), WAGE_REGULATION.article(14)),
    says=(
        "{month}工资最迟应于{due_on}足额发放,{underpaid}名工人实发少于应发。",
        "Wages for {month} were due on {due_on}; {underpaid:worker} got less than the pay sheet says.",
    ),
)
def wages_underpaid(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    for month in terms.months:
        workers = underpaid(terms, month)
        yield Verdict(
            subject=month.name,
            terms=(
                *terms.settled(month.name),
                Term("有人实发少于应发 someone was paid less than is due", bool(workers), len(workers)),
            ),
            level=Level.RED if terms.as_of >= terms.red_from(month.name) else Level.YELLOW,
            workers=workers,
            since=days_after(terms.due_day(month.name), 1),
            facts={"due_on": terms.due_day(month.name), "underpaid": len(workers)},
        )

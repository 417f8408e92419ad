"""工资未发 Workers who attended a settled month were paid nothing for it.

Law       《保障农民工工资支付条例》第十三条、第十四条: wages are paid in full on the agreed day, before it where it
          is a rest day; 第三十一条: through the wage account to each worker's own card.
Holds     from the day after the due day until everyone is paid; red from the first day of the second month after.
Subject   the pay month.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import GUIZHOU_PLATFORM, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.terms.arrears import unpaid
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "wages.unpaid",
    law=(WAGE_REGULATION.article(13), WAGE_REGULATION.article(14), GUIZHOU_PLATFORM.whole()),
    reads=("unpaid_ratio", "unpaid_ratio_level"),
    says=(
        "{month}工资最迟应于{due_on}发放,出勤的{attended}名工人中有{unpaid}名分文未得。",
        "Wages for {month} were due on {due_on}; of {attended:worker} who attended {unpaid} got nothing at all.",
    ),
)
def wages_unpaid(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each pay month."""
    for month in terms.months:
        workers = unpaid(terms, month)
        attended = month.once(head_count)
        yield Verdict(
            subject=month.name,
            terms=(
                *terms.settled(month.name),
                Term("有人出勤而分文未得 someone attended and was paid nothing", bool(workers), len(workers)),
            ),
            level=_level(terms, month, len(workers), attended),
            workers=workers,
            since=days_after(terms.due_day(month.name), 1),
            facts={"due_on": terms.due_day(month.name), "attended": attended, "unpaid": len(workers)},
        )


def head_count(month: PayMonth) -> int:
    """How many attended the month."""
    return len(month.attended)


def _level(terms: Terms, month: PayMonth, unpaid_count: int, attended: int) -> Level:
    levels = [Level.YELLOW]
    if unpaid_count > terms.ratio("unpaid_ratio") * attended:
        levels.append(terms.level("unpaid_ratio_level"))
    if terms.as_of >= terms.red_from(month.name):
        levels.append(Level.RED)
    return max(levels, key=lambda level: level.rank)

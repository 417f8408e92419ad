"""群体性欠薪 Ten or more workers of one project are unpaid.

Law       《劳动争议调解仲裁法》第七条: ten and more with a common claim; 《保障农民工工资支付条例》第四十七条 on
          group incidents.
Holds     while the workers in any 工资未发 of the project are so many.
Subject   the project.
"""

from collections.abc import Iterator

from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.terms.arrears import unpaid_months
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "arrears.group",
    law=(WAGE_REGULATION.article(47),),
    reads=("group_threshold",),
    mutes=("wages.unpaid", "wages.exit_unsettled"),  # the group is made of them
    says=(
        "项目有{n}名工人被拖欠工资({months}),达到{group_threshold}人的群体性欠薪标准。",
        "{n:worker} of the project {n:is|are} unpaid ({months}), which reaches the threshold of {group_threshold}.",
    ),
)
def arrears_group(terms: Terms) -> Iterator[Verdict]:
    """Yield the project's verdict."""
    months = unpaid_months(terms)
    workers = frozenset[str]().union(*months.values())
    threshold = terms.number("group_threshold")
    yield Verdict(
        terms=(Term("未领到工资的人数达到群体 the unpaid make a group", len(workers) >= threshold, len(workers)),),
        level=Level.RED,
        workers=workers,
        facts={"months": sorted(months), "group_threshold": threshold},
    )

"""未设告示牌 No rights notice board stands on the site.

Law       《保障农民工工资支付条例》第三十四条: the general contractor puts up a rights notice board in a conspicuous
          place.
Holds     after some days of grace from the start of work, while in construction and no board stands; red later.
Subject   the project.
"""

from collections.abc import Iterator

from monitors.calendar import days_after
from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "notice.unposted",
    law=(WAGE_REGULATION.article(34),),
    reads=("notice_grace_days", "notice_red_days"),
    says=(
        "项目已于{started_on}开工,现场没有在位的维权信息告示牌。",
        "Work started on {started_on}, and no rights notice board stands on the site.",
    ),
)
def notice_unposted(terms: Terms) -> Iterator[Verdict]:
    """Yield the verdict of a project that has started."""
    if terms.site.started is None:
        return
    started_on = terms.site.started.on
    until = days_after(started_on, terms.number("notice_grace_days"))
    is_red = terms.as_of > days_after(started_on, terms.number("notice_red_days"))
    standing = [board.id for board in terms.boards.standing]
    yield Verdict(
        terms=(
            Term("项目在建 the project is in construction", terms.site.in_construction(terms.as_of)),
            Term("宽限期已过 the grace has passed", terms.as_of > until, until),
            Term("没有告示牌在位 no board stands", not standing, standing or None),
        ),
        level=Level.RED if is_red else Level.YELLOW,
        since=days_after(until, 1),
        facts={"started_on": started_on},
    )

"""告示牌内容不全 A standing notice board lacks an item that it must show.

Law       《保障农民工工资支付条例》第三十四条: what the board states.
Holds     while the board stands without the item and the project is not completed.
Subject   the board.
"""

from collections.abc import Iterator

from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level

MANDATORY = (
    "owner_unit",
    "general_contractor",
    "project_office",
    "sector_authority",
    "wage_officer",
    "local_minimum_wage_fen",
    "pay_day",
    "sector_complaint_phone",
    "inspection_complaint_phone",
    "arbitration_channel",
    "legal_aid_channel",
    "public_legal_hotline",
)
"""And `subcontractors`, where a subcontractor is on the project."""


@rule(
    "notice.incomplete",
    law=(WAGE_REGULATION.article(34),),
    says=(
        "维权信息告示牌{subject}缺少:{missing}。",
        "Notice board {subject} lacks: {missing}.",
    ),
)
def notice_incomplete(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each standing board."""
    mandatory = (*MANDATORY, *(("subcontractors",) if terms.site.subcontractors else ()))
    for board in terms.boards.standing:
        missing = [key for key in mandatory if key not in board.items]
        yield Verdict(
            subject=board.id,
            terms=(
                Term("项目未竣工 the project is not completed", not terms.site.is_completed),
                Term("缺少必备内容 a mandatory item is missing", bool(missing), missing),
            ),
            level=Level.YELLOW,
            since=board.posting.on,
            facts={"missing": missing},
            evidence=(board.posting.name,),
        )

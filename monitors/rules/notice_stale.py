"""告示牌内容过时 A standing notice board shows something that is no longer so.

Law       《保障农民工工资支付条例》第三十四条: the board states the local minimum wage, the pay day, the wage officer
          and the subcontractors.
Holds     while the board stands, an item that is on it differs from what is known, and the project is not completed.
Subject   the board.
"""

from collections.abc import Iterator

from monitors.law import WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.terms.boards import Board
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "notice.stale",
    law=(WAGE_REGULATION.article(34),),
    reads=("minimum_wage_fen",),
    says=(
        "维权信息告示牌{subject}的内容已与现况不符:{stale}。",
        "Notice board {subject} shows what is no longer so: {stale}.",
    ),
)
def notice_stale(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each standing board."""
    for board in terms.boards.standing:
        stale = sorted(_stale(terms, board))
        yield Verdict(
            subject=board.id,
            terms=(
                Term("项目未竣工 the project is not completed", not terms.site.is_completed),
                Term("有内容与现况不符 an item differs from what is known", bool(stale), stale),
            ),
            level=Level.YELLOW,
            facts={"stale": stale},
            evidence=(board.posting.name,),
        )


def _stale(terms: Terms, board: Board) -> Iterator[str]:
    known = {
        "local_minimum_wage_fen": terms.minimum_wage_fen(terms.as_of) or None,
        "pay_day": terms.site.registration["pay_day"],
        "wage_officer": terms.site.registration.get("wage_officer", {}).get("name"),
    }
    for key, value in known.items():
        if value is not None and key in board.items and board.items[key] != value:
            yield key
    named = board.items.get("subcontractors")
    if named is not None and not set(terms.site.subcontractors.values()) <= set(named):
        yield "subcontractors"

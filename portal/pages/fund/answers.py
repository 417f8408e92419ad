"""What the banks answered and nobody could take: which payment, why, and what to do about it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from infra.db.fund.answers import Answers
from portal.page import page
from portal.pages.fund.cases import common
from portal.pages.fund.rights import FundLooker

router = APIRouter()


@router.get("/fund/answers")
def answers(request: Request, visitor: FundLooker) -> Response:
    """The answers to funds in sight that moved no money in the books, the newest first."""
    rows = Answers(visitor.engine).troubled(visitor.sight)
    return page(request, visitor, "fund/answers.html", rows=rows, **common(visitor))

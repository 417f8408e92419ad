"""What the banks answered and nobody could take: which payment, why, and what was done about it."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from fund.why import Refused
from infra.db.fund.troubles import HANDLERS, Troubles
from infra.db.offices import Offices
from portal.page import page
from portal.pages.fund.frame import common, refusal
from portal.pages.fund.rights import FundLooker, Keeper
from portal.visitor import Visitor

router = APIRouter()
_LARGEST: Final = 2**63


@router.get("/fund/answers")
def answers(request: Request, visitor: FundLooker) -> Response:
    """The answers to funds in sight that moved no money in the books, and those that were dealt with."""
    return _answers(request, visitor)


@router.post("/fund/answers/{number}/handled")
def handled(
    request: Request, visitor: Keeper, number: int, why: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Mark an answer as dealt with, and say how."""
    done = Troubles(visitor.engine).handle(number, why, visitor.officer, visitor.today) if number < _LARGEST else None
    if done is None:
        raise HTTPException(404)
    if isinstance(done, Refused):
        return _answers(request, visitor, refusal(visitor, done))
    return RedirectResponse("/fund/answers", 303)


def _answers(request: Request, visitor: Visitor, error: str | None = None) -> Response:
    store = Troubles(visitor.engine)
    done = store.of(visitor.sight, handled=True)
    names = Offices(visitor.engine).names({one.handled.by for one in done if one.handled})
    return page(
        request, visitor, "fund/answers.html", 422 if error else 200, rows=store.of(visitor.sight), done=done,
        names=names, may_handle=visitor.may(*HANDLERS), error=error, **common(visitor),
    )  # fmt: skip

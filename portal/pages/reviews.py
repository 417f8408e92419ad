"""Restriction reviews: what banks hold, and what people decide of it. Nothing on these pages happens by itself."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from alerts.gate import Command, Confirm, Decide, Decision, Decline, GateFigures, Refused, Review, Said, State
from infra import clock
from infra.db.chronicle import ChronicleStore
from infra.db.gate.callbacks import Callbacks
from infra.db.gate.listing import Lot, Wanted, listed
from infra.db.gate.store import NotFound, Reviews, Stale, may_decide
from infra.db.gate.telling import about
from infra.db.offices import Offices
from infra.db.policies import Policies
from portal.gate import view
from portal.i18n import mark
from portal.page import page
from portal.visitor import SignedIn, Visitor, Worker
from portal.working_days import working_days_left
from schemas.office import Role

router = APIRouter()
_STALE: Final = mark("其他人刚刚更新了本案,请核对后再操作")
_UNREADABLE: Final = mark("请把审核意见填写完整")
_SYSTEM: Final = frozenset({"gate"})


@router.get("/reviews")
def reviews(
    request: Request,
    visitor: SignedIn,
    which: Lot = Lot.WAITING,
    q: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The reviews in sight: those that wait, the next deadline first, or those decided, the latest first."""
    wanted = Wanted(which, q.strip().replace("\0", ""), number)
    listing = listed(visitor.engine, visitor.sight, wanted, visitor.today)
    return page(request, visitor, "reviews/list.html", listing=listing, wanted=wanted, Lot=Lot, **_common())


@router.get("/reviews/{case}")
def one(request: Request, visitor: SignedIn, case: str) -> Response:
    """One review: the account, the project's wages, the order, the decision, the history."""
    return _shown(request, visitor, _found(visitor, case))


@router.post("/reviews/{case}/{act}")
def acted(
    request: Request,
    visitor: Worker,
    case: str,
    act: str,
    version: Annotated[int, Form()],
    decision: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    up_to: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """Decide, confirm or decline."""
    review = _found(visitor, case)
    try:
        command = _command(request, visitor, review, act, (decision, reason.strip(), up_to))
    except (ValueError, InvalidOperation):
        return _shown(request, visitor, review, visitor.say(_UNREADABLE), 422)
    done = Reviews(visitor.engine).act(case, version, command, visitor.officer, clock.now(), visitor.today)
    match done:
        case Review():
            return RedirectResponse(f"/reviews/{case}", 303)
        case NotFound():
            raise HTTPException(404)
        case Stale():
            return _shown(request, visitor, _found(visitor, case), visitor.say(_STALE), 409)
        case Refused():
            return _shown(request, visitor, review, visitor.say(view.REFUSALS.get(done, _UNREADABLE)), 422)


def _command(request: Request, visitor: Visitor, review: Review, act: str, given: tuple[str, str, str]) -> Command:
    """The command of a form. Raises `ValueError` on a field that cannot be read, and 404 on an act there is not."""
    decision, reason, up_to = given
    match act:
        case "decide":
            chosen = Decision(decision)
            fen = _fen(up_to) if chosen is Decision.EXCESS and up_to.strip() else None
            told = view.beside(request, visitor, review).funds
            return Decide(Said(chosen, reason, visitor.officer.id, fen), None if told is None else told.excess_fen)
        case "confirm":
            return Confirm(visitor.officer.id)
        case "decline":
            return Decline(visitor.officer.id, reason)
        case _:
            raise HTTPException(404)


def _fen(text: str) -> int:
    """Yuan as people write them, in fen. Raises `ValueError`."""
    fen = Decimal(text.strip().replace(",", "").replace(",", "")) * 100
    if not fen.is_finite() or fen != int(fen) or not 0 < fen < 10**16:
        raise ValueError(text)
    return int(fen)


def _found(visitor: Visitor, case: str) -> Review:
    review = Reviews(visitor.engine).get(case, visitor.sight) if "\0" not in case else None
    if review is None:
        raise HTTPException(404)
    return review


def _shown(request: Request, visitor: Visitor, review: Review, error: str | None = None, status: int = 200) -> Response:
    history = ChronicleStore(visitor.engine).about(about(review.case))
    people = {entry.actor for entry in history} | {
        one for said in (review.said, review.proposed) if said is not None for one in (said.by, review.confirmed_by)
    }
    mine = may_decide(review, visitor.officer)
    return page(
        request,
        visitor,
        "reviews/review.html",
        status,
        review=review,
        beside=view.beside(request, visitor, review),
        history=history,
        calls=Callbacks(visitor.engine).of(review.case) if review.said else [],
        names=Offices(visitor.engine).names(people),
        figures=GateFigures.of(Policies(visitor.engine).limits(), review.region, review.asked_on),
        may_decide=mine and review.is_open,
        may_confirm=mine and review.is_open and visitor.may(Role.CHIEF),
        error=error,
        **_common(),
    )


def _common() -> dict[str, Any]:
    return {"view": view, "left": working_days_left, "State": State, "Decision": Decision, "system": _SYSTEM}

"""A fund's own matters, each by two persons: founding, account, next budget, money received."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from fund.matters import LABELS, Founding, Matter
from fund.proposals import PROPOSERS, Decision, Proposal, may_decide
from fund.why import Refused, Why
from infra.db.fund.funds import Fund, Funds
from infra.db.fund.proposals import Proposals
from infra.db.offices import Offices
from portal.fund.forms import Filled
from portal.fund.matters import FIELDS, ORIGINS, content_of
from portal.page import page
from portal.pages.fund.frame import common, refusal
from portal.pages.fund.rights import Decider, FundLooker, Keeper
from portal.visitor import Visitor

router = APIRouter()
_LARGEST: Final = 2**63
Code = Annotated[str, Query(max_length=40)]


@router.get("/fund/matters")
def matters(request: Request, visitor: FundLooker, fund: Code = "") -> Response:
    """What waits for its second person, what may be proposed, and what was decided."""
    return _matters(request, visitor, fund)


@router.post("/fund/matters")
def proposed(
    request: Request,
    visitor: Keeper,
    matter: Annotated[Matter, Form()],
    fund: Annotated[str, Form(max_length=40)] = "",
    document_no: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Propose something about a fund, or a fund."""
    try:
        content = content_of(matter, Filled(request.state.form))
    except ValueError:
        told = visitor.say("请把表单填写完整,金额以元为单位。")
        return _matters(request, visitor, fund, told, matter)
    store = Proposals(visitor.engine)
    made = (
        store.found(content, document_no, visitor.officer, visitor.today)
        if isinstance(content, Founding)
        else store.propose(fund, content, document_no, visitor.officer, visitor.today)
    )
    if isinstance(made, Refused) and made.why is Why.NO_FUND:
        raise HTTPException(404)
    return _answered(request, visitor, made, fund, matter)


@router.post("/fund/matters/{number}/confirm")
def confirmed(request: Request, visitor: Decider, number: int) -> Response:
    """Put somebody else's proposal into force."""
    held = _held(visitor, number)
    done = Proposals(visitor.engine).confirm(number, visitor.officer, visitor.today)
    return _answered(request, visitor, done, held.fund)


@router.post("/fund/matters/{number}/refuse")
def refused(
    request: Request, visitor: Decider, number: int, why: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Give a proposal up, for a reason."""
    held = _held(visitor, number)
    done = Proposals(visitor.engine).refuse(number, why, visitor.officer, visitor.today)
    return _answered(request, visitor, done, held.fund)


def _held(visitor: Visitor, number: int) -> Proposal:
    held = Proposals(visitor.engine).get(number, visitor.sight) if 0 <= number < _LARGEST else None
    if held is None:
        raise HTTPException(404)
    return held


def _answered(
    request: Request, visitor: Visitor, done: Proposal | Refused, fund: str, matter: Matter | None = None
) -> Response:
    if isinstance(done, Proposal):
        return RedirectResponse(f"/fund/matters?fund={done.fund}", 303)
    return _matters(request, visitor, fund, refusal(visitor, done), matter)


def _matters(
    request: Request, visitor: Visitor, code: str, error: str | None = None, matter: Matter | None = None
) -> Response:
    funds = Funds(visitor.engine).all(visitor.sight)
    chosen = next((fund for fund in funds if fund.code == code), funds[0] if funds else None)
    store = Proposals(visitor.engine)
    waiting = store.of(visitor.sight, waiting=True)
    decided = [one for one in store.of(visitor.sight, chosen.code if chosen else "") if one not in waiting]
    people = {name for one in (*waiting, *decided) for name in (one.by, one.decided_by) if name}
    given: dict[str, Any] = {
        "funds": funds, "fund": chosen, "waiting": waiting, "decided": decided, "error": error,
        "names": Offices(visitor.engine).names(people), "names_of": {one.code: one.name for one in funds},
        "titles": LABELS, "fields": FIELDS, "origins": ORIGINS, "Matter": Matter, "Decision": Decision,
        "may_propose": visitor.may(*PROPOSERS), "region": _unfounded(visitor, funds),
        "may_confirm": {one.id for one in waiting if may_decide(one, visitor.officer)},
        "own": {one.id for one in waiting if one.by == visitor.officer.id},
        "form": getattr(request.state, "form", {}) if error else {}, "open": matter,
    }  # fmt: skip
    return page(request, visitor, "fund/matters.html", 422 if error else 200, **given, **common(visitor))


def _unfounded(visitor: Visitor, funds: list[Fund]) -> str:
    """The visitor's own region where it has no fund yet."""
    region = visitor.office.region
    return "" if any(fund.region == region for fund in funds) else region

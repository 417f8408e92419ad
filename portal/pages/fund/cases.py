"""The fund's queue by step and deadline, and one case with everything that may be done to it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from fund.amounts import advances
from fund.authority import possible
from fund.case import FundCase, LineState, Outcome, Pressure, Source, State, Trigger
from fund.case import Kind as AdvanceKind
from fund.claims import debts, two_ledgers, waiting
from fund.deadlines import timers
from fund.eligibility import checklist
from fund.papers import papers
from fund.recovery import dues, instalments
from fund.setting import Setting
from fund.sources import order_of_sources
from fund.why import Refused
from infra.db.chronicle import ChronicleStore
from infra.db.fund import Done, FundCases, NotFound, Stale
from infra.db.fund import Outcome as CaseOutcome
from infra.db.fund.funds import Funds
from infra.db.fund.orders import Orders
from infra.db.fund.queue import PAGE, Queue, Wanted
from infra.db.offices import Offices
from monitors import calendar
from portal import work_words
from portal.fund.forms import ACTS, command, offered
from portal.handoffs import words as handoff_words
from portal.page import page
from portal.pages.fund.frame import common, refusal
from portal.pages.fund.rights import Clerk, FundLooker, found, store
from portal.portraits.words import BOND_FORMS
from portal.visitor import Visitor
from portal.working_days import working_days_left
from schemas.office import Role
from streams.fund.beginning import begin, gather_again
from streams.fund.inspecting import inspecting

router = APIRouter()
STEPS: Final = (
    State.DRAFT, State.CHECK, State.SECTOR, State.FINANCE, State.APPROVAL, State.APPROVED, State.PREPARED,
    State.ORDERED, State.RECOVERY, State.CLOSED,
)  # fmt: skip


@router.get("/fund")
def queue(
    request: Request, visitor: FundLooker, step: str = "", which: str = "open", q: str = "", number: int = 1
) -> Response:
    """The cases in sight by step: those under way, the next deadline first."""
    number = min(max(1, number), 10_000)
    known = step if step in {state.value for state in State} else ""
    lists = Queue(visitor.engine)
    wanted = Wanted(state=known, q=q[:100], overdue=which == "overdue", closed=which == "all", page=number)
    cases, total = lists.page(wanted, visitor.sight, visitor.today)
    rows = [(one, one.due_on and working_days_left(visitor.today, one.due_on), _mine(one, visitor)) for one in cases]
    return page(
        request, visitor, "fund/queue.html", rows=rows, counts=lists.counts(visitor.sight, visitor.today), total=total,
        step=known, which=which, q=q[:100], number=number, last=max(1, -(-total // PAGE)), steps=STEPS,
        may_open=visitor.may(Role.FUND_CLERK), **common(visitor),
    )  # fmt: skip


@router.get("/fund/new")
def ask(
    request: Request, visitor: Clerk, origin: Annotated[str, Query(max_length=100)] = "", project: str = ""
) -> Response:
    """What a case is to be opened from."""
    return page(request, visitor, "fund/new.html", origin=origin, project=project, error=None, **common(visitor))


@router.post("/fund/new")
def opened(
    request: Request,
    visitor: Clerk,
    origin: Annotated[str, Form(max_length=100)] = "",
    project: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Open a case with everything that the records know."""
    cases = store(request, visitor)
    match begin(cases, visitor.engine, origin.strip(), project.strip(), visitor.officer, visitor.today):
        case Done(case):
            return RedirectResponse(f"/fund/cases/{case.id}", 303)
        case Refused(why):
            error = why.value[0 if visitor.lang == "zh" else 1]
        case _:
            error = visitor.say("没有找到这条预警、线索或项目,或当地没有周转金。")
    return page(request, visitor, "fund/new.html", 422, origin=origin, project=project, error=error, **common(visitor))


@router.get("/fund/cases/{number}")
def case(request: Request, visitor: FundLooker, number: int) -> Response:
    """One case."""
    cases = store(request, visitor)
    return _case(request, visitor, cases, found(cases, visitor, number))


@router.post("/fund/cases/{number}/{act}")
def acted(request: Request, visitor: FundLooker, number: int, act: str, version: Annotated[int, Form()]) -> Response:
    """Every act on a case, as it was on a version."""
    cases = store(request, visitor)
    held = found(cases, visitor, number)
    if act not in ACTS and act != "gather":
        raise HTTPException(404)
    try:
        done = _done(request, visitor, cases, held, act, version)
    except ValueError:
        return _case(request, visitor, cases, held, visitor.say("请把表单填写完整,金额以元为单位。"), 422)
    match done:
        case Done():
            return RedirectResponse(f"/fund/cases/{number}", 303)
        case NotFound():
            raise HTTPException(404)
        case Stale():
            return _stale(request, visitor, done.case)
        case Refused():
            return _case(request, visitor, cases, held, refusal(visitor, done), 422)


def _done(request: Request, visitor: Visitor, cases: FundCases, held: FundCase, act: str, version: int) -> CaseOutcome:
    """What came of a form. Raises `ValueError` on a field that cannot be read."""
    if act == "gather":
        return gather_again(cases, visitor.engine, held, version, visitor.officer, visitor.today)
    wanted = command(act, request.state.form)
    return cases.act(held.id, version, wanted, visitor.officer, visitor.sight, visitor.today)


def _mine(case: FundCase, visitor: Visitor) -> bool:
    """Whether the next step is the visitor's to take."""
    acts = offered(possible(case, visitor.officer))
    return bool(acts & {"submit", "agree", "prepare", "release", "paid"}) and not case.is_over


def _stale(request: Request, visitor: Visitor, held: FundCase) -> Response:
    history = ChronicleStore(visitor.engine).about(f"fund_case:{held.id}")[-5:]
    names = Offices(visitor.engine).names({entry.actor for entry in history})
    given = {"case": held, "history": history, "names": names}
    return page(request, visitor, "fund/stale.html", 409, **given, **common(visitor))


def _case(
    request: Request,
    visitor: Visitor,
    cases: FundCases,
    held: FundCase,
    error: str | None = None,
    status: int = 200,
) -> Response:
    by = cases.setting(held, visitor.today)
    history = ChronicleStore(visitor.engine).about(f"fund_case:{held.id}")
    people = {entry.actor for entry in history} | {one.by for one in held.signatures}
    fund = Funds(visitor.engine).get(held.fund, visitor.sight)
    return page(
        request,
        visitor,
        "fund/case.html",
        status,
        case=held,
        error=error,
        acts=offered(possible(held, visitor.officer)),
        figures=_figures(held, by, visitor),
        steps_of_inspectors=inspecting(visitor.engine, held.project, visitor.sight),
        bond_forms=BOND_FORMS,
        work_states=work_words.STATES,
        handoff_states=handoff_words.STATES,
        items=checklist(held, by, visitor.today),
        sources=order_of_sources(held),
        standing=papers(held, by.terms, visitor.today),
        timers=timers(held, by.terms, calendar),
        left=working_days_left,
        fund=fund,
        free_fen=by.balances.free_fen,
        debts=debts(held),
        ledgers={debt.debtor: two_ledgers(held, debt.debtor) for debt in debts(held)},
        dues=dues(held, visitor.today, by.terms),
        plans=[(claim, instalments(held, claim, visitor.today)) for claim in held.claims if claim.plan],
        is_waiting=waiting(held),
        batches=Orders(visitor.engine).of_case(held.id, visitor.sight),
        history=history,
        names=Offices(visitor.engine).names(people),
        parties={party.id: party.name for party in held.parties},
        steps=STEPS,
        reached=STEPS.index(held.state) if held.state in STEPS else -1,
        may_look_up=visitor.may(Role.OFFICER, Role.CHIEF),
        Trigger=Trigger,
        Kind=AdvanceKind,
        Outcome=Outcome,
        Source=Source,
        LineState=LineState,
        Pressure=Pressure,
        **common(visitor),
    )


def _figures(held: FundCase, by: Setting, visitor: Visitor) -> list[tuple[Any, Any]]:
    """Each line with its amount: as submitted, or as it would be today."""
    now = advances(held, by, visitor.today)
    return [(line, line.figure or now.get(held.name_of(line))) for line in held.lines]

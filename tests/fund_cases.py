"""What tests of the fund say in one line: a fund with money, officers of every duty, a case ready to be submitted."""

import itertools
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from fund.case import Answer, Arrear, FundCase, Line, Outcome, Party, PartyRole, Settlement, Source, Trigger
from fund.commands import Agree, AttachPaper, Command, Gather, Pay, PrepareOrder, ReleaseOrder, StateTrigger, Submit
from fund.eligibility import ANSWERABLE
from fund.matters import Founding, Origin, Receipt
from fund.papers import PAPERS
from fund.proposals import Proposal
from fund.why import Refused
from infra.db.fund import Done, Fund, FundCases, Funds, Opening
from infra.db.fund.proposals import Proposals
from schemas.office import Officer, Role, Sight

DAY = date(2026, 3, 2)
COUNTY = "520103"
NEXT_COUNTY = "520102"
_LINES = itertools.count(1)
EMPLOYER = "91520100MA6TEST001"
CLERK, CHECKER, SECTOR, FINANCE, APPROVER, CASHIER, RELEASER = (
    "clerk", "checker", "sector", "finance", "approver", "cashier", "releaser",
)  # fmt: skip
_ROLES = {
    CLERK: Role.FUND_CLERK,
    CHECKER: Role.FUND_CLERK,
    SECTOR: Role.FUND_SECTOR,
    FINANCE: Role.FUND_FINANCE,
    APPROVER: Role.FUND_APPROVER,
    CASHIER: Role.FUND_CASHIER,
    RELEASER: Role.FUND_CASHIER,
}


def person(name: str, region: str = COUNTY) -> Officer:
    """The officer of a duty in a county."""
    return Officer(f"{name}-{region}", name, region, frozenset({_ROLES[name]}), Sight((region,)))


def a_fund(engine: Engine, fen: int, region: str = COUNTY, name: str = "", day: date = DAY) -> Fund:
    """A county's fund that two persons founded and that was given so much."""
    proposals = Proposals(engine)
    founding = Founding(name or f"{region}应急周转金", region, f"62{region}", "105")
    funds, sight = Funds(engine), Sight((region,))
    if funds.get(f"F{region}", sight) is None:
        agreed(proposals, proposals.found(founding, "府办〔2026〕1号", person(CASHIER, region), day), FINANCE, day)
    if fen:
        gives(engine, fen, region, day)
    fund = funds.get(f"F{region}", sight)
    assert fund is not None
    return fund


def gives(engine: Engine, fen: int, region: str = COUNTY, day: date = DAY) -> None:
    """The county's fund receives money, entered and confirmed by two persons."""
    proposals, line = Proposals(engine), f"line-{next(_LINES)}"
    receipt = Receipt(Origin.ALLOCATION, "县财政局", fen, day, line)
    made = proposals.propose(f"F{region}", receipt, "财预〔2026〕1号", person(CASHIER, region), day)
    agreed(proposals, made, FINANCE, day)


def agreed(proposals: Proposals, made: Proposal | Refused, who: str, day: date = DAY) -> Proposal:
    """The proposal confirmed by somebody."""
    assert isinstance(made, Proposal), made
    done = proposals.confirm(made.id, person(who, made.region), day)
    assert isinstance(done, Proposal), done
    return done


def a_line(worker: str, owed_fen: int = 10_000_00, month: str = "2026-01", employer: str = EMPLOYER) -> Line:
    """A worker who is owed one month."""
    return Line(worker, employer, (Arrear(month, owed_fen, days=20, evidence=("event:x/1",)),), f"card-{worker}", "105")


def a_gathering(*lines: Line) -> Gather:
    """What data says of workers whose every source is settled and every item answered."""
    return Gather(
        lines,
        (Party(EMPLOYER, "劳务公司", PartyRole.EMPLOYER),),
        tuple(Answer(item, True, DAY, evidence=("document:1",)) for item in ANSWERABLE),
        tuple(Settlement(source, Outcome.UNPAID, DAY, 0, ("document:2",)) for source in Source),
        tuple((paper.key, "document:3") for paper in PAPERS),
    )


def a_draft(cases: FundCases, *lines: Line, region: str = COUNTY) -> FundCase:
    """A case that lacks nothing but its submission."""
    opening = Opening(region, region, "application", "P1", "云山学校", EMPLOYER, a_gathering(*lines))
    opened = cases.open(opening, person(CLERK, region), DAY)
    assert isinstance(opened, Done), opened
    stated = StateTrigger(Trigger.ABSCONDED, evidence=("document:4",), why="经营者逃匿")
    return does(cases, opened.case, stated, CLERK)


def does(cases: FundCases, case: FundCase, command: Command, who: str) -> FundCase:
    """The case after a command that must succeed."""
    officer = person(who, case.region)
    done = cases.act(case.id, case.version, command, officer, officer.sight, DAY)
    assert isinstance(done, Done), done
    return done.case


def submitted(cases: FundCases, case: FundCase) -> FundCase:
    """The case with its amounts reserved."""
    return does(cases, case, Submit("请予垫付"), CLERK)


def approved(cases: FundCases, case: FundCase) -> FundCase:
    """The case with every opinion."""
    for who in (CHECKER, SECTOR, FINANCE, APPROVER):
        case = does(cases, case, Agree("同意", "府批〔2026〕1号"), who)
    return case


def ordered(cases: FundCases, case: FundCase) -> FundCase:
    """The case with its order at the bank."""
    return does(cases, does(cases, case, PrepareOrder(), CASHIER), ReleaseOrder(), RELEASER)


__all__ = [
    "APPROVER", "CASHIER", "CHECKER", "CLERK", "COUNTY", "DAY", "EMPLOYER", "FINANCE", "NEXT_COUNTY", "RELEASER",
    "SECTOR", "AttachPaper", "Pay", "a_draft", "a_fund", "a_gathering", "a_line", "agreed", "approved",
    "does", "gives", "ordered", "person", "replace", "submitted",
]  # fmt: skip

"""The fund's money: overview with what may be asked of it, the recovery board, the monthly report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response

from fund.books import ACCOUNTS, Account, Kind
from fund.case import FundCase, State
from fund.claims import Debt, debts
from fund.recovery import AGES, ageing, dues
from infra.db.fund.funds import Fund, Funds
from infra.db.fund.journal import Journal
from infra.db.fund.outlook import solvency
from infra.db.fund.proposals import Proposals
from infra.db.fund.queue import Queue
from infra.db.offices import Offices
from portal.documents import MissingGlyphError, document
from portal.fund.report import SHOWN, Report, month_of, moves, printed, workbook
from portal.page import page
from portal.pages.fund.frame import common
from portal.pages.fund.rights import FundLooker, store
from portal.visitor import Visitor

router = APIRouter()
_MONTHS: Final = 12
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DEBT: Final = (State.ORDERED, State.APPROVED, State.PREPARED, State.RECOVERY, State.CLOSED)
Code = Annotated[str, Query(max_length=40)]


@router.get("/fund/overview")
def overview(request: Request, visitor: FundLooker, fund: Code = "") -> Response:
    """A fund's accounts, its last twelve months, and whether it will last."""
    funds, chosen = _chosen(visitor, fund)
    given: dict[str, Any] = {"funds": funds, "fund": chosen, "accounts_of": ACCOUNTS}
    if chosen is not None:
        given |= _money(request, visitor, chosen)
    return page(request, visitor, "fund/overview.html", **given, **common(visitor))


@router.get("/fund/recovery")
def recovery(request: Request, visitor: FundLooker) -> Response:
    """What is to be recovered, how old it is, and what is to be done next."""
    rules = store(request, visitor).rules
    cases = Queue(visitor.engine).in_states(visitor.sight, *_DEBT)
    rows = [(case, debt, _next(case, debt, visitor, rules.terms_of(case))) for case in cases for debt in debts(case)]
    rows.sort(key=lambda row: (row[1].outstanding_fen == 0, row[2].on if row[2] else date.max, row[0].id))
    buckets = [(text, sum(ageing(case, visitor.today)[at].fen for case in cases)) for at, (_, text) in enumerate(AGES)]
    n = 0 if visitor.lang == "zh" else 1
    chart = {
        "kind": "bars",
        "unit": visitor.say("元"),
        "names": [text[n] for text, _ in buckets],
        "bars": [{"name": visitor.say("尚欠"), "values": [fen / 100 for _, fen in buckets]}],
    }
    names = {party.id: party.name for case in cases for party in case.parties}
    total = _sums(cases)
    return page(
        request, visitor, "fund/recovery.html", rows=rows, buckets=buckets, chart=chart, names=names, sums=total,
        **common(visitor),
    )  # fmt: skip


@router.get("/fund/report")
def report(request: Request, visitor: FundLooker, fund: Code = "", month: Code = "") -> Response:
    """A fund's month on the page."""
    funds, chosen = _chosen(visitor, fund)
    made = _report(visitor, chosen, month) if chosen else None
    return page(
        request, visitor, "fund/report.html", funds=funds, report=made, accounts=ACCOUNTS,
        **common(visitor),
    )  # fmt: skip


@router.get("/fund/report.xlsx")
def report_workbook(visitor: FundLooker, fund: Code = "", month: Code = "") -> Response:
    """A fund's month as a workbook."""
    made = _known_report(visitor, fund, month)
    headers = {"Content-Disposition": f'attachment; filename="wagewatch-fund-{made.fund.code}-{made.month}.xlsx"'}
    return Response(workbook(made), media_type=_XLSX, headers=headers)


@router.get("/fund/report.pdf")
def report_paper(visitor: FundLooker, fund: Code = "", month: Code = "") -> Response:
    """A fund's month as PDF."""
    made = _known_report(visitor, fund, month)
    chain = Offices(visitor.engine).chain(made.fund.region)
    data = printed(made, chain[0].name if chain else made.fund.name)
    try:
        paper = document("fund-form", data, dated=visitor.today)
    except MissingGlyphError as error:
        said = visitor.say("没有字体能印出这些字：%(characters)s", characters=error.characters)
        raise HTTPException(400, said) from error
    headers = {"Content-Disposition": f'inline; filename="wagewatch-fund-{made.fund.code}-{made.month}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=headers)


def _chosen(visitor: Visitor, code: str) -> tuple[list[Fund], Fund | None]:
    funds = Funds(visitor.engine).all(visitor.sight)
    return funds, next((fund for fund in funds if fund.code == code), funds[0] if funds else None)


def _known_report(visitor: Visitor, code: str, month: str) -> Report:
    chosen = _chosen(visitor, code)[1]
    if chosen is None:
        raise HTTPException(404)
    return _report(visitor, chosen, month)


def _report(visitor: Visitor, fund: Fund, month: str) -> Report:
    first, last = month_of(month, visitor.today)
    funds = Funds(visitor.engine)
    before = funds.moved(fund.code, date.min, first - timedelta(1), visitor.sight)
    change = funds.moved(fund.code, first, last, visitor.sight)
    journal = funds.journal(fund.code, visitor.sight, first=first, last=last, limit=10_000)
    cases = [case for case in Queue(visitor.engine).of_fund(fund.code, visitor.sight) if _is_of(case, first, last)]
    names = Offices(visitor.engine).names({one.by for one in journal if one.by})
    named = tuple(replace(one, by=names.get(one.by, one.by)) for one in reversed(journal))
    return Report(fund, first, last, moves(before, change), named, tuple(reversed(cases)))


def _is_of(case: FundCase, first: date, last: date) -> bool:
    """Whether a case was under way on any day of a period."""
    return case.opened_on <= last and (case.closed_on is None or case.closed_on >= first)


def _money(request: Request, visitor: Visitor, fund: Fund) -> dict[str, Any]:
    n = 0 if visitor.lang == "zh" else 1
    funds, cases = Funds(visitor.engine), Queue(visitor.engine).of_fund(fund.code, visitor.sight)
    balances = funds.balances(fund.code, visitor.sight)
    accounts = [(ACCOUNTS[account][n], sign * balances.total(account)) for account, sign in SHOWN.items()]
    told = solvency(visitor.engine, fund.code, visitor.sight, visitor.today, store(request, visitor).rules)
    outlook, expected = told or (None, [])
    months = _months(visitor, fund)
    chart = {
        "kind": "bars",
        "unit": visitor.say("元"),
        "names": [month for month, *_ in months],
        "bars": [
            {"name": visitor.say("支付"), "values": [paid / 100 for _, paid, _, _ in months]},
            {"name": visitor.say("追回"), "values": [back / 100 for _, _, back, _ in months]},
        ],
        "lines": [{"name": visitor.say("可用余额"), "values": [free / 100 for *_, free in months]}],
    }
    return {
        "accounts": accounts,
        "sums": _sums(cases),
        "months": months,
        "chart": chart,
        "outlook": outlook,
        "expected": expected[:20],
        "journal": funds.journal(fund.code, visitor.sight, limit=10),
        "names_of": {case.id: case.number for case in cases},
        "waiting": len(Proposals(visitor.engine).of(visitor.sight, fund.code, waiting=True)),
    }


def _months(visitor: Visitor, fund: Fund) -> list[tuple[str, int, int, int]]:
    """(month, paid, recovered, free at its end) of the last twelve months, the oldest first, in fen."""
    last = visitor.today
    firsts = [date(last.year - (last.month <= back), (last.month - 1 - back) % 12 + 1, 1) for back in range(_MONTHS)]
    moved = Journal(visitor.engine).months(fund.code, visitor.sight)
    return [_month(f"{first:%Y-%m}", moved) for first in reversed(firsts)]


def _month(month: str, moved: Mapping[tuple[str, Kind, Account], int]) -> tuple[str, int, int, int]:
    paid = moved.get((month, Kind.PAID, Account.ADVANCED), 0)
    back = moved.get((month, Kind.REPAID, Account.CASH), 0)
    free = sum(fen for (other, _, account), fen in moved.items() if other <= month and account is Account.CASH)
    return month, paid, back, free


def _next(case: FundCase, debt: Debt, visitor: Visitor, terms: Any) -> Any:
    return next((due for due in dues(case, visitor.today, terms) if due.claim.debtor == debt.debtor), None)


def _sums(cases: Sequence[FundCase]) -> dict[str, int]:
    found = [debt for case in cases for debt in debts(case)]
    return {
        "advanced": sum(debt.advanced_fen for debt in found),
        "recovered": sum(debt.recovered_fen for debt in found),
        "written_off": sum(debt.written_off_fen for debt in found),
        "outstanding": sum(debt.outstanding_fen for debt in found),
    }

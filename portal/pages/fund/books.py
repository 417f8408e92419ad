"""The fund's books: trial balance and journal with both sides of every posting, on the page and as a workbook."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response

from fund.books import ACCOUNTS, Account
from infra.db.fund.funds import Booked, Fund, Funds
from infra.db.fund.journal import PAGE, Journal, Sought
from infra.db.offices import Offices
from portal.fund.books import ledger, trial_balance
from portal.fund.words import POSTINGS
from portal.page import page
from portal.pages.fund.frame import common
from portal.pages.fund.rights import FundLooker
from portal.visitor import Visitor

router = APIRouter()
_MOST: Final = 100_000
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Text = Annotated[str, Query(max_length=60)]


@router.get("/fund/books")
def books(
    request: Request,
    visitor: FundLooker,
    fund: Text = "",
    since: Text = "",
    until: Text = "",
    account: Text = "",
    case: Text = "",
    number: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The trial balance and a page of the journal."""
    funds = Funds(visitor.engine).all(visitor.sight)
    chosen = next((one for one in funds if one.code == fund), funds[0] if funds else None)
    if chosen is None:
        return page(request, visitor, "fund/books.html", funds=funds, fund=None, **common(visitor))
    sought = _sought(chosen.code, since, until, account, case)
    journal = Journal(visitor.engine)
    sums, rows = journal.sums(sought, visitor.sight), journal.page(sought, visitor.sight, number)
    return page(
        request, visitor, "fund/books.html", funds=funds, fund=chosen, sums=sums, rows=rows, number=number,
        last=max(1, -(-sums.postings // PAGE)), standing=trial_balance(sums), accounts=ACCOUNTS, kinds=POSTINGS,
        numbers=_numbers(visitor, chosen, rows), people=_people(visitor, rows),
        asked={"fund": chosen.code, "since": since, "until": until, "account": account, "case": case},
        whole=not (since or until or account or case), **common(visitor),
    )  # fmt: skip


@router.get("/fund/books.xlsx")
def books_workbook(
    visitor: FundLooker, fund: Text, since: Text = "", until: Text = "", account: Text = "", case: Text = ""
) -> Response:
    """The same as a workbook, every posting of it."""
    chosen = Funds(visitor.engine).get(fund, visitor.sight)
    if chosen is None:
        raise HTTPException(404)
    sought = _sought(fund, since, until, account, case)
    journal = Journal(visitor.engine)
    rows = journal.page(sought, visitor.sight, size=_MOST)
    sums, numbers = journal.sums(sought, visitor.sight), _numbers(visitor, chosen, rows)
    made = ledger(chosen, sought, sums, rows, numbers, _people(visitor, rows))
    headers = {"Content-Disposition": f'attachment; filename="wagewatch-fund-{chosen.code}-books.xlsx"'}
    return Response(made, media_type=_XLSX, headers=headers)


def _sought(fund: str, since: str, until: str, account: str, case: str) -> Sought:
    known = Account(account) if account in set(Account) else None
    return Sought(fund, _day(since, date.min), _day(until, date.max), known, case.strip().replace("\0", ""))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _numbers(visitor: Visitor, fund: Fund, rows: list[Booked]) -> dict[int, str]:
    cases = {one.case for one in rows if one.case is not None}
    return Journal(visitor.engine).case_numbers(fund.code, cases, visitor.sight)


def _people(visitor: Visitor, rows: list[Booked]) -> dict[str, str]:
    return Offices(visitor.engine).names({one.by for one in rows if one.by})

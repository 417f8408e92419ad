"""The papers of a case made from what the stores know: one of them, or all that its course has come to."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine

from alerts.evidence import Exhibit
from fund.case import FundCase
from fund.claims import debts
from fund.papers import papers
from infra.db.fund import FundCases
from infra.db.fund.funds import Funds
from infra.db.offices import Offices
from portal.documents import document
from portal.fund.letters import TITLES as LETTERS
from portal.fund.letters import Letter, letter, letters
from portal.fund.papers import TITLES, NotYet, Printing, paper
from schemas.office import EVERYWHERE, Sight


def made(engine: Engine, cases: FundCases, case: FundCase, kind: str, today: date) -> bytes:
    """One paper as PDF. Raises `KeyError`, `NotYet` before its time, and `MissingGlyphError`."""
    data, dated = paper(kind, _printing(engine, cases, case, today))
    return document("fund-form", data, dated=dated)


def posted(engine: Engine, case: FundCase, it: Letter) -> bytes:
    """One letter of a recovery as PDF, as it was when it was sent. Raises `MissingGlyphError`."""
    office, fund = Offices(engine).office(case.office), Funds(engine).get(case.fund, Sight((EVERYWHERE,)))
    assert fund is not None, "a case's fund is never deleted"
    data = letter(case, it, office.name if office else case.office, fund)
    return document("fund-form", data, dated=it.pressed.on)


def forms(engine: Engine, cases: FundCases, case: FundCase, today: date) -> Iterator[Exhibit]:
    """Every paper that there is by now and every letter, as files of a case file. Raises `MissingGlyphError`."""
    for kind, title in TITLES.items():
        try:
            content = made(engine, cases, case, kind, today)
        except NotYet:
            continue
        yield Exhibit(f"forms/{kind}-{title}.pdf", content)
    for it in letters(case):
        yield Exhibit(f"letters/{it.name}-{LETTERS[it.pressed.pressure]}.pdf", posted(engine, case, it))


def _printing(engine: Engine, cases: FundCases, case: FundCase, today: date) -> Printing:
    offices, funds = Offices(engine), Funds(engine)
    office, fund = offices.office(case.office), funds.get(case.fund, Sight((EVERYWHERE,)))
    people = {one.by for one in case.signatures} | {
        who for order in case.orders for who in (order.prepared_by, order.released_by) if who
    }
    return Printing(
        case,
        office.name if office else case.office,
        fund.name if fund else case.fund,  # it may be a fund that another county keeps
        offices.names(people),
        papers(case, cases.setting(case, today).terms, today),
        debts(case),
        today,
    )

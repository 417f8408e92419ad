"""A fund's own matters on real PostgreSQL: two persons each, one line of a bank's statement once, nothing half done."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy
from sqlalchemy import Engine, text

from alerts.wording import sentence
from fund.case import FundCase
from fund.commands import ConfirmRepayment, Pay, RecordRepayment, RefuseRepayment
from fund.matters import Details, Founding, NextBudget, Origin, Receipt
from fund.proposals import Decision, Proposal
from fund.why import Refused, Why
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected, engine_of
from infra.db.fund import Done, FundCases, Funds
from infra.db.fund.faults import faults
from infra.db.fund.proposals import Proposals
from infra.db.notices.inbox import Inbox, Wanted
from infra.db.offices import Offices
from infra.db.offices.tables import officer_roles, officers, substitutes
from schemas.office import Sight
from tests.database import rows
from tests.fund_cases import (
    APPROVER,
    CASHIER,
    COUNTY,
    DAY,
    EMPLOYER,
    FINANCE,
    NEXT_COUNTY,
    RELEASER,
    a_draft,
    a_fund,
    a_line,
    agreed,
    approved,
    does,
    ordered,
    person,
    submitted,
)
from tests.portal_fixtures import seed_offices

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))
FUND = f"F{COUNTY}"
FOUNDING = Founding("云山县欠薪应急周转金", COUNTY, "6200", "102")
RECEIPT = Receipt(Origin.ALLOCATION, "云山县财政局", 500_000_00, DAY, "102-17")


def proposed(engine: Engine, receipt: Receipt = RECEIPT, who: str = CASHIER) -> Proposal:
    made = Proposals(engine).propose(FUND, receipt, "云财预〔2026〕1号", person(who), DAY)
    assert isinstance(made, Proposal), made
    return made


def raced(database_url: str, act: Callable[[Proposals], object], times: int = 4) -> list[object]:
    start = threading.Barrier(times)

    def race(_: int) -> object:
        mine = engine_of(database_url, connections=1)
        try:
            start.wait()
            return act(Proposals(mine))
        finally:
            mine.dispose()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(race, range(times)))


def recovering(engine: Engine, worker: str = "w1") -> FundCase:
    """A case whose worker was paid."""
    cases = FundCases(engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line(worker)))))
    done = cases.told(case.id, Pay(worker, DAY, ("event:bank/1",)), DAY)
    assert isinstance(done, Done)
    return done.case


def repays(engine: Engine, case: FundCase, reference: str, fen: int = 1_00) -> object:
    command = RecordRepayment(EMPLOYER, EMPLOYER, fen, DAY, ("回单",), reference=reference)
    officer = person(CASHIER)
    return FundCases(engine).act(case.id, case.version, command, officer, officer.sight, DAY)


def test_there_is_no_fund_before_a_second_person_founds_it(engine: Engine) -> None:
    proposals = Proposals(engine)
    made = proposals.found(FOUNDING, "云府办函〔2026〕2号", person(CASHIER), DAY)
    assert isinstance(made, Proposal)
    assert Funds(engine).get(FUND, EVERYWHERE) is None
    assert proposals.confirm(made.id, person(CASHIER), DAY) == Refused(Why.ROLE)
    assert proposals.found(FOUNDING, "", person(CASHIER), DAY) == Refused(Why.DOCUMENT)
    agreed(proposals, made, APPROVER)
    fund = Funds(engine).get(FUND, EVERYWHERE)
    assert fund is not None
    assert (fund.name, fund.region, fund.account_no, fund.bank, fund.held_fen) == (
        "云山县欠薪应急周转金", COUNTY, "6200", "102", 0,
    )  # fmt: skip
    assert proposals.found(FOUNDING, "云府办函〔2026〕3号", person(CASHIER), DAY) == Refused(Why.FUND_EXISTS)
    acts = [(entry.act, entry.actor) for entry in ChronicleStore(engine).about(f"fund:{FUND}")]
    assert acts == [("fund_proposed", "cashier-520103"), ("fund_confirmed", "approver-520103")]


def test_whoever_may_decide_is_told_in_person_that_a_proposal_waits(engine: Engine) -> None:
    seed_offices(engine)
    with connected(engine) as connection:
        people = [
            {"id": "finance-52", "name": "省财政", "office": "gz", "disabled": False},
            {"id": "finance-gone", "name": "已离任", "office": "yunshan", "disabled": True},
            {"id": "finance-z", "name": "邻县财政", "office": "linshui", "disabled": False},
            {"id": "finance-sub", "name": "代班", "office": "linshui", "disabled": False},
        ]
        connection.execute(officers.insert(), people)
        roles = [{"officer": person["id"], "role": "fund_finance"} for person in people]
        connection.execute(officer_roles.insert(), roles)
        away = {"absent": "fund-finance", "substitute": "finance-sub", "from_day": DAY, "until_day": DAY}
        connection.execute(substitutes.insert().values(away))
    a_fund(engine, 0)
    cashier = Offices(engine).officer("fund-cashier", DAY)
    assert cashier is not None
    made = Proposals(engine).propose(FUND, RECEIPT, "云财预〔2026〕1号", cashier, DAY)
    assert isinstance(made, Proposal)
    told = rows(engine, f"SELECT officer FROM notices WHERE mark = 'proposal:{made.id}' ORDER BY officer")
    assert [officer for (officer,) in told] == ["finance-52", "finance-sub", "fund-cashier-2", "fund-finance"]
    finance = Offices(engine).officer("fund-finance", DAY)
    assert finance is not None
    newest, founding = (one.notice for one in Inbox(engine).page(finance, Wanted()))
    assert sentence(newest, "zh", str) == (
        "[周转金事项待复核] 到账资金 — 520103应急周转金，500,000.00 元，经办：宋出纳。"
    )
    assert sentence(founding, "en", str).startswith("[emergency wage fund: to confirm] Founding a fund — 520103")


def test_two_foundings_of_one_region_leave_one_fund(engine: Engine) -> None:
    proposals = Proposals(engine)
    first, second = (proposals.found(FOUNDING, f"文{n}", person(CASHIER), DAY) for n in (1, 2))
    assert isinstance(first, Proposal)
    assert isinstance(second, Proposal)
    agreed(proposals, first, FINANCE)
    assert proposals.confirm(second.id, person(FINANCE), DAY) == Refused(Why.FUND_EXISTS)
    waiting = proposals.get(second.id, EVERYWHERE)
    assert waiting is not None
    assert waiting.decision is Decision.WAITS


def test_the_next_budget_and_the_account_change_by_two_persons_and_never_move_money(engine: Engine) -> None:
    a_fund(engine, 700)
    proposals, on = Proposals(engine), DAY + timedelta(90)
    for content in (NextBudget(on, 300_000_00), Details("新名", "6299", "105")):
        made = proposals.propose(FUND, content, "文1", person(CASHIER), DAY)
        before = Funds(engine).get(FUND, EVERYWHERE)
        agreed(proposals, made, FINANCE)
        assert Funds(engine).get(FUND, EVERYWHERE) != before
    fund = Funds(engine).get(FUND, EVERYWHERE)
    assert fund is not None
    assert (fund.next_budget_on, fund.next_budget_fen, fund.name, fund.account_no) == (on, 300_000_00, "新名", "6299")
    assert fund.cash_fen == 700
    assert faults(engine) == []


def test_money_counts_only_once_a_second_person_has_seen_it(engine: Engine) -> None:
    a_fund(engine, 0)
    made, proposals = proposed(engine), Proposals(engine)
    assert Funds(engine).balances(FUND, EVERYWHERE).free_fen == 0
    assert proposals.confirm(made.id, person(CASHIER), DAY) == Refused(Why.SECOND_PERSON)
    agreed(proposals, made, RELEASER)
    assert Funds(engine).balances(FUND, EVERYWHERE).free_fen == 500_000_00
    (booked,) = Funds(engine).journal(FUND, EVERYWHERE)
    assert (booked.by, booked.party, booked.evidence) == (
        "releaser-520103", "云山县财政局", ("云财预〔2026〕1号", "102-17"),
    )  # fmt: skip
    assert proposals.confirm(made.id, person(FINANCE), DAY) == Refused(Why.NO_PROPOSAL)
    assert proposals.refuse(made.id, "不符", person(FINANCE), DAY) == Refused(Why.NO_PROPOSAL)
    assert faults(engine) == []


def test_two_who_confirm_at_once_book_the_money_once(engine: Engine, database_url: str) -> None:
    a_fund(engine, 0)
    made = proposed(engine)
    outcomes = raced(database_url, lambda store: store.confirm(made.id, person(FINANCE), DAY))
    assert sum(isinstance(outcome, Proposal) for outcome in outcomes) == 1
    assert Funds(engine).balances(FUND, EVERYWHERE).free_fen == 500_000_00


def test_a_line_of_the_banks_statement_is_entered_once_even_by_four_at_once(engine: Engine, database_url: str) -> None:
    a_fund(engine, 0)
    outcomes = raced(database_url, lambda store: store.propose(FUND, RECEIPT, "文1", person(CASHIER), DAY))
    assert sum(isinstance(outcome, Proposal) for outcome in outcomes) == 1
    assert [one for one in outcomes if isinstance(one, Refused)] == [Refused(Why.BOOKED, ("102-17",))] * 3
    assert rows(engine, "SELECT count(*) FROM fund_proposals WHERE matter = 'receipt'") == [(1,)]


def test_a_refused_receipt_books_nothing_and_its_line_may_be_entered_anew(engine: Engine) -> None:
    a_fund(engine, 0)
    made, proposals = proposed(engine), Proposals(engine)
    assert proposals.refuse(made.id, "", person(FINANCE), DAY) == Refused(Why.REASON)
    done = proposals.refuse(made.id, "回单金额不符", person(FINANCE), DAY)
    assert isinstance(done, Proposal)
    assert (done.decision, done.why) == (Decision.REFUSED, "回单金额不符")
    assert Funds(engine).journal(FUND, EVERYWHERE) == []
    agreed(proposals, proposed(engine), FINANCE)
    assert Funds(engine).balances(FUND, EVERYWHERE).free_fen == 500_000_00


def test_one_line_is_never_both_a_repayment_and_an_endowment_nor_two_repayments(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    agreed(Proposals(engine), proposed(engine), FINANCE)
    one, other = recovering(engine), recovering(engine, "w2")
    assert repays(engine, one, "102-17") == Refused(Why.BOOKED, ("102-17",))
    first = repays(engine, one, "102-18")
    assert isinstance(first, Done)
    assert repays(engine, other, "102-18") == Refused(Why.BOOKED, ("102-18",))
    late = Proposals(engine).propose(FUND, Receipt(Origin.REFUND, "某", 5, DAY, "102-18"), "", person(CASHIER), DAY)
    assert late == Refused(Why.BOOKED, ("102-18",))
    refused = does(FundCases(engine), first.case, RefuseRepayment(1, "钱未到账"), FINANCE)
    assert isinstance(repays(engine, other, "102-18"), Done)
    assert repays(engine, refused, "102-18") == Refused(Why.BOOKED, ("102-18",))


def test_a_repayment_is_booked_by_its_second_person(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    case = recovering(engine)
    free = Funds(engine).balances(FUND, EVERYWHERE).free_fen
    told = repays(engine, case, "102-18", 500)
    assert isinstance(told, Done)
    assert Funds(engine).balances(FUND, EVERYWHERE).free_fen == free
    does(FundCases(engine), told.case, ConfirmRepayment(1), FINANCE)
    assert Funds(engine).balances(FUND, EVERYWHERE).free_fen == free + 500
    assert faults(engine) == []


def test_the_expected_budget_is_over_once_it_has_come(engine: Engine) -> None:
    a_fund(engine, 0)
    proposals = Proposals(engine)
    agreed(proposals, proposals.propose(FUND, NextBudget(DAY, 9), "文1", person(CASHIER), DAY), FINANCE)
    donation = Receipt(Origin.DONATION, "某", 5, DAY, "102-19")
    agreed(proposals, proposed(engine, donation), FINANCE)
    fund = Funds(engine).get(FUND, EVERYWHERE)
    assert fund is not None
    assert fund.next_budget_on == DAY
    agreed(proposals, proposed(engine), FINANCE)
    fund = Funds(engine).get(FUND, EVERYWHERE)
    assert fund is not None
    assert (fund.next_budget_on, fund.next_budget_fen) == (None, None)


def test_another_county_neither_sees_nor_decides_nor_proposes(engine: Engine) -> None:
    a_fund(engine, 0)
    made, proposals, other = proposed(engine), Proposals(engine), person(FINANCE, NEXT_COUNTY)
    assert proposals.get(made.id, other.sight) is None
    assert proposals.of(other.sight) == []
    assert proposals.confirm(made.id, other, DAY) == Refused(Why.NO_PROPOSAL)
    assert proposals.refuse(made.id, "不符", other, DAY) == Refused(Why.NO_PROPOSAL)
    assert proposals.propose(FUND, RECEIPT, "文1", other, DAY) == Refused(Why.NO_FUND)
    assert proposals.found(FOUNDING, "文1", other, DAY) == Refused(Why.NOT_YOURS)
    assert [one.id for one in proposals.of(EVERYWHERE, waiting=True)] == [made.id]


@pytest.mark.parametrize(
    "change",
    ["decision = 'confirmed', decided_by = proposed_by", "decision = 'confirmed'", "decided_by = 'x'"],
)
def test_the_database_itself_asks_for_a_second_person(engine: Engine, change: str) -> None:
    a_fund(engine, 0)
    made = proposed(engine)
    statement = text(f"UPDATE fund_proposals SET {change} WHERE id = {made.id}")
    with pytest.raises(sqlalchemy.exc.IntegrityError), connected(engine) as connection:
        connection.execute(statement)


def test_a_crash_while_confirming_books_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    a_fund(engine, 0)
    made = proposed(engine)

    def dies(*_: object) -> None:
        raise ConnectionAbortedError

    with monkeypatch.context() as patch:
        patch.setattr("infra.db.fund.proposals.append", dies)
        with pytest.raises(ConnectionAbortedError):
            Proposals(engine).confirm(made.id, person(FINANCE), DAY)
    assert Funds(engine).moved(FUND, date(2026, 1, 1), DAY, EVERYWHERE) == {}
    agreed(Proposals(engine), made, FINANCE)

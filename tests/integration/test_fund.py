"""The fund on real PostgreSQL: what is promised is there, nobody is advanced to twice, what is written is whole."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import Engine, text

from fund.books import Account, Kind, transfer
from fund.books import Entry as Side
from fund.case import FundCase, LineState, State
from fund.commands import Agree, Amend, Pay, PrepareOrder, ReleaseOrder, Return, SetCard, Submit, Withdraw
from fund.why import Refused, Why
from infra.db import fund as fund_store
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected, engine_of
from infra.db.fund import Done, Fund, FundCases, Funds, NotFound, Stale, finishing
from infra.db.fund.books import post_all
from infra.db.fund.faults import faults
from infra.db.fund.orders import Orders
from schemas.office import Sight
from tests.database import rows
from tests.fund_cases import (
    CASHIER,
    CHECKER,
    CLERK,
    COUNTY,
    DAY,
    NEXT_COUNTY,
    RELEASER,
    a_draft,
    a_fund,
    a_line,
    approved,
    does,
    gives,
    ordered,
    person,
    submitted,
)

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))


def the_fund(engine: Engine) -> Fund:
    fund = Funds(engine).get("F520103", EVERYWHERE)
    assert fund is not None
    return fund


def test_a_case_goes_from_application_to_recovery_and_the_books_follow(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    cases, funds = FundCases(engine), Funds(engine)
    case = submitted(cases, a_draft(cases, a_line("w1"), a_line("w2")))
    amount = case.total_fen
    assert amount > 0
    assert the_fund(engine).reserved_fen == amount
    case = ordered(cases, approved(cases, case))
    assert the_fund(engine).ordered_fen == amount
    for worker in ("w1", "w2"):
        done = cases.told(case.id, Pay(worker, DAY, ("event:bank/1",)), DAY)
        assert isinstance(done, Done)
        case = done.case
    balances = funds.balances("F520103", EVERYWHERE)
    assert case.state is State.RECOVERY
    assert balances.total(Account.ADVANCED) == amount
    assert balances.free_fen == 1_000_000_00 - amount
    assert faults(engine) == []
    acts = [entry.act for entry in ChronicleStore(engine).about(f"fund_case:{case.id}")]
    assert acts[:3] == ["opened", "gathered", "trigger_stated"]
    assert {"submitted", "approved", "order_released", "line_paid", "claim_opened"} <= set(acts)


def test_ten_cases_racing_for_the_last_yuan_get_no_more_than_there_is(engine: Engine, database_url: str) -> None:
    a_fund(engine, 0)
    drafts = [a_draft(FundCases(engine), a_line(f"w{n}")) for n in range(10)]
    probe = submitted_amount(engine)
    gives(engine, 3 * probe + probe - 1)
    start = threading.Barrier(10)

    def race(case: FundCase) -> object:
        mine = engine_of(database_url, connections=1)
        try:
            start.wait()
            officer = person(CLERK)
            return FundCases(mine).act(case.id, case.version, Submit("请"), officer, officer.sight, DAY)
        finally:
            mine.dispose()

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(race, drafts))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 3
    assert [o for o in outcomes if isinstance(o, Refused)] == [Refused(Why.FUNDS_SHORT)] * 7
    fund = the_fund(engine)
    assert (fund.cash_fen, fund.reserved_fen) == (probe - 1, 3 * probe)
    assert faults(engine) == []


def submitted_amount(engine: Engine) -> int:
    """What one worker with 10,000 yuan of arrears is advanced here: tried out with the other county's money."""
    a_fund(engine, 1_000_000_00, NEXT_COUNTY)
    cases = FundCases(engine)
    return submitted(cases, a_draft(cases, a_line("probe"), region=NEXT_COUNTY)).total_fen


def test_ten_cases_racing_for_the_same_workers_month_leave_one(engine: Engine, database_url: str) -> None:
    for region in (COUNTY, NEXT_COUNTY):
        a_fund(engine, 1_000_000_00, region)
    cases = FundCases(engine)
    drafts = [
        a_draft(cases, *[a_line(w) for w in (["a", "b"] if n % 2 else ["b", "a"])], region=(COUNTY, NEXT_COUNTY)[n % 2])
        for n in range(10)
    ]
    start = threading.Barrier(10)

    def race(case: FundCase) -> object:
        mine = engine_of(database_url, connections=1)
        try:
            start.wait()
            officer = person(CLERK, case.region)
            return FundCases(mine).act(case.id, case.version, Submit("请"), officer, officer.sight, DAY)
        finally:
            mine.dispose()

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(race, drafts))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused == [Refused(Why.ADVANCED_ALREADY, ("a", "b"))] * 9
    held = sum(fund.reserved_fen for fund in Funds(engine).all(EVERYWHERE))
    assert held == next(o.case.total_fen for o in outcomes if isinstance(o, Done))
    assert faults(engine) == []


def test_another_countys_claim_refuses_without_saying_whose_it_is(engine: Engine) -> None:
    for region in (COUNTY, NEXT_COUNTY):
        a_fund(engine, 1_000_000_00, region)
    cases = FundCases(engine)
    other = submitted(cases, a_draft(cases, a_line("w1"), region=NEXT_COUNTY))
    mine = a_draft(cases, a_line("w1"), a_line("w2"))
    officer = person(CLERK)
    answer = cases.act(mine.id, mine.version, Submit("请"), officer, officer.sight, DAY)
    assert answer == Refused(Why.ADVANCED_ALREADY, ("w1",))
    assert other.number not in repr(answer)
    assert other.number not in repr(cases.setting(mine, DAY).taken)
    assert cases.get(other.id, officer.sight) is None
    assert cases.act(other.id, other.version, Submit("请"), officer, officer.sight, DAY) == NotFound()


def test_a_withdrawn_case_gives_the_month_back(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    first = submitted(cases, a_draft(cases, a_line("w1")))
    does(cases, first, Withdraw("工人已领到工资"), CLERK)
    assert submitted(cases, a_draft(cases, a_line("w1"))).state is State.CHECK
    assert the_fund(engine).reserved_fen > 0


def test_an_amended_case_reserves_nothing_meanwhile_and_reserves_anew(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = does(cases, submitted(cases, a_draft(cases, a_line("w1"))), Amend("补充材料"), CLERK)
    assert the_fund(engine).reserved_fen == 0
    assert rows(engine, "SELECT count(*) FROM fund_slots") == [(0,)]
    assert submitted(cases, case).revision == 2


def test_who_applied_cannot_approve_nor_check(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = submitted(cases, a_draft(cases, a_line("w1")))
    officer = person(CLERK)
    answer = cases.act(case.id, case.version, Agree("同意"), officer, officer.sight, DAY)
    assert answer == Refused(Why.SAME_PERSON)


def test_a_stale_version_changes_nothing(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = submitted(cases, a_draft(cases, a_line("w1")))
    officer = person(CHECKER)
    does(cases, case, Agree("同意"), CHECKER)
    answer = cases.act(case.id, case.version, Agree("同意"), officer, officer.sight, DAY)
    assert isinstance(answer, Stale)


def test_a_crash_between_approval_and_order_leaves_an_approved_case_without_order(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = does(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1")))), PrepareOrder(), CASHIER)
    amount, officer = case.total_fen, person(RELEASER)

    def dies(*_: object) -> None:
        raise ConnectionAbortedError

    with monkeypatch.context() as patch:
        patch.setattr(finishing, "append", dies)
        with pytest.raises(ConnectionAbortedError):
            cases.act(case.id, case.version, ReleaseOrder(), officer, officer.sight, DAY)
    kept = cases.get(case.id, EVERYWHERE)
    assert kept == case
    fund = the_fund(engine)
    assert (fund.reserved_fen, fund.ordered_fen) == (amount, 0)
    assert Orders(engine).of_case(case.id, EVERYWHERE) == []
    released = does(cases, case, ReleaseOrder(), RELEASER)
    assert [one.batch.amount_fen for one in Orders(engine).of_case(case.id, EVERYWHERE)] == [amount]
    again = cases.act(case.id, case.version, ReleaseOrder(), officer, officer.sight, DAY)
    assert again == Stale(released)


def test_two_cashiers_release_one_order_once(engine: Engine, database_url: str) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = does(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1")))), PrepareOrder(), CASHIER)
    start, officer = threading.Barrier(4), person(RELEASER)

    def race(_: int) -> object:
        mine = engine_of(database_url, connections=1)
        try:
            start.wait()
            return FundCases(mine).act(case.id, case.version, ReleaseOrder(), officer, officer.sight, DAY)
        finally:
            mine.dispose()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(race, range(4)))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    assert len(Orders(engine).of_case(case.id, EVERYWHERE)) == 1


def test_a_returned_payment_reopens_the_line_and_is_ordered_again_under_another_batch(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1"), a_line("w2")))))
    for command in (Pay("w1", DAY, ("event:b/1",)), Return("w2", DAY, "账户已销户", ("event:b/2",))):
        done = cases.told(case.id, command, DAY)
        assert isinstance(done, Done)
        case = done.case
    line = case.line("w2")
    assert line is not None
    assert (line.state, case.state) == (LineState.RETURNED, State.APPROVED)
    assert the_fund(engine).reserved_fen == line.amount_fen
    case = ordered(cases, does(cases, case, SetCard("w2", "card-new", "102", "本人新卡"), CLERK))
    batches = Orders(engine).of_case(case.id, EVERYWHERE)
    assert [[payment.card for payment in kept.batch.payments] for kept in batches] == [
        ["card-new"],
        ["card-w1", "card-w2"],
    ]
    assert rows(engine, "SELECT reason FROM notices WHERE reason = 'fund_returned'") == [("fund_returned",)]
    assert faults(engine) == []


def test_an_unbalanced_posting_is_refused_by_the_database(engine: Engine) -> None:
    a_fund(engine, 100)
    insert = text("INSERT INTO fund_entries VALUES (1, 9, 'F520103', 'cash', NULL, '', 5)")
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="not balanced"), connected(engine) as connection:
        connection.execute(insert)


@pytest.mark.parametrize("statement", ["UPDATE fund_entries SET fen = 1", "DELETE FROM fund_postings"])
def test_the_books_are_appended_only(engine: Engine, statement: str) -> None:
    a_fund(engine, 100)
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="appended to only"), connected(engine) as connection:
        connection.execute(text(statement))


def test_the_database_itself_refuses_a_promise_beyond_the_cash(engine: Engine) -> None:
    a_fund(engine, 100)
    into, out_of = Side(Account.RESERVED, case=None), Side(Account.CASH)
    too_much = transfer("F520103", Kind.RESERVED, DAY, 101, into=into, out_of=out_of)
    with pytest.raises(sqlalchemy.exc.IntegrityError) as refused, connected(engine) as connection:
        post_all(connection, [too_much])
    assert isinstance(refused.value.orig, psycopg.errors.CheckViolation)


def test_what_the_package_says_is_there() -> None:
    assert all(hasattr(fund_store, name) for name in fund_store.__all__)

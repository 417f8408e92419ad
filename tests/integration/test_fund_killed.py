"""A process that dies by kill -9 between approval and the bank's files: the case has no order, or one and its files."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from fund.books import Account
from fund.case import FundCase, State
from fund.claims import debt_of
from fund.commands import Command, ConfirmRepayment, Pay, PrepareOrder, RecordRepayment, ReleaseOrder, Return
from infra.db.engine import engine_of
from infra.db.fund import Done, FundCases, Funds
from infra.db.fund.faults import faults
from infra.db.fund.orders import Orders
from schemas.office import Sight
from streams.fund.payment_files import files
from tests.database import rows
from tests.fund_cases import (
    CASHIER,
    DAY,
    EMPLOYER,
    FINANCE,
    RELEASER,
    a_draft,
    a_fund,
    a_line,
    approved,
    does,
    ordered,
    person,
    submitted,
)

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_DIES = """
import sys, time
from infra.db.engine import engine_of
from infra.db.fund import FundCases, Funds, finishing
from infra.db.fund import orders
from infra.db.fund.orders import Orders
from fund.commands import PrepareOrder, ReleaseOrder
from streams.fund.payment_files import files
from tests.fund_cases import CASHIER, RELEASER, DAY, person
from tests.integration.test_fund_killed import AT, EVERYWHERE

url, number, point = sys.argv[1], int(sys.argv[2]), sys.argv[3]

def here(*given, **named):
    print("here", flush=True)
    time.sleep(600)

def goes_on(command, who):
    store = FundCases(engine)
    case = store.get(number, EVERYWHERE)
    store.act(number, case.version, command, person(who), EVERYWHERE, DAY)

engine = engine_of(url)
if point == "while it is prepared":
    finishing.append = here
goes_on(PrepareOrder(), CASHIER)
if point == "before its batches":
    finishing.made = here
if point == "before the history":
    finishing.append = here
goes_on(ReleaseOrder(), RELEASER)
if point == "before its files":
    here()
store = Orders(engine)
[kept] = store.of_case(number, EVERYWHERE)
keep, made = store.keep, []

def first_only(*given):
    if made:
        here()
    made.append(given)
    return keep(*given)

store.keep = first_only
files(store, kept, Funds(engine).of_region("520103"), AT)
"""


def killed(url: str, case: FundCase, point: str) -> None:
    """Have a process prepare and release the case's order, and kill it where it says that it is."""
    process = subprocess.Popen(
        [sys.executable, "-c", _DIES, url, str(case.id), point], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize(
    ("point", "state", "orders", "made"),
    [
        ("while it is prepared", State.APPROVED, 0, 0),
        ("before its batches", State.PREPARED, 0, 0),
        ("before the history", State.PREPARED, 0, 0),
        ("before its files", State.ORDERED, 1, 0),
        ("between its files", State.ORDERED, 1, 1),
    ],
)
def test_a_killed_release_leaves_no_order_or_one_with_one_content(  # noqa: PLR0917 (a row of the table)
    engine: Engine, database_url: str, point: str, state: State, orders: int, made: int
) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = approved(cases, submitted(cases, a_draft(cases, a_line("w1"), a_line("w2"))))
    killed(database_url, case, point)
    now = cases.get(case.id, EVERYWHERE)
    assert now is not None
    assert now.state is state
    assert len(Orders(engine).of_case(case.id, EVERYWHERE)) == orders
    assert rows(engine, "SELECT count(*) FROM fund_files") == [(made,)]
    before = rows(engine, "SELECT name, sha256 FROM fund_files")
    if now.state is State.APPROVED:
        now = does(cases, now, PrepareOrder(), CASHIER)
    if now.state is State.PREPARED:
        now = does(cases, now, ReleaseOrder(), RELEASER)
    [kept] = Orders(engine).of_case(case.id, EVERYWHERE)
    fund = Funds(engine).of_region("520103")
    assert fund is not None
    told = files(Orders(engine), kept, fund, AT + timedelta(days=1))
    assert files(Orders(engine), kept, fund, AT + timedelta(days=2)) == told
    assert set(before) <= {(file.name, file.sha256) for file in told}
    assert kept.batch.amount_fen == now.total_fen
    assert Funds(engine).balances(fund.code, EVERYWHERE).total(Account.ORDERED) == now.total_fen
    assert faults(engine) == []


def test_two_who_ask_for_the_files_at_once_get_the_same_bytes(engine: Engine, database_url: str) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1")))))
    fund = Funds(engine).of_region("520103")
    assert fund is not None
    start = threading.Barrier(6)

    def asks(hour: int) -> object:
        mine = engine_of(database_url, connections=1)
        try:
            [kept] = Orders(mine).of_case(case.id, EVERYWHERE)
            start.wait()
            return files(Orders(mine), kept, fund, AT + timedelta(hours=hour))
        finally:
            mine.dispose()

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(asks, range(6)))
    assert told == [told[0]] * 6


@pytest.mark.parametrize("attempt", range(5))
def test_a_payment_that_comes_back_while_a_repayment_is_confirmed_leaves_the_books_right(
    engine: Engine, database_url: str, attempt: int
) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1"), a_line("w2")))))
    for worker in ("w1", "w2"):
        done = cases.told(case.id, Pay(worker, DAY, ("event:b/1",)), DAY)
        assert isinstance(done, Done)
        case = done.case
    part = case.lines[0].amount_fen
    repaid = RecordRepayment(EMPLOYER, EMPLOYER, 2 * part, DAY, ("回单",), reference=f"B{attempt}")
    case = does(cases, case, repaid, CASHIER)
    start, finance = threading.Barrier(2), person(FINANCE)

    def acts(command: Command) -> object:
        mine = engine_of(database_url, connections=1)
        try:
            start.wait()
            if isinstance(command, Return):
                return FundCases(mine).told(case.id, command, DAY)
            return FundCases(mine).act(case.id, case.version, command, finance, finance.sight, DAY)
        finally:
            mine.dispose()

    with ThreadPoolExecutor(2) as pool:
        came_back, confirmed = pool.map(acts, (Return("w1", DAY, "销户", ("event:b/2",)), ConfirmRepayment(1)))
    assert isinstance(came_back, Done)
    now = cases.get(case.id, EVERYWHERE)
    assert now is not None
    debt = debt_of(now, EMPLOYER)
    assert (now.state, debt.advanced_fen) == (State.APPROVED, part)
    assert debt.recovered_fen == (2 * part if isinstance(confirmed, Done) else 0)
    assert debt.owed_back_fen == (part if isinstance(confirmed, Done) else 0)
    fund = Funds(engine).of_region("520103")
    assert fund is not None
    assert fund.reserved_fen == part
    assert faults(engine) == []

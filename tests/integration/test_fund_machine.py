"""Whatever is done to cases, in whatever order and by two at once: never negative, never over-promised, balanced."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from fund.books import Account
from fund.case import FundCase, LineState, State
from fund.claims import debt_of
from fund.commands import (
    Agree,
    Amend,
    Command,
    ConfirmRepayment,
    ConfirmWriteOff,
    Pay,
    PrepareOrder,
    ProposeWriteOff,
    RecordRepayment,
    RefuseRepayment,
    RefuseWriteOff,
    ReleaseOrder,
    Return,
    SetCard,
    Submit,
    Withdraw,
)
from fund.matters import Origin, Receipt
from fund.proposals import Decision, Proposal
from fund.why import Why
from infra.db.chronicle import verify
from infra.db.engine import engine_of
from infra.db.fund import FundCases, Funds, Proposals
from infra.db.fund.faults import faults
from schemas.office import Sight
from tests.fund_cases import (
    APPROVER,
    CASHIER,
    CHECKER,
    CLERK,
    COUNTY,
    DAY,
    EMPLOYER,
    FINANCE,
    NEXT_COUNTY,
    RELEASER,
    SECTOR,
    a_draft,
    a_fund,
    a_line,
    gives,
    person,
)  # fmt: skip

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))
_EXAMPLES = itertools.count(1)
_REVIEWER = {State.CHECK: CHECKER, State.SECTOR: SECTOR, State.FINANCE: FINANCE, State.APPROVAL: APPROVER}
_HOLDING = (Account.CASH, Account.RESERVED, Account.ORDERED)
_SPENT = (Account.ADVANCED, Account.WRITTEN_OFF)


@pytest.fixture
def engines(database_url: str) -> Iterator[tuple[Engine, Engine]]:
    two = engine_of(database_url), engine_of(database_url)
    yield two
    for engine in two:
        engine.dispose()


def next_command(case: FundCase) -> tuple[Command, str]:
    """What brings a case on."""
    match case.state:
        case State.DRAFT:
            return Submit("请"), CLERK
        case State.CHECK | State.SECTOR | State.FINANCE | State.APPROVAL:
            return Agree("同意", "1号"), _REVIEWER[case.state]
        case State.APPROVED:
            cardless = next((line.worker for line in case.lines if line.is_open and not line.card), None)
            return (SetCard(cardless, "new", "105"), CLERK) if cardless else (PrepareOrder(), CASHIER)
        case _:
            return ReleaseOrder(), RELEASER


def waiting_decision(case: FundCase, *, agrees: bool) -> tuple[Command | None, str]:
    """What decides on a repayment or a write-off that waits."""
    for one in case.repayments:
        if one.confirmed_by is None and not one.refused:
            return (ConfirmRepayment(one.number) if agrees else RefuseRepayment(one.number, "未到账")), FINANCE
    for given_up in case.write_offs:
        if given_up.confirmed_by is None and not given_up.refused:
            approves = ConfirmWriteOff(given_up.number, "府批1号")
            return (approves if agrees else RefuseWriteOff(given_up.number, "继续追偿")), APPROVER
    return None, FINANCE


def test_the_books_hold_whatever_is_done_by_two_at_once(engines: tuple[Engine, Engine]) -> None:  # noqa: C901 (a machine)
    one, other = engines

    class Machine(RuleBasedStateMachine):
        """Two funds, three workers, two sessions; the money is enough for some only."""

        def __init__(self) -> None:
            super().__init__()
            self.mark = next(_EXAMPLES)
            self.cases: list[int] = []
            for region in (COUNTY, NEXT_COUNTY):
                a_fund(one, 0, region)

        @initialize()
        def begins(self) -> None:
            self.gives(COUNTY, 5_000_00)
            self.gives(NEXT_COUNTY, 2_000_00)
            self.opens(COUNTY, {1, 2})
            self.opens(NEXT_COUNTY, {2, 3})

        @rule(region=st.sampled_from((COUNTY, NEXT_COUNTY)), fen=st.integers(1, 6_000_00))
        def gives(self, region: str, fen: int) -> None:
            gives(one, fen, region)

        @rule(region=st.sampled_from((COUNTY, NEXT_COUNTY)), workers=st.sets(st.integers(1, 3), min_size=1))
        def opens(self, region: str, workers: set[int]) -> None:
            lines = [a_line(f"{self.mark}/{worker}") for worker in sorted(workers)]
            self.cases.append(a_draft(FundCases(one), *lines, region=region).id)

        @rule(data=st.data())
        def two_go_on_at_once(self, data: st.DataObject) -> None:
            chosen = [data.draw(st.sampled_from(self.cases)) for _ in range(2)]
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(self._goes_on, engines, chosen))

        @rule(data=st.data())
        def one_goes_to_the_end(self, data: st.DataObject) -> None:
            number = data.draw(st.sampled_from(self.cases))
            for _ in range(8):
                self._goes_on(one, number)
            for line in self._case(one, number).lines:
                FundCases(one).told(number, Pay(line.worker, DAY, ("event:bank/1",)), DAY)

        @rule(data=st.data(), back=st.sampled_from((Amend("改"), Withdraw("撤"))))
        def goes_back(self, data: st.DataObject, back: Command) -> None:
            case = self._case(one, data.draw(st.sampled_from(self.cases)))
            officer = person(CLERK, case.region)
            FundCases(one).act(case.id, case.version, back, officer, officer.sight, DAY)

        @rule(data=st.data(), came_back=st.booleans())
        def the_bank_answers(self, data: st.DataObject, came_back: bool) -> None:  # noqa: FBT001 (hypothesis passes it by name)
            case = self._case(one, data.draw(st.sampled_from(self.cases)))
            worker = data.draw(st.sampled_from([line.worker for line in case.lines]))
            proof = ("event:bank/1",)
            answer = Return(worker, DAY, "销户", proof) if came_back else Pay(worker, DAY, proof)
            FundCases(one).told(case.id, answer, DAY)

        @rule(region=st.sampled_from((COUNTY, NEXT_COUNTY)), line=st.integers(1, 3), agrees=st.booleans())
        def money_is_entered_and_two_decide_at_once(self, region: str, line: int, agrees: bool) -> None:  # noqa: FBT001 (hypothesis passes it by name)
            receipt = Receipt(Origin.REFUND, "某", 7_00 * line, DAY, f"{self.mark}/{line}")
            made = Proposals(one).propose(f"F{region}", receipt, "", person(CASHIER, region), DAY)
            assert isinstance(made, Proposal) or made.why is Why.BOOKED
            if isinstance(made, Proposal):
                with ThreadPoolExecutor(2) as pool:
                    done = list(pool.map(lambda engine: self._decides(engine, made, agrees=agrees), engines))
                assert sum(isinstance(outcome, Proposal) for outcome in done) == 1

        @rule(data=st.data(), line=st.integers(1, 3))
        def a_debtor_repays(self, data: st.DataObject, line: int) -> None:
            case = self._case(one, data.draw(st.sampled_from(self.cases)))
            fen = data.draw(st.sampled_from((1, 100_00, max(1, debt_of(case, EMPLOYER).outstanding_fen))))
            told = RecordRepayment(EMPLOYER, EMPLOYER, fen, DAY, ("回单",), reference=f"{self.mark}/{line}")
            self._acts(one, case.id, told, CASHIER)

        @rule(data=st.data(), fen=st.integers(1, 200_00))
        def a_debt_is_to_be_given_up(self, data: st.DataObject, fen: int) -> None:
            number = data.draw(st.sampled_from(self.cases))
            self._acts(one, number, ProposeWriteOff(EMPLOYER, fen, "已注销"), FINANCE)

        @rule(data=st.data(), agrees=st.booleans())
        def two_decide_on_what_waits_at_once(self, data: st.DataObject, agrees: bool) -> None:  # noqa: FBT001 (hypothesis passes it by name)
            number = data.draw(st.sampled_from(self.cases))
            command, who = waiting_decision(self._case(one, number), agrees=agrees)
            if command is not None:
                with ThreadPoolExecutor(2) as pool:
                    list(pool.map(lambda engine: self._acts(engine, number, command, who), engines))

        @invariant()
        def holds(self) -> None:
            funds = Funds(one)
            assert faults(one) == []
            for fund in funds.all(EVERYWHERE):
                balances = funds.balances(fund.code, EVERYWHERE)
                assert sum(balances.fen.values()) == 0
                assert min(fund.cash_fen, fund.reserved_fen, fund.ordered_fen) >= 0
                assert all(fen >= 0 for (account, _, _), fen in balances.fen.items() if account in _HOLDING)
                assert balances.held_fen + sum(map(balances.total, _SPENT)) == -balances.total(Account.BUDGET)

        @invariant()
        def a_line_of_a_banks_statement_is_booked_once(self) -> None:
            cases = [self._case(one, number) for number in self.cases]
            told = [(case.fund, r.reference) for case in cases for r in case.repayments if not r.refused]
            stands = [made for made in Proposals(one).of(EVERYWHERE) if made.decision is not Decision.REFUSED]
            told += [(made.fund, made.content.reference) for made in stands if isinstance(made.content, Receipt)]
            mine = [line for line in told if line[1].startswith(f"{self.mark}/")]
            assert len(mine) == len(set(mine))

        @invariant()
        def nobody_is_advanced_to_twice(self) -> None:
            cases = [self._case(one, number) for number in self.cases]
            paid = [line.worker for case in cases for line in case.lines if line.state is LineState.PAID]
            assert len(paid) == len(set(paid))

        def teardown(self) -> None:
            assert verify(one).holds

        def _decides(self, engine: Engine, made: Proposal, *, agrees: bool) -> object:
            finance = person(FINANCE, made.region)
            if agrees:
                return Proposals(engine).confirm(made.id, finance, DAY)
            return Proposals(engine).refuse(made.id, "不符", finance, DAY)

        def _acts(self, engine: Engine, number: int, command: Command, who: str) -> object:
            case = self._case(engine, number)
            officer = person(who, case.region)
            return FundCases(engine).act(number, case.version, command, officer, officer.sight, DAY)

        def _goes_on(self, engine: Engine, number: int) -> None:
            command, who = next_command(self._case(engine, number))
            self._acts(engine, number, command, who)

        def _case(self, engine: Engine, number: int) -> FundCase:
            case = FundCases(engine).get(number, EVERYWHERE)
            assert case is not None
            return case

    assert other is not one
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    )

"""Whatever is done to cases, in whatever order and by two at once: never negative, never over-promised, balanced."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from fund.books import Account
from fund.case import FundCase, LineState, State
from fund.commands import Agree, Amend, Command, Pay, PrepareOrder, ReleaseOrder, Return, SetCard, Submit, Withdraw
from infra.db.engine import engine_of
from infra.db.fund import FundCases, Funds
from schemas.office import Sight
from tests.fund_cases import (
    APPROVER,
    CASHIER,
    CHECKER,
    CLERK,
    COUNTY,
    DAY,
    FINANCE,
    NEXT_COUNTY,
    RELEASER,
    SECTOR,
    a_draft,
    a_fund,
    a_line,
    person,
)  # fmt: skip

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))
_EXAMPLES = itertools.count(1)
_REVIEWER = {State.CHECK: CHECKER, State.SECTOR: SECTOR, State.FINANCE: FINANCE, State.APPROVAL: APPROVER}
_HOLDING = (Account.CASH, Account.RESERVED, Account.ORDERED)


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

        @rule(region=st.sampled_from((COUNTY, NEXT_COUNTY)), fen=st.integers(1, 6_000_00))
        def gives(self, region: str, fen: int) -> None:
            assert Funds(one).receive(f"F{region}", fen, "文件", person(CASHIER, region), DAY)

        @rule(region=st.sampled_from((COUNTY, NEXT_COUNTY)), workers=st.sets(st.integers(1, 3), min_size=1))
        def opens(self, region: str, workers: set[int]) -> None:
            lines = [a_line(f"{self.mark}/{worker}") for worker in sorted(workers)]
            self.cases.append(a_draft(FundCases(one), *lines, region=region).id)

        @rule(data=st.data())
        def two_go_on_at_once(self, data: st.DataObject) -> None:
            if not self.cases:
                return
            chosen = [data.draw(st.sampled_from(self.cases)) for _ in range(2)]
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(self._goes_on, engines, chosen))

        @rule(data=st.data(), back=st.sampled_from((Amend("改"), Withdraw("撤"))))
        def goes_back(self, data: st.DataObject, back: Command) -> None:
            if self.cases:
                case = self._case(one, data.draw(st.sampled_from(self.cases)))
                officer = person(CLERK, case.region)
                FundCases(one).act(case.id, case.version, back, officer, officer.sight, DAY)

        @rule(data=st.data(), came_back=st.booleans())
        def the_bank_answers(self, data: st.DataObject, came_back: bool) -> None:  # noqa: FBT001 (hypothesis passes it by name)
            if self.cases:
                case = self._case(one, data.draw(st.sampled_from(self.cases)))
                worker = data.draw(st.sampled_from([line.worker for line in case.lines]))
                proof = ("event:bank/1",)
                answer = Return(worker, DAY, "销户", proof) if came_back else Pay(worker, DAY, proof)
                FundCases(one).told(case.id, answer, DAY)

        @invariant()
        def holds(self) -> None:
            funds = Funds(one)
            assert funds.faults() == []
            for fund in funds.all(EVERYWHERE):
                balances = funds.balances(fund.code, EVERYWHERE)
                assert sum(balances.fen.values()) == 0
                assert min(fund.cash_fen, fund.reserved_fen, fund.ordered_fen) >= 0
                assert all(fen >= 0 for (account, _, _), fen in balances.fen.items() if account in _HOLDING)
                assert balances.held_fen + balances.total(Account.ADVANCED) == -balances.total(Account.BUDGET)

        @invariant()
        def nobody_is_advanced_to_twice(self) -> None:
            cases = [self._case(one, number) for number in self.cases]
            paid = [line.worker for case in cases for line in case.lines if line.state is LineState.PAID]
            assert len(paid) == len(set(paid))

        def _goes_on(self, engine: Engine, number: int) -> None:
            case = self._case(engine, number)
            command, who = next_command(case)
            officer = person(who, case.region)
            FundCases(engine).act(number, case.version, command, officer, officer.sight, DAY)

        def _case(self, engine: Engine, number: int) -> FundCase:
            case = FundCases(engine).get(number, EVERYWHERE)
            assert case is not None
            return case

    assert other is not one
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=checks)
    )

"""Whether a fund will last, against figures worked out by hand; and its cases listed by step and deadline."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from fund.case import State
from fund.commands import Agree, Withdraw
from fund.matters import NextBudget
from infra.db.fund import FundCases, Opening, Proposals, Rules
from infra.db.fund.outlook import solvency
from infra.db.fund.queue import Queue, Wanted
from monitors import calendar
from schemas.finding import Level
from schemas.office import Sight
from tests.fund_cases import (
    CASHIER,
    CHECKER,
    CLERK,
    COUNTY,
    DAY,
    EMPLOYER,
    FINANCE,
    NEXT_COUNTY,
    a_draft,
    a_fund,
    a_gathering,
    a_line,
    agreed,
    approved,
    does,
    person,
    submitted,
)
from tests.works import a_finding, admit, news, settle_in

pytest_plugins = ("tests.database_fixtures",)
EVERYWHERE = Sight(("",))
HERE = Sight((COUNTY,))


def owed(engine: Engine, project: str, month: str, workers: int, fen: int | None, **changes: Any) -> None:
    """An alert that so many workers of a project are owed so much for a month."""
    region = changes.pop("region", COUNTY)
    level, rule = changes.pop("level", Level.RED), changes.pop("rule", "wages.unpaid")
    facts = {} if fen is None else {"owed_fen": fen}
    people = tuple(f"{project}/w{n}" for n in range(workers))
    news(engine, "opened", a_finding(rule, level, project=project, subject=month, workers=people, facts=facts))
    admit(engine, region=region)


def expected(engine: Engine, region: str = COUNTY) -> list[tuple[str, int, int]]:
    """(project, workers, fen) that a county's fund may be asked for."""
    told = solvency(engine, f"F{region}", Sight((region,)), DAY, Rules.shipped())
    assert told is not None
    return [(one.project, one.workers, one.fen) for one in told[1]]


def test_what_may_be_asked_is_the_least_of_the_caps_by_project_each_worker_once(engine: Engine) -> None:
    settle_in(engine)
    a_fund(engine, 100_000_00)
    owed(engine, "P1", "2026-01", 10, 50_000_00)
    owed(engine, "P2", "2026-01", 2, 90_000_00)
    owed(engine, "P2", "2026-02", 3, 10_000_00)
    # P1: 20 % of 50,000 = 10,000 is less than 10 × 1,890 = 18,900.
    # P2: 20 % of 100,000 = 20,000 is more than 3 people × 1,890 = 5,670; who is owed two months has the cap once.
    assert expected(engine) == [("P1", 10, 10_000_00), ("P2", 3, 5_670_00)]


def test_only_red_alerts_of_arrears_count_that_have_no_case_and_no_nearer_fund(engine: Engine) -> None:
    settle_in(engine)
    a_fund(engine, 100_000_00)
    owed(engine, "P1", "2026-01", 1, 5_000_00)
    owed(engine, "P2", "2026-01", 1, 5_000_00, level=Level.ORANGE)
    owed(engine, "P3", "2026-01", 1, 5_000_00, rule="arrears.group")
    owed(engine, "P4", "2026-01", 1, 5_000_00, rule="board.missing")
    owed(engine, "P5", "2026-01", 1, 5_000_00, region=NEXT_COUNTY)
    assert expected(engine) == [("P1", 1, 1_000_00)]
    case = a_draft(FundCases(engine), a_line("P1/w0"))
    assert expected(engine) == []
    does(FundCases(engine), case, Withdraw("已付清"), CLERK)
    assert expected(engine) == [("P1", 1, 1_000_00)]


def test_a_citys_fund_is_asked_for_what_no_countys_own_fund_pays(engine: Engine) -> None:
    settle_in(engine)
    owed(engine, "P1", "2026-01", 1, 5_000_00)
    owed(engine, "P5", "2026-01", 1, 2_500_00, region=NEXT_COUNTY)
    a_fund(engine, 1, "5201")
    assert expected(engine, "5201") == [("P1", 1, 1_000_00), ("P5", 1, 500_00)]
    a_fund(engine, 1, COUNTY)
    assert expected(engine, "5201") == [("P5", 1, 500_00)]
    assert expected(engine, COUNTY) == [("P1", 1, 1_000_00)]


def test_arrears_of_which_nobody_knows_the_sum_are_capped_by_minimum_wages(engine: Engine) -> None:
    settle_in(engine)
    a_fund(engine, 1)
    owed(engine, "P1", "2026-01", 4, None)
    assert expected(engine) == [("P1", 4, 4 * 1_890_00)]


def test_the_outlook_sets_it_against_what_is_free_and_the_next_budget(engine: Engine) -> None:
    settle_in(engine)
    a_fund(engine, 8_000_00)
    owed(engine, "P1", "2026-01", 10, 50_000_00)
    cases = FundCases(engine)
    opening = Opening(COUNTY, COUNTY, "application", "P9", "另一工地", EMPLOYER, a_gathering(a_line("w9", 5_000_00)))
    opened = cases.open(opening, person(CLERK), DAY)
    assert opened is not None
    told = solvency(engine, f"F{COUNTY}", HERE, DAY, Rules.shipped())
    assert told is not None
    assert (told[0].free_fen, told[0].expected_fen, told[0].short_fen) == (8_000_00, 10_000_00, 2_000_00)
    assert (told[0].budget_on, told[0].short_after_budget_fen) == (None, 2_000_00)
    proposals, on = Proposals(engine), DAY + timedelta(60)
    agreed(proposals, proposals.propose(f"F{COUNTY}", NextBudget(on, 1_500_00), "文1", person(CASHIER), DAY), FINANCE)
    told = solvency(engine, f"F{COUNTY}", HERE, DAY, Rules.shipped())
    assert told is not None
    assert (told[0].budget_on, told[0].short_after_budget_fen) == (on, 500_00)
    submitted(cases, a_draft(cases, a_line("w8", 5_000_00)))
    told = solvency(engine, f"F{COUNTY}", HERE, DAY, Rules.shipped())
    assert told is not None
    assert told[0].free_fen == 7_000_00
    assert solvency(engine, f"F{COUNTY}", Sight((NEXT_COUNTY,)), DAY, Rules.shipped()) is None


def test_the_queue_lists_by_step_and_deadline_and_never_another_countys_case(engine: Engine) -> None:
    for region in (COUNTY, NEXT_COUNTY):
        a_fund(engine, 1_000_000_00, region)
    cases, queue = FundCases(engine), Queue(engine)
    draft = a_draft(cases, a_line("w1"))
    check = submitted(cases, a_draft(cases, a_line("w2")))
    sector = does(cases, submitted(cases, a_draft(cases, a_line("w3"))), Agree("同意"), CHECKER)
    over = does(cases, a_draft(cases, a_line("w4")), Withdraw("撤"), CLERK)
    late = approved(cases, submitted(cases, a_draft(cases, a_line("w5"))))
    other = submitted(cases, a_draft(cases, a_line("w6"), region=NEXT_COUNTY))

    def listed(sight: Sight = HERE, today: date = DAY, **wanted: Any) -> list[int]:
        found, total = queue.page(Wanted(**wanted), sight, today)
        assert total == len(found)
        return [case.id for case in found]

    # One working day for the order, three for the sector's opinion, five for the check and the draft.
    assert listed() == [late.id, sector.id, draft.id, check.id]
    assert [late.due_on, sector.due_on, check.due_on] == [calendar.working_days_after(DAY, n) for n in (1, 3, 5)]
    assert listed(state="check") == [check.id]
    assert listed(state="withdrawn") == [over.id]
    assert set(listed(closed=True)) == {draft.id, check.id, sector.id, over.id, late.id}
    assert listed(q=check.number) == [check.id]
    assert listed(q=other.number) == []
    assert late.due_on is not None
    assert listed(today=late.due_on, overdue=True) == []
    assert listed(today=late.due_on + timedelta(1), overdue=True) == [late.id]
    assert listed(Sight((NEXT_COUNTY,))) == [other.id]
    assert set(listed(EVERYWHERE, state="check")) == {check.id, other.id}
    counts = queue.counts(HERE, late.due_on + timedelta(1))
    assert (counts.cases[State.CHECK], counts.cases[State.DRAFT], counts.overdue) == (1, 1, 1)
    assert counts.amount_fen[State.CHECK] == check.total_fen
    assert [case.id for case in queue.of_project("P1", Sight((NEXT_COUNTY,)))] == [other.id]
    assert queue.of_fund(f"F{COUNTY}", Sight((NEXT_COUNTY,))) == []
    assert [case.id for case in queue.in_states(Sight((NEXT_COUNTY,)), State.CHECK)] == [other.id]

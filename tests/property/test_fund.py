"""The laws of the wage fund, whatever anybody tries: balanced, never over-promised, nobody signs twice."""

import itertools
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fund import commands as c
from fund.amounts import advance
from fund.authority import WHEN, possible
from fund.books import HOLDING, Account, Balances
from fund.case import Arrear, Duty, FundCase, Kind, Line, LineState, Outcome, Pressure, Source, State
from fund.claims import debts, two_ledgers
from fund.course import Refused, Step, act, slots
from fund.recovery import ageing
from schemas.office import Officer
from tests.fund_course import ALL, CONTRACTOR, DAY, EMPLOYER, EVERYTHING, PROOF, Course, line, setting

OTHER = "91520100MA0OTHER00"
WORKERS = ("w1", "w2", "w3")
PERSONS = (None, *ALL, EVERYTHING)
"""Data, the people of the office, and one who has every role."""


def commands(course: Course) -> st.SearchStrategy[c.Command]:
    """Anything that anybody might try on a day, rather oftener something whose time it is."""
    day, worker = st.just(course.day), st.sampled_from(WORKERS)
    party, debtor = st.sampled_from((EMPLOYER, CONTRACTOR)), st.sampled_from((EMPLOYER, OTHER))
    fen, number, proof = st.integers(0, 200_000), st.integers(1, 3), st.just(PROOF)
    why = st.sampled_from(("", "理由", "理由", "理由"))
    every: dict[type[c.Command], st.SearchStrategy[c.Command]] = {
        c.Submit: st.builds(c.Submit),
        c.Agree: st.builds(c.Agree, why, st.just("批1")),
        c.SendBack: st.builds(c.SendBack, why),
        c.Amend: st.builds(c.Amend, why),
        c.Reject: st.builds(c.Reject, why),
        c.Withdraw: st.builds(c.Withdraw, why),
        c.PrepareOrder: st.builds(c.PrepareOrder),
        c.ReleaseOrder: st.builds(c.ReleaseOrder),
        c.CancelOrder: st.builds(c.CancelOrder, why),
        c.Pay: st.builds(c.Pay, worker, day, proof),
        c.Return: st.builds(c.Return, worker, day, why, proof),
        c.SetCard: st.builds(c.SetCard, worker, st.just("6222"), st.just("CCB")),
        c.DropLine: st.builds(c.DropLine, worker, why),
        c.ProposeOverride: st.builds(c.ProposeOverride, worker, fen, st.just("批2"), why),
        c.ConfirmOverride: st.builds(c.ConfirmOverride, worker),
        c.RefuseOverride: st.builds(c.RefuseOverride, worker, why),
        c.RecordRepayment: st.builds(c.RecordRepayment, party, debtor, fen, day, proof, reference=st.just("B1")),
        c.ConfirmRepayment: st.builds(c.ConfirmRepayment, number),
        c.RefuseRepayment: st.builds(c.RefuseRepayment, number, why),
        c.ProposeWriteOff: st.builds(c.ProposeWriteOff, debtor, fen, why),
        c.ConfirmWriteOff: st.builds(c.ConfirmWriteOff, number, st.just("批3")),
        c.RefuseWriteOff: st.builds(c.RefuseWriteOff, number, why),
        c.Press: st.builds(c.Press, party, debtor, st.sampled_from(Pressure), st.just("函1")),
        c.Settle: st.builds(c.Settle, st.sampled_from(Source), st.sampled_from(Outcome), proof, fen, why),
        c.Comment: st.builds(c.Comment, why),
    }
    timely = [kind for kind in every if course.case.state in WHEN[kind] and kind not in (c.Withdraw, c.Reject)]
    return st.sampled_from((*timely, *timely, *timely, *every)).flatmap(every.__getitem__)


def persons(course: Course, command: c.Command) -> st.SearchStrategy[Officer | None]:
    """Anybody; rather oftener one whose turn it is."""
    fit = [each for each in PERSONS if each and type(command) in possible(course.case, each)]
    return st.one_of(st.sampled_from(PERSONS), st.sampled_from(fit or PERSONS), st.sampled_from(fit or PERSONS))


@given(st.data(), st.integers(0, 10), st.sampled_from((408_999, 420_000, 10_000_000)))
def test_whatever_is_tried_the_books_balance_and_agree_with_the_case(data, start, free_fen):
    course = begun(start, free_fen)
    for _ in range(40):
        course.day += timedelta(data.draw(st.integers(0, 2)))
        before = course.case
        command = data.draw(commands(course))
        course.do(command, data.draw(persons(course, command)))
        agrees(course)
        follows(before, course.case)


def begun(start: int, free_fen: int) -> Course:
    """A case some way along its course, as far as the fund's money reaches."""
    course = Course(free_fen=free_fen).drafted(line(), line("w2", 600_000), line("w3", 500_000, employer=OTHER))
    steps = [c.Submit(), *[c.Agree("同意", "批1")] * 4, c.PrepareOrder(), c.ReleaseOrder()]
    paid: list[c.Command] = [c.Pay(worker, DAY, PROOF) for worker in WORKERS]
    for command, officer in list(zip([*steps, *paid], [*ALL, None, None, None], strict=True))[: start + 1]:
        course.do(command, officer)
    return course


def agrees(course: Course) -> None:
    """What the books say is what the case says, account by account."""
    case, balances = course.case, course.balances
    assert sum(balances.fen.values()) == 0
    assert all(balances.total(account) >= 0 for account in HOLDING)
    fen = {state: sum(each.amount_fen for each in case.lines if each.state is state) for state in LineState}
    promised = case.state not in (State.DRAFT, State.REJECTED, State.WITHDRAWN)
    assert balances.total(Account.RESERVED) == (fen[LineState.PLANNED] + fen[LineState.RETURNED]) * promised
    assert balances.total(Account.ORDERED) == fen[LineState.ORDERED]
    for debt in debts(case):
        owed = debt.outstanding_fen - debt.owed_back_fen
        assert balances.total(Account.ADVANCED, case.id, debt.debtor) == owed
        assert balances.total(Account.WRITTEN_OFF, case.id, debt.debtor) == debt.written_off_fen
        ledgers = two_ledgers(case, debt.debtor)
        if not debt.owed_back_fen:
            assert ledgers.to_fund_fen + ledgers.to_workers_fen + ledgers.repaid_fen == ledgers.arrears_fen
    assert sum(bucket.fen for bucket in ageing(case, course.day)) == sum(debt.outstanding_fen for debt in debts(case))


def follows(before: FundCase, case: FundCase) -> None:
    """Nobody signs for two duties, no money moves on one person's word, and nothing that was said is lost."""
    signers = itertools.groupby(sorted((one.by, one.duty) for one in case.signatures), key=lambda pair: pair[0])
    assert all(len({duty for _, duty in duties}) == 1 for _, duties in signers)
    assert case.signatures[: len(before.signatures)] == before.signatures
    assert all(order.released_by != order.prepared_by for order in case.orders)
    for one in (*case.repayments, *case.write_offs):
        assert one.confirmed_by != one.by
    if case.state in (State.APPROVED, State.PREPARED, State.ORDERED, State.RECOVERY, State.CLOSED):
        duties = {one.duty for one in case.signatures if one.revision == case.revision}
        assert duties >= {Duty.SUBMIT, Duty.CHECK, Duty.SECTOR, Duty.FINANCE, Duty.APPROVE}
    paid = {each.worker for each in case.lines if each.state in (LineState.PAID, LineState.ORDERED)}
    assert paid <= {slot.worker for slot in slots(case)}
    assert case is before or case.version == before.version + 1


@given(st.lists(st.integers(1, 3_000_000), min_size=2, max_size=6), st.integers(100_000, 500_000))
def test_cases_racing_for_one_fund_are_never_promised_more_than_there_is(owed, free_fen):
    courses = [Course(free_fen=0).drafted(line(f"w{n}", fen + 1_000)) for n, fen in enumerate(owed)]
    journal = Course(free_fen=free_fen).journal
    for number, course in enumerate(courses):
        balances = Balances.of(journal)
        done = act(course.case, c.Submit(), ALL[0], DAY, setting(balances))
        if isinstance(done, Step):
            journal += done.postings
            assert done.case.total_fen <= balances.free_fen, number
        else:
            assert isinstance(done, Refused)
    assert Balances.of(journal).free_fen >= 0
    assert Balances.of(journal).held_fen == free_fen


REGIONS = ("520103", "410102", "210702", "210402", "330304", "441900401")


@given(st.lists(st.integers(0, 2_000_000), min_size=1, max_size=6), st.sampled_from(REGIONS))
def test_an_advance_is_whole_yuan_no_more_than_any_cap_and_never_more_than_is_owed(months, region):
    owed = Line("w", EMPLOYER, tuple(Arrear(f"2025-{n + 1:02d}", fen) for n, fen in enumerate(months)))
    figure = advance(owed, Kind.WAGES, setting(), region, DAY)
    assert figure is not None
    assert figure.fen % 100 == 0
    assert all(figure.fen <= part.fen for part in figure.parts)
    assert figure.fen <= owed.arrears_fen
    assert figure.fen > min(part.fen for part in figure.parts) - 100


@given(st.permutations(list(range(7))))
def test_only_the_order_of_the_steps_leads_to_a_payment(order):
    course = Course().drafted()
    steps = [c.Submit(), *[c.Agree("同意", "批1")] * 4, c.PrepareOrder(), c.ReleaseOrder()]
    for place in order:
        course.do(steps[place], ALL[place])
    assert (course.case.state is State.ORDERED) is (order == sorted(order))

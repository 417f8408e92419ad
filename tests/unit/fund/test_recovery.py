"""追偿: who is claimed from, what came back, how old the rest is, and how it is given up."""

from datetime import date, timedelta

import pytest

from fund import commands as c
from fund.books import Account
from fund.case import Instalment, Kind, Outcome, Pressure, Source, State, Trigger
from fund.claims import debt_of, debts, outstanding_fen, two_ledgers
from fund.course import Why
from fund.explanation import Figure
from fund.recovery import ageing, dues, instalments, next_day
from fund.solvency import Expected, most, outlook
from fund.terms import FundTerms
from schemas.office import Role
from tests.fund_course import (
    CASH,
    CASHIER,
    CONTRACTOR,
    DAY,
    EMPLOYER,
    FINANCE,
    MAYOR,
    OWNER,
    PROOF,
    SETTLED,
    Course,
    line,
    person,
    setting,
)

OWED = 309_000
OTHER = "91520100MA0OTHER00"


def repay(fen: int, party: str = EMPLOYER, on: date = DAY) -> c.RecordRepayment:
    return c.RecordRepayment(party, EMPLOYER, fen, on, PROOF, reference="B1")


def back(course: Course, fen: int, party: str = EMPLOYER) -> Course:
    course.must(repay(fen, party, course.day), officer=CASH)
    return course.must(c.ConfirmRepayment(len(course.case.repayments)), officer=FINANCE)


def test_a_repayment_counts_once_a_second_person_has_confirmed_it():
    course = Course().paid().must(repay(100_000), officer=CASH)
    assert outstanding_fen(course.case) == OWED
    assert course.why(c.ConfirmRepayment(2), FINANCE) is Why.NO_PROPOSAL
    assert course.why(c.ConfirmRepayment(1), person("cash", Role.FUND_FINANCE)) is Why.SECOND_PERSON
    assert course.why(c.ConfirmRepayment(1), CASHIER) is Why.ROLE
    free = course.balances.free_fen
    course.must(c.ConfirmRepayment(1), officer=FINANCE)
    assert outstanding_fen(course.case) == OWED - 100_000
    assert course.balances.free_fen == free + 100_000
    assert course.why(c.ConfirmRepayment(1), FINANCE) is Why.NO_PROPOSAL


def test_a_case_is_closed_once_everything_is_recovered_from_whoever_is_liable():
    course = back(Course().paid(), 9_000)
    back(course, 300_000, CONTRACTOR)
    assert (course.case.state, course.case.closed_on) == (State.CLOSED, DAY)
    assert course.balances.total(Account.ADVANCED) == 0
    assert course.balances.free_fen == 100_000_000


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (repay(1, OWNER), Why.NO_CLAIM),
        (repay(0), Why.SUM),
        (repay(OWED + 1), Why.MORE_THAN_OWED),
        (repay(1, on=DAY + timedelta(1)), Why.DAY),
        (repay(1, on=DAY - timedelta(1)), Why.DAY),
        (c.RecordRepayment(EMPLOYER, EMPLOYER, 1, DAY, (), reference="B1"), Why.EVIDENCE),
        (c.RecordRepayment(EMPLOYER, EMPLOYER, 1, DAY, PROOF, reference=" "), Why.REFERENCE),
    ],
)
def test_a_repayment_needs_a_claim_a_sum_a_day_and_evidence(command, why):
    assert Course().paid().why(command, CASH) is why


def test_what_waits_is_spoken_for():
    course = Course().paid().must(repay(OWED - 1), officer=CASH)
    assert course.why(repay(2), CASH) is Why.MORE_THAN_OWED
    assert course.why(c.ProposeWriteOff(EMPLOYER, 2, "x"), FINANCE) is Why.MORE_THAN_OWED
    assert course.why(c.RefuseRepayment(1, ""), FINANCE) is Why.REASON
    assert course.why(c.RefuseRepayment(9, "x"), FINANCE) is Why.NO_PROPOSAL
    course.must(c.RefuseRepayment(1, "未到账"), officer=FINANCE).must(repay(OWED), officer=CASH)
    assert course.case.state is State.RECOVERY


def test_a_confirmation_is_refused_where_a_payment_came_back_meanwhile():
    course = Course().paid().must(repay(OWED), officer=CASH)
    course.must(c.Return("w2", DAY, "销户", PROOF), officer=None)
    assert course.why(c.ConfirmRepayment(1), FINANCE) is Why.MORE_THAN_OWED
    other = Course().paid().must(c.ProposeWriteOff(EMPLOYER, OWED, "破产"), officer=FINANCE)
    other.must(c.Return("w2", DAY, "销户", PROOF), officer=None)
    assert other.why(c.ConfirmWriteOff(1, "1"), MAYOR) is Why.MORE_THAN_OWED


def test_a_case_does_not_close_while_a_proposal_waits_and_closes_with_its_end():
    course = Course().paid().must(c.ProposeWriteOff(EMPLOYER, 1, "x"), officer=FINANCE)
    back(course, OWED - 1)
    assert course.case.state is State.RECOVERY
    assert course.case.due_on == DAY + timedelta(30)
    course.must(c.ConfirmWriteOff(1, "云府〔2026〕9号"), officer=MAYOR)
    assert course.case.state is State.CLOSED


def test_a_write_off_needs_a_reason_an_approver_another_person_and_a_document():
    course = Course().paid()
    assert course.why(c.ProposeWriteOff("nobody", 1, "x"), FINANCE) is Why.NO_CLAIM
    assert course.why(c.ProposeWriteOff(EMPLOYER, 1, ""), FINANCE) is Why.REASON
    assert course.why(c.ProposeWriteOff(EMPLOYER, 0, "x"), FINANCE) is Why.SUM
    course.must(c.ProposeWriteOff(EMPLOYER, OWED, "破产终结"), officer=FINANCE)
    assert course.why(c.ConfirmWriteOff(1, "1"), FINANCE) is Why.ROLE
    assert course.why(c.ConfirmWriteOff(1, "1"), person("fin", Role.FUND_APPROVER)) is Why.SECOND_PERSON
    assert course.why(c.ConfirmWriteOff(1, " "), MAYOR) is Why.DOCUMENT
    assert course.why(c.ConfirmWriteOff(2, "1"), MAYOR) is Why.NO_PROPOSAL
    assert course.why(c.RefuseWriteOff(2, "x"), MAYOR) is Why.NO_PROPOSAL
    assert course.why(c.RefuseWriteOff(1, ""), MAYOR) is Why.REASON
    course.must(c.RefuseWriteOff(1, "继续追"), officer=MAYOR)
    course.must(c.ProposeWriteOff(EMPLOYER, 9_000, "破产终结"), officer=FINANCE)
    course.must(c.ProposeWriteOff(EMPLOYER, 300_000, "破产终结"), officer=FINANCE)
    course.must(c.ConfirmWriteOff(2, "云府〔2026〕9号"), officer=MAYOR)
    course.must(c.ConfirmWriteOff(3, "云府〔2026〕9号"), officer=MAYOR)
    assert course.case.state is State.CLOSED
    assert course.balances.total(Account.WRITTEN_OFF) == OWED
    assert course.balances.total(Account.ADVANCED) == 0


def test_an_advance_does_not_lessen_what_the_employer_owes_only_to_whom():
    course = back(Course().paid(), 9_000)
    ledgers = two_ledgers(course.case, EMPLOYER)
    assert (ledgers.arrears_fen, ledgers.to_fund_fen, ledgers.repaid_fen) == (1_600_000, 300_000, 9_000)
    assert ledgers.to_workers_fen == 1_600_000 - OWED
    assert ledgers.to_fund_fen + ledgers.to_workers_fen + ledgers.repaid_fen == ledgers.arrears_fen


def test_each_employer_has_its_own_debt():
    course = Course().paid(line(), line("w2", 600_000, employer=OTHER))
    assert [(debt.debtor, debt.outstanding_fen) for debt in debts(course.case)] == [
        (EMPLOYER, 189_000), (OTHER, 120_000),
    ]  # fmt: skip
    assert {(claim.party, claim.debtor) for claim in course.case.claims} == {
        (EMPLOYER, EMPLOYER), (CONTRACTOR, EMPLOYER), (OTHER, OTHER), (CONTRACTOR, OTHER),
    }  # fmt: skip
    course.must(repay(1), officer=CASH)
    assert course.must(
        c.RecordRepayment(OTHER, OTHER, 120_000, DAY, PROOF, reference="B2"), officer=CASH
    ).case.repayments


def test_the_owner_is_claimed_from_only_where_it_was_ordered_to_pay():
    course = Course().drafted().must(c.Settle(Source.OWNER, Outcome.UNPAID, PROOF), SETTLED[3], c.Submit())
    course.agreed().sent().must(c.Pay("w1", DAY, PROOF), officer=None)
    assert {claim.party for claim in course.case.claims} == {EMPLOYER, CONTRACTOR, OWNER}


def test_a_party_of_which_nothing_is_settled_is_not_claimed_from():
    course = Course().paid()
    assert OWNER not in {claim.party for claim in course.case.claims}


def test_what_is_outstanding_ages_from_the_day_of_payment_and_repayments_settle_the_oldest():
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    course.day = DAY + timedelta(31)
    course.must(c.Pay("w2", course.day, PROOF), officer=None)
    assert [bucket.fen for bucket in ageing(course.case, course.day)] == [120_000, 189_000, 0, 0, 0]
    back(course, 189_001)
    assert [bucket.fen for bucket in ageing(course.case, course.day)] == [119_999, 0, 0, 0, 0]
    assert [bucket.fen for bucket in ageing(course.case, course.day + timedelta(366))] == [0, 0, 0, 0, 119_999]
    assert sum(b.fen for b in ageing(course.case, course.day)) == outstanding_fen(course.case)


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, 0), (30, 0), (31, 1), (90, 1), (91, 2), (180, 2), (181, 3), (365, 3), (366, 4)]
)
def test_the_ages_begin_where_they_say(days, bucket):
    assert ageing(Course().paid().case, DAY + timedelta(days))[bucket].fen == OWED


def plan(*parts: tuple[int, int], party: str = EMPLOYER, number: str = "协议1") -> c.AgreePlan:
    return c.AgreePlan(party, EMPLOYER, tuple(Instalment(DAY + timedelta(d), fen) for d, fen in parts), number)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (plan((30, OWED), party=OWNER), Why.NO_CLAIM),
        (plan((30, OWED), number=""), Why.DOCUMENT),
        (plan(), Why.DAY),
        (plan((0, OWED)), Why.DAY),
        (plan((30, 1), (20, OWED - 1)), Why.DAY),
        (plan((30, OWED + 1), (60, -1)), Why.SUM),
        (plan((30, OWED - 1)), Why.SUM),
    ],
)
def test_a_plan_makes_up_what_is_outstanding_in_days_to_come(command, why):
    assert Course().paid().why(command) is why


def test_a_plan_waits_for_what_is_not_confirmed():
    assert Course().paid().must(repay(1), officer=CASH).why(plan((30, OWED))) is Why.WAITING


def test_instalments_are_filled_in_their_order_and_late_the_day_after():
    course = back(Course().paid(), 9_000)
    course.must(plan((30, 100_000), (60, 200_000)))
    back(course, 150_000)
    claim = course.case.claims[0]
    first, second = instalments(course.case, claim, DAY + timedelta(60))
    assert (first.paid_fen, first.is_late, second.paid_fen, second.is_late) == (100_000, False, 50_000, False)
    assert instalments(course.case, claim, DAY + timedelta(61))[1].is_late


def test_a_plan_that_is_kept_is_not_dunned_before_the_next_instalment_is_late():
    course = Course().paid().must(plan((60, OWED)))
    due = {due.claim.party: due.on for due in dues(course.case, DAY, course.setting.terms)}
    assert due == {CONTRACTOR: DAY + timedelta(30), EMPLOYER: DAY + timedelta(61)}


def test_letters_then_the_blacklist_then_the_court():
    course = Course().paid()
    terms = course.setting.terms
    seen = []
    for pressure in (Pressure.DUNNED, Pressure.DUNNED, Pressure.DUNNED, Pressure.BLACKLIST, Pressure.COURT):
        due = next(due for due in dues(course.case, course.day, terms) if due.claim.party == EMPLOYER)
        seen.append((due.pressure, (due.on - DAY).days))
        course.day = due.on
        course.must(c.Press(EMPLOYER, EMPLOYER, pressure, "函1"))
    assert seen == [
        (Pressure.DUNNED, 30), (Pressure.DUNNED, 61), (Pressure.DUNNED, 92), (Pressure.BLACKLIST, 123),
        (Pressure.COURT, 124),
    ]  # fmt: skip
    assert {due.claim.party for due in dues(course.case, course.day, terms)} == {CONTRACTOR}


def test_pressing_needs_a_claim_a_document_and_something_outstanding():
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    assert course.why(c.Press(OWNER, EMPLOYER, Pressure.DUNNED, "1")) is Why.NO_CLAIM
    assert course.why(c.Press(EMPLOYER, EMPLOYER, Pressure.DUNNED, "")) is Why.DOCUMENT
    back(course, 189_000)
    assert course.why(c.Press(EMPLOYER, EMPLOYER, Pressure.DUNNED, "1")) is Why.NOTHING_OUTSTANDING
    assert next_day(course.case, DAY, course.setting.terms) is None


def test_what_came_back_after_it_was_recovered_is_owed_back():
    course = back(Course().paid(), OWED).must(c.Return("w2", DAY, "销户", PROOF), officer=None)
    debt = debt_of(course.case, EMPLOYER)
    assert (debt.outstanding_fen, debt.owed_back_fen) == (0, 120_000)
    course.must(c.SetCard("w2", "1", "ICBC")).must(c.PrepareOrder(), officer=CASH)


def test_living_cost_is_recovered_like_wages():
    tables = {"52": [{"from": date(2025, 1, 1), "source": "x", "living_cost_fen": 60_000}]}
    course = Course(terms=FundTerms.shipped().with_tables(tables)).drafted(line())
    course.must(c.StateTrigger(Trigger.ABSCONDED, Kind.LIVING, PROOF), c.Submit()).agreed().sent()
    course.must(c.Pay("w1", DAY, PROOF), officer=None)
    assert outstanding_fen(course.case) == 60_000


def expected_of(fen: int) -> Expected:
    return Expected((1,), "P1", "云山学校", 10, Figure(("预警", "alert"), fen, ()))


def test_the_outlook_sets_what_is_expected_against_what_is_free_and_the_floor():
    terms = FundTerms.shipped()
    expected = [expected_of(60_000_000), expected_of(50_000_000)]
    balances = Course().paid().balances
    seen = outlook(balances, expected, date(2027, 1, 1), "210702", DAY, terms)
    assert seen.short_fen == 110_000_000 - (100_000_000 - OWED)
    assert seen.below_floor_fen == 0
    assert outlook(balances, [], None, "2107", DAY, terms).below_floor_fen == 400_000_000
    assert outlook(balances, [], None, "2107", DAY, terms).short_fen == 0
    assert seen.short_after_budget_fen == seen.short_fen
    with_budget = outlook(balances, expected, date(2027, 1, 1), "210702", DAY, terms, 1_000_000)
    assert with_budget.short_after_budget_fen == seen.short_fen - 1_000_000
    assert outlook(balances, expected, None, "210702", DAY, terms, seen.short_fen + 1).short_after_budget_fen == 0


@pytest.mark.parametrize(
    ("region", "wage_fen", "fen"),
    [
        ("520103", 189_000, 1_890_000),
        ("520103", 0, 2_000_000),
        ("330304", 189_000, 3_000_000),
        ("441900401", 0, 10_000_000),
    ],
)
def test_the_most_that_an_alert_may_ask_for_is_the_least_of_the_caps(region, wage_fen, fen):
    terms = setting().terms
    share, months = (terms.in_force(name, region, DAY) for name in ("share_cap", "minimum_wage_months"))
    assert most(10, 10_000_000, share, wage_fen, months).fen == fen

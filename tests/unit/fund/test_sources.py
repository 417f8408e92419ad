"""The order of sources: employer, general contractor, owner, bond, and only then the fund."""

from datetime import date

import pytest

from fund import commands as c
from fund.case import Outcome, Source, State
from fund.course import Why
from fund.deadlines import timers
from fund.sources import SOURCES, order_of_sources, unsettled
from tests.fund_course import DAY, PROOF, SETTLED, Course

ORDER = [Source.EMPLOYER, Source.CONTRACTOR, Source.OWNER, Source.BOND]


def test_the_sources_stand_in_the_order_of_the_law():
    assert list(SOURCES) == ORDER
    assert [standing.is_next for standing in order_of_sources(Course().case)] == [True, False, False, False]


def test_a_bond_has_not_paid_only_once_its_bank_was_asked_to_and_with_the_sum_that_it_paid():
    course = Course().must(*SETTLED[:3])
    unpaid = c.Settle(Source.BOND, Outcome.UNPAID, PROOF)
    assert course.why(unpaid) is Why.BOND_NOT_NOTICED
    course.must(c.NoticeBond("支付通知书1", 600, DAY), unpaid)
    course.must(c.BondPaid(500, DAY, PROOF))
    assert course.why(unpaid) is Why.SUM
    assert course.why(c.Settle(Source.BOND, Outcome.PAID_PART, PROOF, 499)) is Why.SUM
    course.must(c.Settle(Source.BOND, Outcome.PAID_PART, PROOF, 500))


@pytest.mark.parametrize("source", ORDER[1:])
def test_no_source_is_settled_before_the_earlier_ones(source):
    assert Course().why(c.Settle(source, Outcome.UNPAID, PROOF)) is Why.SOURCE_ORDER


def test_settled_sources_show_who_said_so_and_by_what():
    course = Course().must(*SETTLED[:2])
    first, second, third, _ = order_of_sources(course.case)
    assert first.settlement is not None
    assert (first.settlement.by, first.settlement.evidence) == ("ann", PROOF)
    assert second.settlement is not None
    assert third.is_next


def test_settling_an_earlier_source_anew_opens_those_after_it():
    course = Course().must(*SETTLED, c.Settle(Source.CONTRACTOR, Outcome.PAID_PART, PROOF, 5))
    assert unsettled(course.case) == (Source.OWNER, Source.BOND)


def test_once_a_source_has_paid_everything_no_later_one_is_asked_and_nothing_advanced():
    course = Course().drafted().must(c.Settle(Source.EMPLOYER, Outcome.PAID_ALL, PROOF, 1_600_000))
    assert course.why(SETTLED[1]) is Why.NOTHING_OWED
    assert course.why(c.Submit()) is Why.INELIGIBLE


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (c.Settle(Source.EMPLOYER, Outcome.UNPAID, ()), Why.EVIDENCE),
        (c.Settle(Source.EMPLOYER, Outcome.NOT_LIABLE, PROOF), Why.REASON),
        (c.Settle(Source.EMPLOYER, Outcome.UNPAID, PROOF, 5), Why.SUM),
        (c.Settle(Source.EMPLOYER, Outcome.PAID_PART, PROOF), Why.SUM),
        (c.Settle(Source.EMPLOYER, Outcome.PAID_ALL, PROOF, -5), Why.SUM),
    ],
)
def test_a_settlement_needs_evidence_a_reason_and_a_sum_that_fits(command, why):
    assert Course().why(command) is why


def test_a_bond_pays_only_after_its_notice_and_at_most_what_was_asked():
    course = Course().must(*SETTLED[:3])
    drawn = c.Settle(Source.BOND, Outcome.PAID_PART, PROOF, 500)
    assert course.why(drawn) is Why.BOND_NOT_DRAWN
    assert course.why(c.BondPaid(500, DAY, PROOF)) is Why.BOND_NOT_DRAWN
    course.must(c.NoticeBond("支付通知书1", 600, DAY))
    assert course.why(drawn) is Why.BOND_NOT_DRAWN
    assert course.why(c.BondPaid(601, DAY, PROOF)) is Why.SUM
    course.must(c.BondPaid(500, DAY, PROOF), drawn)
    assert course.why(c.BondPaid(500, DAY, PROOF)) is Why.BOND_NOT_DRAWN


def test_a_notice_needs_its_number_a_sum_and_a_day_that_has_come():
    course = Course()
    assert course.why(c.NoticeBond(" ", 600, DAY)) is Why.DOCUMENT
    assert course.why(c.NoticeBond("1", 0, DAY)) is Why.SUM
    assert course.why(c.NoticeBond("1", 600, date(2026, 3, 3))) is Why.DAY
    course.must(c.NoticeBond("1", 600, DAY))
    assert course.why(c.NoticeBond("2", 600, DAY)) is Why.BOND_STANDS


def test_a_bond_is_topped_up_in_parts_until_it_is_whole_even_when_the_case_is_over():
    course = Course().must(c.NoticeBond("1", 600, DAY))
    assert course.why(c.BondToppedUp(1, DAY, PROOF)) is Why.BOND_NOT_DRAWN
    assert course.why(c.BondPaid(600, DAY, ())) is Why.EVIDENCE
    assert course.why(c.BondPaid(0, DAY, PROOF)) is Why.SUM
    course.must(c.BondPaid(600, DAY, PROOF), c.Withdraw("x"))
    assert course.why(c.BondToppedUp(200, date(2026, 3, 1), PROOF)) is Why.DAY
    course.must(c.BondToppedUp(200, DAY, PROOF))
    assert course.case.bond.topped_up_on is None
    course.must(c.BondToppedUp(400, DAY, PROOF))
    assert (course.case.bond.topped_up_on, course.case.bond.topped_up_fen) == (DAY, 600)
    assert course.why(c.BondToppedUp(1, DAY, PROOF)) is Why.BOND_NOT_DRAWN
    assert course.case.state is State.WITHDRAWN


def test_the_bond_runs_five_and_then_ten_working_days():
    course = Course().must(c.NoticeBond("1", 600, DAY))
    _, pay = timers(course.case, course.setting.terms, course.setting.calendar)
    assert (pay.until, pay.met_on) == (date(2026, 3, 9), None)
    assert not pay.is_overdue(date(2026, 3, 9))
    assert pay.is_overdue(date(2026, 3, 10))
    course.day = date(2026, 3, 10)
    course.must(c.BondPaid(600, course.day, PROOF))
    _, pay, top_up = timers(course.case, course.setting.terms, course.setting.calendar)
    assert pay.is_overdue(DAY)
    assert top_up.until == date(2026, 3, 24)
    assert top_up.text[1] == "the bond is topped up"
    assert len(timers(course.must(c.Withdraw("x")).case, course.setting.terms, course.setting.calendar)) == 2


def test_a_case_without_a_bond_notice_runs_against_its_own_step_only():
    course = Course()
    (own,) = timers(course.case, course.setting.terms, course.setting.calendar)
    assert (own.until, own.since) == (course.case.due_on, DAY)

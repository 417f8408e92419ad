"""What is done to a fund itself: by two persons, with the document that says so, never with the proposer's own yes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fund.books import Account, Balances
from fund.matters import CONTENTS, Details, Founding, Matter, NextBudget, Origin, Receipt
from fund.proposals import DECIDERS, Decision, Proposal, confirmed, may_decide, posting, refused, unfit
from fund.why import Refused, Why
from schemas.office import Role
from tests.fund_course import CASH, CASHIER, DAY, FINANCE, MAYOR, REGION, person

FOUNDING = Founding("云山县欠薪应急周转金", REGION, "6200", "102")
DETAILS = Details("云山县欠薪应急周转金", "6201", "102")
BUDGET = NextBudget(DAY + timedelta(200), 300_000_000)
RECEIPT = Receipt(Origin.ALLOCATION, "云山县财政局", 500_000_000, DAY, "102-17")
ALL = (FOUNDING, DETAILS, BUDGET, RECEIPT)
ELSEWHERE = person("far", *Role, region="520102")


def proposal(content=RECEIPT, **changes):
    return replace(Proposal(1, "F520103", REGION, content, "云财预〔2026〕1号", CASH.id, DAY), **changes)


@pytest.mark.parametrize("content", ALL)
@pytest.mark.parametrize("officer", [CASH, FINANCE])
def test_cashiers_and_finance_propose_with_the_documents_number(content, officer):
    assert unfit(content, "文1", officer, REGION, DAY) is None
    assert unfit(content, "  ", officer, REGION, DAY) is Why.DOCUMENT


@pytest.mark.parametrize("content", ALL)
def test_nobody_else_proposes_and_nobody_for_another_county(content):
    assert unfit(content, "文1", MAYOR, REGION, DAY) is Why.ROLE
    assert unfit(content, "文1", ELSEWHERE, REGION, DAY) is Why.NOT_YOURS


@pytest.mark.parametrize("origin", [Origin.INTEREST, Origin.REFUND])
def test_interest_and_refunds_have_no_document_but_the_banks_line(origin):
    receipt = replace(RECEIPT, origin=origin)
    assert unfit(receipt, "", CASH, REGION, DAY) is None
    assert posting(confirmed(proposal(receipt, document_no=""), FINANCE, DAY)).evidence == ("102-17",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (replace(FOUNDING, name=""), Why.DETAILS),
        (replace(FOUNDING, account_no=""), Why.DETAILS),
        (replace(FOUNDING, bank=""), Why.DETAILS),
        (replace(FOUNDING, region="5201a3"), Why.REGION),
        (replace(FOUNDING, region="52010"), Why.REGION),
        (replace(DETAILS, bank=""), Why.DETAILS),
        (replace(BUDGET, fen=0), Why.SUM),
        (replace(BUDGET, on=DAY - timedelta(1)), Why.DAY),
        (replace(RECEIPT, fen=0), Why.SUM),
        (replace(RECEIPT, fen=-5), Why.SUM),
        (replace(RECEIPT, on=DAY + timedelta(1)), Why.DAY),
        (replace(RECEIPT, reference=""), Why.REFERENCE),
        (replace(RECEIPT, payer=""), Why.REFERENCE),
    ],
)
def test_what_is_not_whole_is_not_proposed(content, why):
    assert unfit(content, "文1", CASH, REGION, DAY) is why


@pytest.mark.parametrize(
    ("content", "may"),
    [
        (FOUNDING, (FINANCE, MAYOR)),
        (DETAILS, (FINANCE, MAYOR)),
        (BUDGET, (FINANCE, MAYOR)),
        (RECEIPT, (FINANCE, CASHIER)),
    ],
)
def test_who_confirms_depends_on_the_matter(content, may):
    for officer in (CASHIER, FINANCE, MAYOR, person("sec", Role.FUND_SECTOR), person("clerk", Role.FUND_CLERK)):
        done = confirmed(proposal(content), officer, DAY)
        assert may_decide(proposal(content), officer) == (officer in may)
        if officer in may:
            assert (done.decision, done.decided_by, done.decided_on) == (Decision.CONFIRMED, officer.id, DAY)
        else:
            assert done == Refused(Why.ROLE)


@pytest.mark.parametrize("content", ALL)
def test_whatever_roles_a_person_has_nobody_confirms_the_own_proposal(content):
    both = person(CASH.id, *Role)
    assert confirmed(proposal(content), both, DAY) == Refused(Why.SECOND_PERSON)
    assert not may_decide(proposal(content), both)


@pytest.mark.parametrize("decide", [lambda p, who: confirmed(p, who, DAY), lambda p, who: refused(p, who, "不符", DAY)])
def test_what_is_decided_stays_decided_and_another_county_decides_nothing(decide):
    done = confirmed(proposal(), FINANCE, DAY)
    assert decide(done, CASHIER) == Refused(Why.NO_PROPOSAL)
    assert decide(proposal(), ELSEWHERE) == Refused(Why.NOT_YOURS)


def test_a_refusal_needs_a_reason_and_the_proposer_may_take_it_back():
    assert refused(proposal(), FINANCE, " ", DAY) == Refused(Why.REASON)
    for officer in (FINANCE, CASHIER, CASH):
        done = refused(proposal(), officer, " 金额不符 ", DAY)
        assert (done.decision, done.decided_by, done.why) == (Decision.REFUSED, officer.id, "金额不符")
        assert posting(done) is None
        assert posting(done) is None or done.decision is not Decision.REFUSED
    assert refused(proposal(), person("clerk", Role.FUND_CLERK), "不符", DAY) == Refused(Why.ROLE)
    assert refused(done, CASH, "再收回", DAY) == Refused(Why.NO_PROPOSAL)


def test_only_a_confirmed_receipt_is_booked_and_on_the_day_of_its_confirmation():
    assert all(posting(proposal(content)) is None for content in ALL)
    later = DAY + timedelta(3)
    made = posting(confirmed(proposal(), FINANCE, later))
    assert (made.on, made.total_fen, made.party, made.by) == (later, 500_000_000, "云山县财政局", FINANCE.id)
    assert made.evidence == ("云财预〔2026〕1号", "102-17")
    balances = Balances.of([made])
    assert (balances.free_fen, balances.total(Account.BUDGET)) == (500_000_000, -500_000_000)
    assert posting(confirmed(proposal(BUDGET), FINANCE, later)) is None


def test_every_matter_has_its_content_and_who_decides():
    assert set(CONTENTS) == set(DECIDERS) == set(Matter)
    assert {proposal(content).matter for content in ALL} == set(Matter)

"""The course of a case: every step with its person, its money and its way back."""

from datetime import date

import pytest

from fund import commands as c
from fund.authority import possible
from fund.books import Account, Balances, Kind
from fund.case import Act, Answer, Duty, LineState, Outcome, Settlement, Slot, Source, State, Trigger
from fund.course import Refused, Step, Why, act, slots, wanted
from fund.eligibility import checklist
from schemas.office import Role
from tests.fund_course import (
    ALL,
    ANN,
    BO,
    CASH,
    CASHIER,
    CONTRACTOR,
    DAY,
    EMPLOYER,
    EVERYTHING,
    FINANCE,
    MAYOR,
    PROOF,
    SECTOR,
    Course,
    line,
    person,
    setting,
)

W1_FEN = 189_000
W2_FEN = 120_000
"""Of 600,000: the share of 20 %; of w1's 1,000,000 the share is 200,000, so the minimum wage binds."""


def test_a_new_case_is_a_draft_with_five_working_days():
    course = Course()
    assert course.case.state is State.DRAFT
    assert course.case.due_on == date(2026, 3, 9)
    assert course.happened[0].act is Act.OPENED


def test_the_whole_course_ends_in_recovery_with_the_books_balanced():
    course = Course().paid()
    assert course.case.state is State.RECOVERY
    assert [line.amount_fen for line in course.case.lines] == [W1_FEN, W2_FEN]
    assert course.balances.total(Account.ADVANCED, 1, EMPLOYER) == W1_FEN + W2_FEN
    assert course.balances.free_fen == 100_000_000 - W1_FEN - W2_FEN
    assert sum(course.balances.fen.values()) == 0
    assert [signature.duty for signature in course.case.signatures] == list(Duty)
    assert course.case.due_on == date(2026, 4, 1)
    assert course.case.approval_no == "云府批〔2026〕3号"


def test_each_step_has_its_own_deadline_in_working_days():
    course = Course().drafted()
    course.day = date(2026, 3, 6)
    course.must(c.Submit())
    assert course.case.due_on == date(2026, 3, 13)
    course.must(c.Agree("同意"), officer=BO)
    assert (course.case.state, course.case.due_on) == (State.SECTOR, date(2026, 3, 11))


def test_submission_reserves_what_is_applied_for():
    course = Course().submitted()
    assert course.balances.total(Account.RESERVED, 1) == W1_FEN + W2_FEN
    assert course.case.revision == 1
    assert course.case.total_fen == W1_FEN + W2_FEN


def test_the_last_yuan_may_be_promised_and_not_one_more():
    assert Course(free_fen=W1_FEN + W2_FEN).submitted().balances.free_fen == 0
    assert Course(free_fen=W1_FEN + W2_FEN - 1).drafted().why(c.Submit()) is Why.FUNDS_SHORT


def test_the_books_refuse_what_they_cannot_bear():
    course = Course().approved().must(c.PrepareOrder(), officer=CASH)
    refused = act(course.case, c.ReleaseOrder(), CASHIER, DAY, setting(Balances()))
    assert isinstance(refused, Refused)
    assert (refused.why, refused.about) == (Why.FUNDS_SHORT, (Account.RESERVED,))


@pytest.mark.parametrize("seat", range(4))
def test_nobody_may_judge_their_own_application(seat):
    course = Course().submitted()
    for officer in (BO, SECTOR, FINANCE)[:seat]:
        course.must(c.Agree("同意"), officer=officer)
    own = person("ann", *EVERYTHING.roles)
    for command in (c.Agree("同意", "1号"), c.Reject("否"), c.SendBack("改")):
        assert course.why(command, own) is Why.SAME_PERSON
        assert type(command) not in possible(course.case, own)


def test_who_opened_the_case_is_an_applicant_though_another_submitted_it():
    course = Course().drafted().must(c.Submit(), officer=BO)
    assert course.why(c.Agree("同意"), ANN) is Why.SAME_PERSON


def test_who_proposed_an_override_is_an_applicant():
    course = Course().drafted().must(c.ProposeOverride("w1", 900_000, "批1", "大病"), officer=BO)
    course.must(c.ConfirmOverride("w1"), officer=FINANCE).must(c.Submit())
    assert course.why(c.Agree("同意"), BO) is Why.SAME_PERSON


def test_one_person_with_every_role_gets_no_farther_than_one_step():
    course = Course().submitted().must(c.Agree("同意"), officer=EVERYTHING)
    assert course.why(c.Agree("同意"), EVERYTHING) is Why.SAME_PERSON


def test_the_preparer_of_an_order_cannot_release_it_nor_can_the_approver():
    course = Course().approved()
    approver = person("mayor", Role.FUND_CASHIER)
    assert course.why(c.PrepareOrder(), approver) is Why.SAME_PERSON
    course.must(c.PrepareOrder(), officer=CASH)
    assert course.why(c.ReleaseOrder(), CASH) is Why.SAME_PERSON
    assert course.why(c.ReleaseOrder(), approver) is Why.SAME_PERSON


@pytest.mark.parametrize("officer", [SECTOR, FINANCE, MAYOR, CASH])
def test_a_step_is_refused_to_other_roles(officer):
    course = Course().drafted()
    assert course.why(c.Submit(), officer) is Why.ROLE
    course.must(c.Submit())
    assert course.why(c.Agree("同意"), officer) is Why.ROLE


def test_another_countys_officer_is_refused():
    assert Course().drafted().why(c.Submit(), person("far", Role.FUND_CLERK, region="520102")) is Why.NOT_YOURS


def test_data_says_only_what_data_may_say():
    course = Course().drafted()
    assert course.why(c.Submit(), None) is Why.ROLE
    course.must(c.Gather((line(),), ()), officer=None)
    assert len(course.case.lines) == 1


def test_an_approval_needs_its_number_and_every_opinion_a_reason():
    course = Course().submitted()
    assert course.why(c.Agree(" "), BO) is Why.REASON
    for officer in (BO, SECTOR, FINANCE):
        course.must(c.Agree("同意"), officer=officer)
    assert course.why(c.Agree("同意"), MAYOR) is Why.DOCUMENT


def test_nothing_is_out_of_turn():
    course = Course().drafted()
    for command in (c.Agree("同意"), c.PrepareOrder(), c.ReleaseOrder(), c.Pay("w1", DAY, PROOF)):
        assert course.why(command, EVERYTHING) is Why.NOT_FROM_HERE


@pytest.mark.parametrize("command", [c.SendBack("补充花名册"), c.Reject("不符合条件")])
def test_going_back_or_being_rejected_frees_the_money_and_needs_a_reason(command):
    course = Course().submitted()
    assert course.why(type(command)(""), BO) is Why.REASON
    course.must(command, officer=BO)
    assert course.balances.free_fen == 100_000_000
    assert course.case.reason == command.why
    assert slots(course.case) == frozenset()


def test_an_amended_case_goes_through_every_step_again():
    course = Course().approved().must(c.Amend("补人"))
    assert (course.case.state, course.case.approval_no) == (State.DRAFT, "")
    assert course.balances.free_fen == 100_000_000
    course.must(c.Gather((line(), line("w2", 600_000), line("w3")), ())).must(c.Submit()).agreed()
    assert course.case.state is State.APPROVED
    assert course.case.revision == 2
    assert course.balances.total(Account.RESERVED) == 2 * W1_FEN + W2_FEN


def test_an_order_on_its_way_cannot_be_amended_but_a_cancelled_one_can():
    course = Course().approved().must(c.PrepareOrder(), officer=CASH)
    assert course.why(c.CancelOrder(""), CASH) is Why.REASON
    course.must(c.CancelOrder("账号有误"), officer=CASH)
    assert course.balances.total(Account.RESERVED) == W1_FEN + W2_FEN
    course.must(c.Amend("改"))
    course.must(c.Submit()).agreed().sent().must(c.Pay("w1", DAY, PROOF), officer=None)
    course.must(c.Return("w2", DAY, "账号不符", PROOF), officer=None)
    assert course.case.state is State.APPROVED
    assert course.why(c.Amend("改")) is Why.NOT_FROM_HERE


def test_a_draft_is_withdrawn_with_nothing_to_free():
    course = Course().drafted().must(c.Withdraw("已发薪"))
    assert (course.case.state, course.case.closed_on) == (State.WITHDRAWN, DAY)
    assert course.why(c.Submit()) is Why.OVER
    assert len(course.journal) == 1


def test_an_approved_case_is_withdrawn_while_nothing_was_paid():
    assert Course().approved().must(c.Withdraw("已发薪")).balances.free_fen == 100_000_000
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    course.must(c.Return("w2", DAY, "账号不符", PROOF), officer=None)
    assert course.why(c.Withdraw("已发薪")) is Why.NOT_FROM_HERE
    assert course.why(c.Withdraw("")) is Why.REASON


def test_a_returned_payment_reopens_the_line_until_a_card_is_stated():
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    assert course.case.state is State.ORDERED
    course.must(c.Return("w2", DAY, "账号不符", PROOF), officer=None)
    again = course.case.line("w2")
    assert again is not None
    assert (again.state, again.card, again.reason) == (LineState.RETURNED, "", "账号不符")
    assert course.case.state is State.APPROVED
    assert course.balances.total(Account.RESERVED) == W2_FEN
    assert course.why(c.PrepareOrder(), CASH) is Why.NO_CARD
    course.must(c.SetCard("w2", "6222-9", "ICBC")).sent()
    assert course.case.orders[-1].lines == (("w2", W2_FEN),)
    course.must(c.Pay("w2", DAY, PROOF), officer=None)
    assert course.case.state is State.RECOVERY
    assert course.case.lines[1].attempt == 2


def test_a_payment_may_come_back_after_the_bank_had_said_that_it_was_paid():
    course = Course().paid()
    course.day = date(2026, 3, 5)
    course.must(c.Return("w2", course.day, "销户", PROOF), officer=None)
    assert course.case.state is State.APPROVED
    assert course.balances.total(Account.ADVANCED) == W1_FEN
    assert course.balances.total(Account.RESERVED) == W2_FEN


def test_a_late_return_does_not_disturb_an_order_that_waits():
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    course.must(c.Return("w2", DAY, "账号不符", PROOF), officer=None).must(c.SetCard("w2", "1", "ICBC"))
    course.must(c.PrepareOrder(), officer=CASH).must(c.Return("w1", DAY, "销户", PROOF), officer=None)
    assert course.case.state is State.PREPARED
    course.must(c.ReleaseOrder(), officer=CASHIER).must(c.Pay("w2", DAY, PROOF), officer=None)
    assert course.case.state is State.APPROVED
    assert [each.worker for each in course.case.lines if each.is_open] == ["w1"]


def test_a_result_needs_evidence_a_fitting_day_and_a_worker_with_the_bank():
    course = Course().ordered()
    assert course.why(c.Pay("w1", DAY, ("",)), None) is Why.EVIDENCE
    assert course.why(c.Pay("w1", date(2026, 3, 1), PROOF), None) is Why.DAY
    assert course.why(c.Pay("w1", date(2026, 3, 3), PROOF), None) is Why.DAY
    assert course.why(c.Pay("w9", DAY, PROOF), None) is Why.NO_SUCH_WORKER
    assert course.why(c.Return("w9", DAY, "x", PROOF), None) is Why.NO_SUCH_WORKER
    assert course.why(c.Return("w1", DAY, " ", PROOF), None) is Why.REASON
    assert course.why(c.Pay("w1", DAY, PROOF), CASHIER) is Why.SECOND_PERSON
    course.must(c.Pay("w1", DAY, PROOF), officer=CASH)
    assert course.why(c.Pay("w1", DAY, PROOF), CASH) is Why.NO_SUCH_WORKER
    course.must(c.Return("w1", DAY, "退", PROOF), officer=CASH)


def test_a_card_is_stated_for_an_open_line_only():
    course = Course().drafted(line(card=""))
    assert course.why(c.SetCard("w1", "6222", " ")) is Why.NO_CARD
    assert course.why(c.SetCard("w9", "6222", "CCB")) is Why.NO_SUCH_WORKER
    course.must(c.SetCard("w1", "6222", "CCB"), c.Gather((line(card="old"),), ()))
    assert course.case.lines[0].card == "6222"


def test_a_worker_who_is_dropped_frees_what_was_reserved():
    course = Course().approved()
    assert course.why(c.DropLine("w2", "")) is Why.REASON
    assert course.why(c.DropLine("w9", "x")) is Why.NO_SUCH_WORKER
    course.must(c.DropLine("w2", "已领到工资"))
    assert course.balances.total(Account.RESERVED) == W1_FEN
    assert slots(course.case) == {Slot("w1", EMPLOYER, "2025-12")}
    course.must(c.DropLine("w1", "已领到工资"))
    assert (course.case.state, course.balances.free_fen) == (State.WITHDRAWN, 100_000_000)


def test_who_is_dropped_in_a_draft_stays_dropped_when_data_comes_again():
    course = Course().drafted().must(c.DropLine("w2", "非本项目"), c.Gather((line(), line("w2")), ()), c.Submit())
    assert [each.worker for each in course.case.live] == ["w1"]
    assert course.case.lines[1].amount_fen == 0


def test_dropping_the_last_open_line_brings_the_rest_into_recovery():
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    course.must(c.Return("w2", DAY, "账号不符", PROOF), officer=None).must(c.DropLine("w2", "失联"))
    assert course.case.state is State.RECOVERY
    assert course.balances.total(Account.RESERVED) == 0


def test_a_worker_for_whom_the_debtor_has_paid_already_cannot_be_dropped():
    course = Course().paid()
    full = c.RecordRepayment(EMPLOYER, EMPLOYER, W1_FEN + W2_FEN, DAY, PROOF, reference="B1")
    course.must(full, officer=CASH).must(c.ConfirmRepayment(1), officer=FINANCE)
    assert course.case.state is State.CLOSED
    course.must(c.Return("w2", DAY, "销户", PROOF), officer=None)
    assert (course.case.state, course.case.closed_on) == (State.APPROVED, None)
    assert course.why(c.DropLine("w2", "失联")) is Why.RECOVERED_ALREADY
    course.must(c.SetCard("w2", "1", "ICBC")).sent().must(c.Pay("w2", DAY, PROOF), officer=None)
    assert course.case.state is State.CLOSED
    assert course.balances.total(Account.ADVANCED) == 0


def test_an_application_needs_people_an_eligible_case_papers_and_amounts():
    assert Course().why(c.Submit()) is Why.NO_LINES
    course = Course().must(c.Gather((line(),), ()))
    assert course.why(c.Submit()) is Why.INELIGIBLE
    course.drafted()
    course.must(c.AttachPaper("roster", ""))
    assert course.why(c.Submit()) is Why.PAPERS
    assert Course(minimum_wage=None).drafted().why(c.Submit()) is Why.NO_AMOUNT
    assert Course().drafted(line("w1", 499)).why(c.Submit()) is Why.NOTHING


def test_a_month_that_another_case_holds_is_refused_without_a_word_about_that_case():
    taken = frozenset({Slot("w1", EMPLOYER, "2025-12"), Slot("w7", EMPLOYER, "2025-12")})
    course = Course(taken=taken).drafted()
    refused = course.do(c.Submit())
    assert refused == Refused(Why.ADVANCED_ALREADY, ("w1",))
    items = {item.key: item.term for item in checklist(course.case, course.setting, DAY)}
    assert items["not_advanced"].value == "w1"


def test_a_case_holds_its_months_from_submission_for_ever_unless_it_comes_to_nothing():
    course = Course().drafted()
    assert slots(course.case) == frozenset()
    assert slots(course.must(c.Submit()).case) == wanted(course.case)
    assert len(slots(Course().paid().case)) == 2


def test_a_waiting_override_holds_the_submission_up():
    course = Course().drafted().must(c.ProposeOverride("w1", 900_000, "云府批〔2026〕4号", "大病"))
    assert course.why(c.Submit()) is Why.OVERRIDE_WAITS
    assert course.why(c.ConfirmOverride("w1"), ANN) is Why.SECOND_PERSON
    course.must(c.ConfirmOverride("w1"), officer=BO)
    assert course.why(c.ConfirmOverride("w1"), BO) is Why.NO_OVERRIDE
    course.must(c.Submit())
    assert course.case.lines[0].amount_fen == 900_000


def test_an_override_needs_a_number_a_reason_and_is_never_more_than_is_owed():
    course = Course().drafted()
    assert course.why(c.ProposeOverride("w9", 1, "1", "x")) is Why.NO_SUCH_WORKER
    assert course.why(c.ProposeOverride("w1", 1, " ", "x")) is Why.DOCUMENT
    assert course.why(c.ProposeOverride("w1", 1, "1", " ")) is Why.REASON
    assert course.why(c.ProposeOverride("w1", 1_000_001, "1", "x")) is Why.SUM
    assert course.why(c.ConfirmOverride("w9"), BO) is Why.NO_OVERRIDE
    assert course.why(c.RefuseOverride("w1", "x")) is Why.NO_OVERRIDE
    course.must(c.ProposeOverride("w1", 1_000_000, "1", "x"))
    assert course.why(c.RefuseOverride("w1", "")) is Why.REASON
    assert course.must(c.RefuseOverride("w1", "不同意"), officer=BO).case.lines[0].override is None


def test_an_override_beyond_what_is_owed_now_lapses_when_data_comes_again():
    course = Course().drafted().must(c.ProposeOverride("w1", 900_000, "1", "x"))
    assert course.must(c.Gather((line(),), ())).case.lines[0].override is not None
    assert course.must(c.Gather((line("w1", 800_000),), ())).case.lines[0].override is None


def test_comments_are_kept_even_after_the_end():
    course = Course().must(c.Withdraw("x"))
    assert course.why(c.Comment(" ")) is Why.REASON
    course.must(c.Comment("档案已归"), officer=SECTOR)
    assert (course.happened[-1].act, course.happened[-1].why, course.happened[-1].by) == (
        Act.COMMENTED, "档案已归", "sec",
    )  # fmt: skip


def test_each_step_makes_the_next_version_and_says_who_did_it():
    course = Course().drafted()
    before = course.case.version
    done = course.do(c.Submit("齐了"))
    assert isinstance(done, Step)
    assert done.case.version == before + 1
    assert (done.happened[0].by, done.happened[0].why) == ("ann", "齐了")


def test_every_posting_tells_its_case_and_what_proves_it():
    course = Course().paid()
    kinds = [posting.kind for posting in course.journal]
    assert kinds == [Kind.FUNDED, Kind.RESERVED, Kind.ORDERED, Kind.PAID, Kind.PAID]
    assert {posting.case for posting in course.journal[1:]} == {1}
    assert course.journal[-1].evidence == PROOF
    assert course.journal[-1].worker == "w2"


def test_the_buttons_follow_state_role_and_person():
    course = Course().submitted()
    assert c.Agree in possible(course.case, BO)
    assert c.Agree not in possible(course.case, ANN)
    assert c.Agree not in possible(course.case, person("far", Role.FUND_CLERK, region="520102"))
    assert {type(c.Comment("x"))} <= possible(course.case, CASH)
    for officer in ALL:
        assert c.PrepareOrder not in possible(course.case, officer)


def test_the_claims_open_with_the_first_advance_against_everybody_who_was_ordered_to_pay():
    course = Course().ordered().must(c.Pay("w1", DAY, PROOF), officer=None)
    assert {(claim.party, claim.debtor) for claim in course.case.claims} == {
        (EMPLOYER, EMPLOYER), (CONTRACTOR, EMPLOYER),
    }  # fmt: skip
    course.must(c.Pay("w2", DAY, PROOF), officer=None)
    assert len(course.case.claims) == 2


def test_gathering_keeps_what_persons_said_and_takes_what_data_says():
    course = Course().drafted()
    course.must(
        c.Gather(
            (line(),),
            (),
            answers=(_answer("case_filed", met=False), _answer("group_risk", met=True), _answer("made_up", met=True)),
            settlements=(_settlement(Source.EMPLOYER),),
            papers=(("filing", "data"), ("cards", "data")),
        ),
        officer=None,
    )
    answers = {answer.item: answer for answer in course.case.answers}
    assert answers["case_filed"].by == "ann"
    assert answers["group_risk"].by == ""
    assert "made_up" not in answers
    assert course.case.settlements[0].outcome is Outcome.UNPAID
    assert (course.case.papers["filing"], course.case.papers["cards"]) == ("document:8", "data")


def test_data_settles_sources_only_up_to_the_first_of_which_it_knows_nothing():
    told = (_settlement(Source.EMPLOYER), _settlement(Source.OWNER))
    course = Course().must(c.Gather((line(),), (), settlements=told), officer=None)
    assert [one.source for one in course.case.settlements] == [Source.EMPLOYER]


def test_a_worker_named_twice_is_refused():
    assert Course().why(c.Gather((line(), line()), ())) is Why.TWICE


def test_a_trigger_and_an_answer_need_evidence_and_an_item_that_persons_answer():
    course = Course()
    assert course.why(c.StateTrigger(Trigger.ABSCONDED, evidence=())) is Why.EVIDENCE
    assert course.why(c.AnswerItem("not_advanced", True, PROOF)) is Why.NO_SUCH_ITEM
    assert course.why(c.AnswerItem("hardship", True, (" ",))) is Why.EVIDENCE
    assert course.why(c.AttachPaper("poem", "x")) is Why.NO_SUCH_PAPER


def test_a_paper_may_follow_under_review_but_none_is_taken_away():
    course = Course().submitted().must(c.AttachPaper("identity", "sha256:1"))
    assert course.why(c.AttachPaper("roster", "")) is Why.NOT_FROM_HERE


def _answer(item, *, met):
    return Answer(item, met, DAY, evidence=PROOF)


def _settlement(source):
    return Settlement(source, Outcome.PAID_PART, DAY, 5, PROOF)

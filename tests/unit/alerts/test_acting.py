from datetime import date

import pytest

from alerts.acting import act
from alerts.commands import (
    Acknowledge,
    Assign,
    Close,
    Command,
    Comment,
    ConfirmExtension,
    ConfirmWaiver,
    Decide,
    HandOver,
    Investigate,
    OrderRectification,
    ProposeExtension,
    ProposeWaiver,
    RefuseExtension,
    RefuseWaiver,
)
from alerts.lifecycle import Gone, Stands, heard
from alerts.work import Act, Outcome, Refused, Rung, State, Step, Why, Work
from schemas.finding import Level
from schemas.office import Officer, Role
from tests.works import BY, CHEN, COUNTY, LI, MONDAY, OTHER_COUNTY, PREFECTURE, a_finding, a_work, acted, an_officer

TUESDAY, JULY = date(2026, 6, 9), date(2026, 7, 1)
ORDER = OrderRectification(JULY, "云人社监令〔2026〕3号")
WAIVER = ProposeWaiver("《保障农民工工资支付条例》第十四条第二款", "云人社豁〔2026〕1号", JULY)
SECOND = an_officer("wang", COUNTY, Role.CHIEF)


def why(work: Work, command: Command, officer: Officer = LI, day: date = MONDAY) -> Why:
    refused = act(work, command, officer, day, BY)
    assert isinstance(refused, Refused)
    return refused.why


def test_every_step_forward_has_its_own_deadline() -> None:
    work = acted(a_work(a_finding(level=Level.RED)), Acknowledge())
    assert (work.state, work.due_on) == (State.ACKNOWLEDGED, TUESDAY)
    work = acted(work, Investigate(), TUESDAY)
    assert (work.state, work.due_on) == (State.INVESTIGATING, date(2026, 9, 2))  # 60 working days, 端午 left out
    work = acted(work, ORDER, TUESDAY)
    assert (work.state, work.due_on, work.rectify_by) == (State.RECTIFICATION_ORDERED, JULY, JULY)
    work = acted(work, Decide("云人社监理〔2026〕3号"), date(2026, 7, 2))
    assert (work.state, work.due_on, work.document_no) == (State.DECIDED, date(2026, 7, 23), "云人社监理〔2026〕3号")
    work = acted(heard(work, Gone(), date(2026, 7, 6), BY).work, Close(Outcome.CURED, "已全部补发"), date(2026, 7, 7))
    assert (work.state, work.due_on, work.closed_on) == (State.CLOSED, None, date(2026, 7, 7))
    assert work.version == 7


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (Decide("1号"), Why.NOT_FROM_HERE),
        (ORDER, Why.NOT_FROM_HERE),
        (ProposeExtension("案情复杂"), Why.NOT_FROM_HERE),
        (Close(Outcome.UNFOUNDED), Why.REASON),
        (Close(Outcome.CURED, "已付"), Why.STILL_FOUND),
        (Comment(" "), Why.REASON),
        (ConfirmWaiver(), Why.NOTHING_PROPOSED),
        (RefuseWaiver("不符"), Why.NOTHING_PROPOSED),
        (ConfirmExtension(), Why.NOTHING_PROPOSED),
        (RefuseExtension("不符"), Why.NOTHING_PROPOSED),
        (HandOver("5201", "移交"), Why.CHIEF_ONLY),
    ],
)
def test_an_open_alert_refuses_what_does_not_follow(command: Command, reason: Why) -> None:
    assert why(a_work(), command) is reason


def test_orders_and_decisions_need_a_number_and_a_day_to_come() -> None:
    work = acted(a_work(), Investigate())
    assert why(work, OrderRectification(JULY, " ")) is Why.DOCUMENT
    assert why(work, OrderRectification(MONDAY, "3号")) is Why.PAST_DAY
    assert why(work, Decide("")) is Why.DOCUMENT


def test_a_second_answer_is_refused_and_so_is_anything_once_closed() -> None:
    work = acted(a_work(), Acknowledge())
    assert why(work, Acknowledge()) is Why.NOT_FROM_HERE
    closed = acted(work, Close(Outcome.REFERRED, "移送公安机关"))
    assert why(closed, Investigate()) is Why.CLOSED
    assert isinstance(act(closed, Comment("公安已立案"), LI, TUESDAY, BY), Step)


def test_people_of_other_offices_and_those_who_only_look_change_nothing() -> None:
    assert why(a_work(), Acknowledge(), an_officer("he", OTHER_COUNTY)) is Why.NOT_YOURS
    assert why(a_work(), Acknowledge(), an_officer("wu", COUNTY, Role.AUDITOR)) is Why.ROLE
    assert acted(a_work(), Acknowledge(), by=an_officer("wang", PREFECTURE)).state is State.ACKNOWLEDGED


def test_a_substitute_works_the_alerts_of_the_office_of_the_absent() -> None:
    substitute = an_officer("he", OTHER_COUNTY, Role.OFFICER, offices=(COUNTY.code,))
    assert acted(a_work(), Acknowledge(), by=substitute).state is State.ACKNOWLEDGED


def test_a_chief_of_another_office_who_substitutes_here_is_no_chief_here() -> None:
    elsewhere = an_officer("he", OTHER_COUNTY, Role.OFFICER, Role.CHIEF, offices=(COUNTY.code,))
    assert why(acted(a_work(), WAIVER), ConfirmWaiver(), elsewhere) is Why.CHIEF_ONLY
    assert why(a_work(), HandOver("5201", "移交"), elsewhere) is Why.CHIEF_ONLY


def test_answering_late_does_not_undo_the_escalation_that_was_due() -> None:
    step = act(a_work(), Acknowledge("刚收到"), LI, date(2026, 6, 12), BY)
    assert isinstance(step, Step)
    assert [(what.act, what.by) for what in step.happened] == [(Act.ESCALATED, ""), (Act.ACKNOWLEDGED, "li")]
    assert (step.work.step, step.work.escalated_to) == (0, None)
    assert step.happened[-1].why == "刚收到"


def test_a_waiver_needs_ground_document_end_and_a_second_person_who_is_a_chief() -> None:
    work = a_work()
    assert why(work, ProposeWaiver(" ", "1号", JULY)) is Why.GROUND
    assert why(work, ProposeWaiver("第十四条", " ", JULY)) is Why.DOCUMENT
    assert why(work, ProposeWaiver("第十四条", "1号", MONDAY)) is Why.PAST_DAY
    proposed = acted(work, WAIVER)
    assert proposed.due_on == work.due_on
    assert why(proposed, WAIVER) is Why.PROPOSED_ALREADY
    assert why(proposed, ConfirmWaiver(), an_officer("zhang")) is Why.CHIEF_ONLY
    assert why(acted(work, WAIVER, by=CHEN), ConfirmWaiver(), CHEN) is Why.SECOND_PERSON
    waived = acted(proposed, ConfirmWaiver(), by=CHEN)
    assert (waived.state, waived.due_on) == (State.WAIVED, JULY)
    assert waived.waiver is not None
    assert (waived.waiver.proposal.by, waived.waiver.proposal.confirmed_by) == ("li", "chen")


def test_a_waiver_is_not_confirmed_once_it_is_worse_or_gone() -> None:
    proposed = acted(a_work(), WAIVER)
    worse = heard(proposed, Stands(a_finding(workers=("w1", "w2", "w3"))), TUESDAY, BY).work
    assert why(worse, ConfirmWaiver(), CHEN, TUESDAY) is Why.WORSE
    gone = heard(proposed, Gone(), TUESDAY, BY).work
    assert not gone.is_closed
    assert why(gone, ConfirmWaiver(), CHEN, TUESDAY) is Why.NOT_FOUND_ANY_MORE
    assert why(gone, RefuseWaiver(""), CHEN, TUESDAY) is Why.REASON
    assert acted(gone, RefuseWaiver("已无必要"), TUESDAY, CHEN).waiver is None


def test_a_waiver_covers_its_scope_and_no_more() -> None:
    waived = acted(acted(a_work(), WAIVER), ConfirmWaiver(), by=CHEN)
    assert heard(waived, Stands(a_finding(workers=("w1",))), TUESDAY, BY).work.state is State.WAIVED
    for grown in (a_finding(level=Level.RED), a_finding(workers=("w1", "w9"))):
        step = heard(waived, Stands(grown), TUESDAY, BY)
        assert step.happened[-1].act is Act.REOPENED
        assert (step.work.state, step.work.waiver) == (State.OPEN, None)


def test_a_waiver_never_covers_a_new_pay_period() -> None:
    group = a_finding("arrears.group", Level.RED, subject="-", facts={"months": ["2026-04"]})
    waived = acted(acted(a_work(group), WAIVER), ConfirmWaiver(), by=CHEN)
    later = a_finding("arrears.group", Level.RED, subject="-", facts={"months": ["2026-04", "2026-05"]})
    assert heard(waived, Stands(later), TUESDAY, BY).work.state is State.OPEN


def test_an_investigation_is_extended_once_by_thirty_working_days_by_a_chief_who_did_not_ask() -> None:
    work = acted(a_work(), Investigate())
    asked = acted(work, ProposeExtension("需外调银行流水"))
    assert asked.due_on == work.due_on
    assert why(asked, ConfirmExtension(), an_officer("zhang")) is Why.CHIEF_ONLY
    extended = acted(asked, ConfirmExtension(), TUESDAY, CHEN)
    assert work.due_on is not None
    assert extended.due_on == BY.calendar.working_days_after(MONDAY, 90)
    assert why(extended, ProposeExtension("再延")) is Why.PROPOSED_ALREADY
    assert acted(asked, RefuseExtension("理由不足"), by=CHEN).extension is None


def test_a_hand_over_keeps_the_deadline_and_asks_the_taking_office_to_answer() -> None:
    work = acted(a_work(), Acknowledge())
    there = HandOver("520102", "项目在临水县", (Rung("520102", "临水县大队"), Rung("52", "省厅")), "520102")
    after = acted(work, there, by=CHEN)
    assert (after.office, after.region, after.state, after.due_on) == ("520102", "520102", State.OPEN, work.due_on)
    assert why(work, HandOver("520102", " ", there.chain, "520102"), CHEN) is Why.REASON
    assert why(work, HandOver("520102", "移交"), CHEN) is Why.NO_SUCH_OFFICE
    assert why(work, HandOver("520103", "移交", work.chain, "520103"), CHEN) is Why.NO_SUCH_OFFICE


def test_assigning_changes_neither_state_nor_deadline() -> None:
    work = acted(a_work(), Assign("zhang", "负责该片区"))
    assert (work.assignee, work.state, work.due_on, work.version) == ("zhang", State.OPEN, a_work().due_on, 2)

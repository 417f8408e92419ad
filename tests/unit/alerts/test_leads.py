"""The life of a lead: its steps, what refuses them, and its limits on their last days."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.leads import (
    Accept,
    Answer,
    Close,
    ClosedOutside,
    Command,
    Extend,
    Ground,
    Handle,
    Lead,
    Match,
    Outcome,
    Refuse,
    Refused,
    State,
    Step,
    TellExtension,
    Transfer,
    after,
    due_on,
    timers,
)
from alerts.letters import answer_letter
from monitors import calendar

MONDAY = date(2026, 3, 2)
LEAD = Lead("L1", "a", "a", "520103", "window", MONDAY, 3)
HANDLED = Handle(Outcome.PAID, "已补发", 1_000)
CLOSE_BY = date(2026, 3, 23)


def walked(*commands: Command, lead: Lead = LEAD, day: date = MONDAY) -> Lead:
    for command in commands:
        step = after(lead, command, day)
        assert isinstance(step, Step), (command, step)
        lead = step.lead
    return lead


def test_a_lead_is_accepted_handled_answered_and_closed() -> None:
    lead = walked(Accept(), HANDLED, Answer("phone", "letter"), Close())
    assert (lead.state, lead.closed_as) == (State.CLOSED, "paid")


def test_a_refused_lead_is_answered_and_closed_as_well() -> None:
    lead = walked(Refuse(Ground.OUT_OF_SCOPE, "工伤"), Answer("post", "letter"), Close())
    assert (lead.state, lead.closed_as) == (State.CLOSED, "refused")


@pytest.mark.parametrize(
    ("lead", "command", "why"),
    [
        (LEAD, Refuse(Ground.NO_FACTS, " "), Refused.REASON_MISSING),
        (LEAD, HANDLED, Refused.NOT_ACCEPTED),
        (LEAD, Answer("phone", "letter"), Refused.NOT_HANDLED),
        (LEAD, Close(), Refused.NOT_ANSWERED),
        (LEAD, Transfer("a", "520103", "错"), Refused.SAME_OFFICE),
        (LEAD, Extend("复杂"), Refused.NOT_ACCEPTED),
        (LEAD, TellExtension("phone"), Refused.NOT_EXTENDED),
        (walked(Accept()), Accept(), Refused.ALREADY_DECIDED),
        (walked(Accept()), Refuse(Ground.NO_FACTS, "无"), Refused.ALREADY_DECIDED),
        (walked(Accept()), Transfer("b", "52", "错"), Refused.ALREADY_DECIDED),
        (walked(Accept()), Handle(Outcome.PAID, "已补发"), Refused.FACTS_MISSING),
        (walked(Accept()), Handle(Outcome.REFUSED, "x"), Refused.REASON_MISSING),
        (walked(Accept(), Extend("复杂")), Extend("再"), Refused.ALREADY_EXTENDED),
        (walked(Accept(), HANDLED), Close(), Refused.NOT_ANSWERED),
        (walked(Accept(), HANDLED), Answer("phone", ""), Refused.REASON_MISSING),
        (walked(Accept(), HANDLED, Answer("a", "b"), Close()), Accept(), Refused.IS_CLOSED),
    ],
)
def test_a_step_out_of_turn_is_refused_with_its_reason(lead: Lead, command: Command, why: Refused) -> None:
    assert after(lead, command, MONDAY) is why


def test_nobody_closes_a_lead_whose_complainant_was_not_told() -> None:
    for lead in (walked(Accept(), HANDLED), walked(Refuse(Ground.NO_FACTS, "无"))):
        assert after(lead, Close(), MONDAY) is Refused.NOT_ANSWERED


def test_a_transferred_lead_keeps_its_first_receiver_and_its_limit() -> None:
    lead = walked(Transfer("b", "520102", "在邻县"), day=date(2026, 3, 5))
    assert (lead.office, lead.first_office, lead.region, lead.moves) == ("b", "a", "520102", ("a",))
    assert due_on(lead, calendar, CLOSE_BY) == date(2026, 3, 9)


def test_five_working_days_to_decide_do_not_count_the_day_of_receipt_nor_the_weekend() -> None:
    decide = next(iter(timers(LEAD, calendar, CLOSE_BY)))
    assert decide.until == date(2026, 3, 9)
    assert not decide.is_overdue(date(2026, 3, 9))
    assert decide.is_overdue(date(2026, 3, 10))


def test_a_holiday_moves_the_last_day_to_decide() -> None:
    lead = replace(LEAD, received_on=date(2026, 2, 12))  # Spring Festival from 15 to 23 February, 14 and 28 worked
    assert next(iter(timers(lead, calendar, CLOSE_BY))).until == date(2026, 2, 26)


def test_an_extension_adds_thirty_working_days_and_is_told_within_three_calendar_days() -> None:
    lead = walked(Accept())
    plain = next(timer for timer in timers(lead, calendar, CLOSE_BY) if timer.limit.name == "lead.investigate")
    longer = walked(Extend("复杂"), lead=lead, day=date(2026, 4, 1))
    found = {timer.limit.name: timer.until for timer in timers(longer, calendar, CLOSE_BY)}
    assert found["lead.investigate"] == calendar.working_days_after(plain.until, 30)
    assert found["lead.tell_extension"] == date(2026, 4, 4)


def test_what_was_met_late_stays_overdue() -> None:
    lead = walked(Accept(), day=date(2026, 3, 10))
    assert next(iter(timers(lead, calendar, CLOSE_BY))).is_overdue(date(2026, 12, 1))


def test_a_closed_lead_has_no_deadline_however_it_was_closed() -> None:
    outside = after(LEAD, ClosedOutside("paid", MONDAY), MONDAY)
    assert isinstance(outside, Step)
    for lead in (outside.lead, walked(Accept(), HANDLED, Answer("a", "b"), Close())):
        assert due_on(lead, calendar, CLOSE_BY) is None


def test_another_project_leaves_the_case_file_of_the_first() -> None:
    lead = replace(LEAD, project="P1", case=7)
    assert walked(Match("P1", None, ("w1",), "520103", ""), lead=lead).case == 7
    assert walked(Match("P2", None, (), "520103", ""), lead=lead).case is None


def test_the_letter_names_the_result_and_the_free_ways_that_remain() -> None:
    letter = answer_letter(walked(Accept(), HANDLED), "云山县", MONDAY)
    assert "已支付金额 10.00 元" in letter
    assert "仲裁不收费" in letter
    refusal = answer_letter(walked(Refuse(Ground.IN_PROCEEDINGS, "已立案")), "云山县", MONDAY)
    assert refusal.startswith("不予受理告知书")
    assert "已立案" in refusal

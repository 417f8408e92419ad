from dataclasses import replace
from datetime import date

from alerts.commands import Acknowledge, ConfirmWaiver, Investigate, OrderRectification, ProposeWaiver
from alerts.escalation import passed
from alerts.lifecycle import Gone, heard
from alerts.work import Act, Happened, Outcome, State, Work
from schemas.finding import Level
from tests.works import BY, CHEN, a_finding, a_work, acted


def steps(work: Work, day: date) -> list[tuple[Act, date]]:
    return [(what.act, what.day) for what in passed(work, day, BY).happened]


def test_the_last_day_in_time_is_not_late() -> None:
    work = a_work()
    assert work.due_on == date(2026, 6, 11)
    assert passed(work, date(2026, 6, 11), BY).work == work
    assert steps(work, date(2026, 6, 12)) == [(Act.ESCALATED, date(2026, 6, 12))]


def test_a_deadline_counts_no_rest_day_and_counts_a_make_up_working_day() -> None:
    red_before_the_festival = a_work(a_finding(level=Level.RED), date(2026, 6, 18))  # 端午: 19 to 21 June
    assert red_before_the_festival.due_on == date(2026, 6, 22)
    red_before_a_make_up_saturday = a_work(a_finding(level=Level.RED), date(2026, 2, 13))  # Saturday 14 is worked
    assert red_before_a_make_up_saturday.due_on == date(2026, 2, 14)


def test_it_climbs_office_by_office_and_then_goes_on_reminding() -> None:
    work = a_work(a_finding(level=Level.RED))
    assert steps(work, date(2026, 7, 10)) == [
        (Act.ESCALATED, date(2026, 6, 10)),
        (Act.ESCALATED, date(2026, 6, 12)),
        (Act.REMINDED, date(2026, 6, 16)),
        (Act.REMINDED, date(2026, 6, 25)),
        (Act.REMINDED, date(2026, 7, 3)),
    ]
    after = passed(work, date(2026, 7, 10), BY).work
    assert (after.step, after.escalated_to, after.due_on, after.version) == (2, "52", date(2026, 7, 10), 2)


def test_days_missed_at_once_come_to_the_same_as_days_seen_one_by_one() -> None:
    work = one_by_one = a_work()
    seen: list[Happened] = []
    for day in range(9, 31):
        step = passed(one_by_one, date(2026, 6, day), BY)
        one_by_one, seen = step.work, [*seen, *step.happened]
    at_once = passed(work, date(2026, 6, 30), BY)
    assert list(at_once.happened) == seen
    assert replace(at_once.work, version=0) == replace(one_by_one, version=0)


def test_an_alert_of_no_office_is_reminded_of_all_the_same() -> None:
    nobody = replace(a_work(), chain=(), office="")
    assert steps(nobody, date(2026, 6, 12)) == [(Act.REMINDED, date(2026, 6, 12))]


def test_an_order_that_ran_out_is_to_be_decided_and_escalates_if_it_is_not() -> None:
    ordered = acted(acted(a_work(), Investigate()), OrderRectification(date(2026, 6, 22), "3号"))
    step = passed(ordered, date(2026, 6, 23), BY)
    assert [what.act for what in step.happened] == [Act.RECTIFICATION_EXPIRED]
    assert (step.work.step, step.work.due_on) == (0, date(2026, 7, 14))
    assert steps(step.work, date(2026, 7, 15)) == [(Act.ESCALATED, date(2026, 7, 15))]


def test_working_on_it_brings_it_back_to_the_own_office() -> None:
    late = passed(a_work(), date(2026, 6, 12), BY).work
    assert late.responsible == "5201"
    answered = acted(late, Acknowledge(), date(2026, 6, 12))
    assert (answered.responsible, answered.escalated_on) == ("520103", None)


def waived() -> Work:
    return acted(acted(a_work(), ProposeWaiver("第十四条", "1号", date(2026, 6, 30))), ConfirmWaiver(), by=CHEN)


def test_a_waiver_ends_with_its_last_day_and_the_alert_begins_anew() -> None:
    assert steps(waived(), date(2026, 6, 30)) == []
    step = passed(waived(), date(2026, 7, 1), BY)
    assert [what.act for what in step.happened] == [Act.WAIVER_ENDED]
    assert (step.work.state, step.work.due_on, step.work.reopened) == (State.OPEN, date(2026, 7, 6), 1)


def test_what_went_under_a_waiver_closes_with_it() -> None:
    gone = heard(waived(), Gone(), date(2026, 6, 20), BY).work
    assert (gone.state, gone.present) == (State.WAIVED, False)
    step = passed(gone, date(2026, 7, 1), BY)
    assert [what.act for what in step.happened] == [Act.CURED]
    assert (step.work.outcome, step.work.closed_on) == (Outcome.CURED, date(2026, 7, 1))

from dataclasses import replace
from datetime import date

from alerts.commands import Acknowledge, Close, Investigate
from alerts.lifecycle import Gone, Stands, heard
from alerts.scope import Worse
from alerts.work import Act, Outcome, State, Work
from schemas.finding import Level
from tests.works import BY, MONDAY, a_finding, a_step, a_work, acted

TUESDAY, NEXT_MONDAY = date(2026, 6, 9), date(2026, 6, 15)


def kinds(happened: object) -> list[Act]:
    return [what.act for what in happened]  # type: ignore[attr-defined]


def gone(work: Work, day: date = TUESDAY) -> Work:
    return heard(work, Gone(), day, BY).work


def test_an_alert_opens_with_its_chain_frozen_and_the_deadline_of_its_level() -> None:
    step = a_step(a_finding(level=Level.YELLOW))
    assert kinds(step.happened) == [Act.OPENED]
    assert step.work.due_on == date(2026, 6, 15)
    assert step.happened[0].body["chain"] == ["520103", "5201", "52"]


def test_what_goes_before_anybody_answered_closes_itself() -> None:
    step = heard(a_work(), Gone(), TUESDAY, BY)
    assert kinds(step.happened) == [Act.CURED]
    assert (step.work.state, step.work.outcome, step.work.due_on, step.work.closed_on) == (
        State.CLOSED, Outcome.CURED, None, TUESDAY,
    )  # fmt: skip


def test_what_goes_while_it_is_worked_says_so_and_keeps_its_deadline() -> None:
    work = acted(a_work(), Acknowledge())
    step = heard(work, Gone(), TUESDAY, BY)
    assert kinds(step.happened) == [Act.GONE]
    assert (step.work.state, step.work.present, step.work.due_on) == (State.ACKNOWLEDGED, False, work.due_on)
    assert acted(step.work, Close(Outcome.CURED, "已补发"), TUESDAY).outcome is Outcome.CURED


def test_what_returns_is_the_same_work_with_a_new_deadline() -> None:
    closed = gone(a_work())
    step = heard(closed, Stands(a_finding()), NEXT_MONDAY, BY)
    assert kinds(step.happened) == [Act.RETURNED]
    assert (step.work.id, step.work.state, step.work.reopened, step.work.opened_on) == (1, State.OPEN, 1, MONDAY)
    assert step.work.due_on == date(2026, 6, 18)
    assert (step.work.outcome, step.work.closed_on) == (None, None)


def test_what_returns_while_it_is_worked_goes_on_being_worked() -> None:
    away = gone(acted(a_work(), Investigate()))
    step = heard(away, Stands(a_finding()), NEXT_MONDAY, BY)
    assert kinds(step.happened) == [Act.RETURNED]
    assert (step.work.state, step.work.present, step.work.due_on) == (State.INVESTIGATING, True, away.due_on)


def test_the_same_news_twice_is_no_news() -> None:
    work = a_work()
    assert heard(work, Stands(a_finding()), TUESDAY, BY).work == work
    assert heard(gone(work), Gone(), TUESDAY, BY).work == gone(work)


def test_one_worker_more_is_worse_and_one_worker_less_is_not() -> None:
    more = heard(a_work(), Stands(a_finding(workers=("w1", "w2", "w3"))), TUESDAY, BY)
    assert kinds(more.happened) == [Act.WORSENED]
    assert more.happened[0].body["worse"] == (Worse.WORKERS,)
    less = heard(a_work(), Stands(a_finding(workers=("w1",))), TUESDAY, BY)
    assert kinds(less.happened) == [Act.CHANGED]
    assert less.work.workers == 1


def test_a_graver_level_shortens_the_time_to_respond_and_a_lesser_one_does_not_lengthen_it() -> None:
    red = heard(a_work(), Stands(a_finding(level=Level.RED)), MONDAY, BY).work
    assert red.due_on == TUESDAY
    assert heard(red, Stands(a_finding(level=Level.YELLOW)), MONDAY, BY).work.due_on == TUESDAY


def test_a_graver_level_leaves_the_deadline_of_an_investigation() -> None:
    work = acted(a_work(), Investigate())
    assert heard(work, Stands(a_finding(level=Level.RED)), TUESDAY, BY).work.due_on == work.due_on


def test_news_of_a_later_day_comes_after_the_escalations_of_the_days_before() -> None:
    step = heard(a_work(), Gone(), NEXT_MONDAY, BY)
    assert [(what.act, what.day) for what in step.happened] == [
        (Act.ESCALATED, date(2026, 6, 12)), (Act.CURED, NEXT_MONDAY),
    ]  # fmt: skip
    assert step.work.version == 2


def test_what_was_closed_as_unfounded_stays_closed_until_it_is_worse() -> None:
    closed = acted(a_work(), Close(Outcome.UNFOUNDED, "现金支付"))
    assert heard(closed, Stands(a_finding(workers=("w2",))), TUESDAY, BY).work.is_closed
    worse = heard(closed, Stands(a_finding(workers=("w2", "w3"))), TUESDAY, BY)
    assert kinds(worse.happened) == [Act.REOPENED]
    assert (worse.work.state, worse.work.accepted, worse.work.step) == (State.OPEN, None, 0)


def test_what_was_closed_as_unfounded_and_then_went_reopens_when_it_returns() -> None:
    closed = acted(a_work(), Close(Outcome.UNFOUNDED, "现金支付"))
    away = heard(closed, Gone(), TUESDAY, BY)
    assert kinds(away.happened) == [Act.GONE]
    assert away.work.is_closed
    assert heard(away.work, Stands(a_finding()), NEXT_MONDAY, BY).work.state is State.OPEN


def test_an_assigned_alert_that_nobody_answered_still_closes_itself() -> None:
    assert gone(replace(a_work(), assignee="li")).is_closed

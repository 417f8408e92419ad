"""What deadlines do when they pass: escalate up the frozen chain, remind at its top, end orders and waivers."""

from dataclasses import replace
from datetime import date, timedelta

from alerts.deadlines import Timetable
from alerts.limits import Span
from alerts.work import Act, Happened, Outcome, State, Step, Work


def passed(work: Work, day: date, timetable: Timetable) -> Step:
    """Bring a work to a day: each deadline that lies before it does what it does, on the day after it.

    However many days were missed, each missed step happens, with its own day, in order; doing it again does nothing.
    """
    happened: list[Happened] = []
    before = work.version
    while work.due_on is not None and work.due_on < day:
        work, what = _overdue(work, work.due_on + timedelta(1), timetable)
        happened.append(what)
    return Step(replace(work, version=before + bool(happened)), tuple(happened))


def _overdue(work: Work, on: date, timetable: Timetable) -> tuple[Work, Happened]:
    if work.state is State.WAIVED:
        return _waiver_over(work, on, timetable)
    if work.state is State.RECTIFICATION_ORDERED and work.due_on == work.rectify_by:
        due_on = timetable.until(Span.DECIDE, work, on)
        return replace(work, due_on=due_on), Happened(Act.RECTIFICATION_EXPIRED, on, body={"due_on": due_on})
    return _climbed(work, on, timetable)


def _climbed(work: Work, on: date, timetable: Timetable) -> tuple[Work, Happened]:
    if work.step + 1 < len(work.chain):
        step = work.step + 1
        due_on = timetable.until(Span.CLIMB, work, on)
        body = {"missed": work.due_on, "to": work.chain[step].office, "step": step, "due_on": due_on}
        higher = replace(work, step=step, escalated_on=on, due_on=due_on)
        return higher, Happened(Act.ESCALATED, on, body=body)
    due_on = timetable.until(Span.REMIND, work, on)
    body = {"missed": work.due_on, "to": work.responsible, "step": work.step, "due_on": due_on}
    return replace(work, due_on=due_on), Happened(Act.REMINDED, on, body=body)


def _waiver_over(work: Work, on: date, timetable: Timetable) -> tuple[Work, Happened]:
    if not work.present:
        return closed_by_itself(work, on), Happened(Act.CURED, on)
    return reopened(work, on, timetable), Happened(Act.WAIVER_ENDED, on)


def reopened(work: Work, on: date, timetable: Timetable) -> Work:
    """The work begins anew on the day, with its number, its people and its history."""
    fresh = replace(
        work,
        state=State.OPEN,
        state_since=on,
        step=0,
        escalated_on=None,
        present=True,
        reopened=work.reopened + 1,
        rectify_by=None,
        document_no=None,
        outcome=None,
        reason=None,
        closed_on=None,
        accepted=None,
        waiver=None,
        extension=None,
    )
    return replace(fresh, due_on=timetable.until(Span.RESPOND, fresh, on))


def closed_by_itself(work: Work, on: date) -> Work:
    """What was found is gone and nobody has to say anything about it."""
    return replace(
        work,
        state=State.CLOSED,
        state_since=on,
        due_on=None,
        present=False,
        outcome=Outcome.CURED,
        closed_on=on,
        muted_by=None,
        waiver=None,
        extension=None,
    )

"""What officers do to an alert: each command follows certain states and leads to a state with its own deadline."""

from dataclasses import dataclass, replace
from datetime import date

from alerts import waiver
from alerts.authority import forbidden
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
from alerts.deadlines import Timetable
from alerts.escalation import passed
from alerts.limits import Span
from alerts.scope import Scope
from alerts.work import Act, Happened, Outcome, Proposal, Refused, State, Step, Why, Work
from schemas.office import Officer

Done = tuple[Work, Happened]


def act(work: Work, command: Command, officer: Officer, day: date, timetable: Timetable) -> Step | Refused:
    """What becomes of an alert by an officer's command on a day, or why it is refused.

    Deadlines that passed before the day come first, so that nothing an officer does can undo an escalation that was
    due. A step forward begins a new deadline with the own office; nothing else moves a deadline.
    """
    why = Why.CLOSED if work.is_closed and not isinstance(command, Comment) else forbidden(work, command, officer)
    if why is not None:
        return Refused(why)
    before = passed(work, day, timetable)
    done = _done(before.work, command, officer, day, timetable)
    if isinstance(done, Why):
        return Refused(done)
    after, what = done
    signed = replace(what, by=officer.id, why=what.why or command.why)
    return Step(replace(after, version=work.version + 1), (*before.happened, signed))


def _done(work: Work, command: Command, officer: Officer, day: date, timetable: Timetable) -> Done | Why:  # noqa: C901, PLR0911, PLR0912 - one line per command
    match command:
        case Acknowledge():
            return _forward(work, _ACKNOWLEDGE, day, timetable)
        case Investigate():
            return _forward(work, _INVESTIGATE, day, timetable)
        case OrderRectification():
            return _ordered(work, command, day)
        case Decide():
            return _decided(work, command, day, timetable)
        case Close():
            return _closed(work, command, day)
        case ProposeWaiver():
            return waiver.proposed(work, command, officer, day)
        case ConfirmWaiver():
            return waiver.confirmed(work, officer, day)
        case RefuseWaiver():
            return _with_reason(command.why, replace(work, waiver=None), Act.WAIVER_REFUSED, day)
        case ProposeExtension():
            return _extension_proposed(work, command, officer, day)
        case ConfirmExtension():
            return _extended(work, officer, day, timetable)
        case RefuseExtension():
            return _with_reason(command.why, replace(work, extension=None), Act.EXTENSION_REFUSED, day)
        case Assign():
            body = {"to": command.officer, "before": work.assignee}
            return replace(work, assignee=command.officer), Happened(Act.ASSIGNED, day, body=body)
        case HandOver():
            return _handed_over(work, command, day)
        case Comment():
            return _with_reason(command.why, work, Act.COMMENTED, day)


@dataclass(frozen=True, slots=True)
class _Forward:
    """A step forward: the states that it may follow, what happens, and what then limits the new state."""

    since: tuple[State, ...]
    state: State
    act: Act
    span: Span


_ACKNOWLEDGE = _Forward((State.OPEN,), State.ACKNOWLEDGED, Act.ACKNOWLEDGED, Span.START)
_INVESTIGATE = _Forward((State.OPEN, State.ACKNOWLEDGED), State.INVESTIGATING, Act.INVESTIGATED, Span.INVESTIGATE)
_DECIDE = _Forward((State.INVESTIGATING, State.RECTIFICATION_ORDERED), State.DECIDED, Act.DECIDED, Span.CONCLUDE)


def _forward(work: Work, forward: _Forward, day: date, timetable: Timetable) -> Done | Why:
    if work.state not in forward.since:
        return Why.NOT_FROM_HERE
    due_on = timetable.until(forward.span, work, day)
    return _moved(work, forward.state, day, due_on), Happened(forward.act, day, body={"due_on": due_on})


def _moved(work: Work, state: State, day: date, due_on: date) -> Work:
    return replace(work, state=state, state_since=day, due_on=due_on, step=0, escalated_on=None)


def _ordered(work: Work, command: OrderRectification, day: date) -> Done | Why:
    if work.state not in (State.ACKNOWLEDGED, State.INVESTIGATING):
        return Why.NOT_FROM_HERE
    if not command.document_no.strip():
        return Why.DOCUMENT
    if command.due_on <= day:
        return Why.PAST_DAY
    after = _moved(work, State.RECTIFICATION_ORDERED, day, command.due_on)
    body = {"due_on": command.due_on, "document_no": command.document_no}
    ordered = replace(after, rectify_by=command.due_on, document_no=command.document_no, extension=None)
    return ordered, Happened(Act.RECTIFICATION_ORDERED, day, body=body)


def _decided(work: Work, command: Decide, day: date, timetable: Timetable) -> Done | Why:
    if not command.document_no.strip():
        return Why.DOCUMENT
    done = _forward(work, _DECIDE, day, timetable)
    if isinstance(done, Why):
        return done
    after, what = done
    decided = replace(after, document_no=command.document_no, extension=None)
    return decided, replace(what, body={**what.body, "document_no": command.document_no})


def _closed(work: Work, command: Close, day: date) -> Done | Why:
    if not command.why.strip():
        return Why.REASON
    if command.outcome is Outcome.CURED and work.present:
        return Why.STILL_FOUND
    closed = replace(
        work, state=State.CLOSED, state_since=day, due_on=None, closed_on=day, outcome=command.outcome,
        reason=command.why, accepted=Scope.of(work.finding) if work.present else None, muted_by=None, waiver=None,
        extension=None,
    )  # fmt: skip
    return closed, Happened(Act.CLOSED, day, body={"outcome": command.outcome, "present": work.present})


def _extension_proposed(work: Work, command: ProposeExtension, officer: Officer, day: date) -> Done | Why:
    if work.state is not State.INVESTIGATING:
        return Why.NOT_FROM_HERE
    if work.extension is not None:
        return Why.PROPOSED_ALREADY
    proposed = replace(work, extension=Proposal(officer.id, day, command.why))
    return _with_reason(command.why, proposed, Act.EXTENSION_PROPOSED, day)


def _extended(work: Work, officer: Officer, day: date, timetable: Timetable) -> Done:
    assert work.extension is not None
    assert work.due_on is not None
    due_on = max(work.due_on, timetable.extended(work, day))
    signed = replace(work.extension, confirmed_by=officer.id, confirmed_on=day)
    after = replace(work, extension=signed, due_on=due_on, step=0, escalated_on=None)
    return after, Happened(Act.EXTENDED, day, body={"due_on": due_on, "proposed_by": signed.by})


def _handed_over(work: Work, command: HandOver, day: date) -> Done | Why:
    """Another office takes it, to answer for it itself within the deadline that runs."""
    if not command.why.strip():
        return Why.REASON
    if not command.chain or command.chain[0].office != command.office or command.office == work.office:
        return Why.NO_SUCH_OFFICE
    after = replace(
        work,
        office=command.office,
        region=command.region,
        chain=command.chain,
        step=0,
        escalated_on=None,
        assignee=None,
        state=State.OPEN if work.state is State.ACKNOWLEDGED else work.state,
    )
    return after, Happened(Act.HANDED_OVER, day, body={"from": work.office, "to": command.office})


def _with_reason(why: str, work: Work, act_: Act, day: date) -> Done | Why:
    return (work, Happened(act_, day)) if why.strip() else Why.REASON

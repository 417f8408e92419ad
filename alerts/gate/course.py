"""What becomes of a review by a command, a bank's report or a passed deadline. Nothing but a person ever consents."""

import enum
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from alerts.gate.limits import GateFigures
from alerts.gate.review import Check, Decision, Execution, Mark, Review, Said, State
from alerts.limits import Limits
from alerts.work import Rung
from schemas.measures import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Decide:
    """An officer says something to the order. `excess_fen` is what lay beyond the wages due as far as is known."""

    said: Said
    excess_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """A second person agrees to what is proposed."""

    by: str


@dataclass(frozen=True, slots=True)
class Decline:
    """A second person does not agree; the case is held on."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Executed:
    """The bank reports that it executed the order."""

    execution: Execution


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The bank reports that the order will not be executed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Released:
    """The bank reports that the restriction was lifted."""

    on: date


Command = Decide | Confirm | Decline
Report = Executed | Withdrawn | Released


class Refused(enum.StrEnum):
    """Why a command or a report is not taken."""

    ALREADY_DECIDED = "already_decided"
    REASON_MISSING = "reason_missing"
    AMOUNT_MISSING = "amount_missing"
    MORE_THAN_EXCESS = "more_than_excess"
    NOTHING_PROPOSED = "nothing_proposed"
    SAME_PERSON = "same_person"
    NOT_EXECUTED = "not_executed"
    ALREADY_EXECUTED = "already_executed"
    IS_OVER = "is_over"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class Step:
    """The review after it, and what its history says; `act` is empty where nothing changed."""

    review: Review
    act: str = ""
    body: dict[str, Any] | None = None
    on: date | None = None


def held(  # noqa: PLR0913, PLR0917 (what a case begins with)
    check: Check,
    mark: Mark,
    chain: tuple[Rung, ...],
    asked_at: datetime,
    day: date,
    limits: Limits,
    calendar: WorkingCalendar,
) -> Review:
    """A new case; its deadline begins to run on the day."""
    due_on = GateFigures.of(limits, mark.region, day).decide.until(day, calendar)
    return Review(check.case, check, mark.project, mark.kind, mark.region, chain, asked_at, day, due_on)


def needs_second(review: Review, said: Said, limits: Limits, day: date) -> bool:
    """Whether a second person must agree: never to an objection, always to a sum that nobody limited."""
    if said.decision is Decision.OBJECT:
        return False
    fen = said.up_to_fen if said.decision is Decision.EXCESS else review.check.amount_fen
    return fen is None or fen > GateFigures.of(limits, review.region, day).second.count


def after(review: Review, command: Command, now: datetime, day: date, limits: Limits) -> Step | Refused:
    """The review after an officer's command, or why it is not taken."""
    if review.state is not State.HELD:
        return Refused.ALREADY_DECIDED
    match command:
        case Decide():
            return _decided(review, command, now, day, limits)
        case Confirm(by):
            return _confirmed(review, by, now)
        case Decline(by, reason):
            return _declined(review, by, reason)


def reported(review: Review, report: Report) -> Step | Refused:  # noqa: PLR0911 (one way out per case)
    """The review after a bank's report of what happened; the same report again changes nothing."""
    match report:
        case Executed(execution):
            return _executed(review, execution)
        case Withdrawn(reason):
            if review.state is State.NOT_EXECUTED:
                return Step(review)
            if review.state not in (State.HELD, State.DECIDED):
                return Refused.ALREADY_EXECUTED
            told = replace(review, state=State.NOT_EXECUTED, why_not=reason, proposed=None)
            return _step(told, "withdrawn", {"reason": reason})
        case Released(on):
            if review.state is State.RELEASED:
                return Step(review) if review.released_on == on else Refused.IS_OVER
            if review.state is not State.EXECUTED:
                return Refused.NOT_EXECUTED
            return _step(replace(review, state=State.RELEASED, released_on=on), "released", {"on": on.isoformat()})


def passed(review: Review, day: date, limits: Limits, calendar: WorkingCalendar) -> tuple[Step, ...]:
    """What missed deadlines do: up the chain, at its top a reminder. The case stays held, whatever the day."""
    steps: list[Step] = []
    while review.is_open and review.due_on < day:
        on = review.due_on + timedelta(1)
        due_on = max(on, GateFigures.of(limits, review.region, on).climb.until(on, calendar))
        missed, is_top = review.due_on, review.step + 1 >= len(review.chain)
        review = replace(review, step=review.step + (not is_top), due_on=due_on)
        body = {"missed": missed.isoformat(), "to": review.office, "due_on": due_on.isoformat()}
        steps.append(Step(_next(review), "reminded" if is_top else "escalated", body, on))
        review = steps[-1].review
    return tuple(steps)


def adopted(review: Review, chain: tuple[Rung, ...]) -> Step:
    """A case for which no office answered, given to the first that can."""
    if review.chain or not chain or not review.is_open:
        return Step(review)
    return _step(replace(review, chain=chain, step=0), "adopted", {"to": chain[0].office})


def _decided(review: Review, command: Decide, now: datetime, day: date, limits: Limits) -> Step | Refused:
    said = command.said
    if not said.reason.strip():
        return Refused.REASON_MISSING
    if said.decision is Decision.EXCESS and not (said.up_to_fen and said.up_to_fen > 0):
        return Refused.AMOUNT_MISSING
    if said.decision is Decision.EXCESS and _exceeds(said.up_to_fen, command.excess_fen):
        return Refused.MORE_THAN_EXCESS
    body = {"decision": said.decision.value, "reason": said.reason, "up_to_fen": said.up_to_fen}
    body["excess_fen"] = command.excess_fen
    if needs_second(review, said, limits, day):
        return _step(replace(review, proposed=said), "proposed", body)
    return _step(replace(review, state=State.DECIDED, said=said, proposed=None, decided_at=now), "decided", body)


def _exceeds(up_to_fen: int | None, excess_fen: int | None) -> bool:
    return up_to_fen is not None and excess_fen is not None and up_to_fen > excess_fen


def _confirmed(review: Review, by: str, now: datetime) -> Step | Refused:
    said = review.proposed
    if said is None:
        return Refused.NOTHING_PROPOSED
    if said.by == by:
        return Refused.SAME_PERSON
    told = replace(review, state=State.DECIDED, said=said, proposed=None, confirmed_by=by, decided_at=now)
    body = {"decision": said.decision.value, "reason": said.reason, "up_to_fen": said.up_to_fen, "proposed_by": said.by}
    return _step(told, "confirmed", body)


def _declined(review: Review, by: str, reason: str) -> Step | Refused:
    if review.proposed is None:
        return Refused.NOTHING_PROPOSED
    if review.proposed.by == by:
        return Refused.SAME_PERSON
    if not reason.strip():
        return Refused.REASON_MISSING
    return _step(replace(review, proposed=None), "declined", {"reason": reason, "proposed_by": review.proposed.by})


def _executed(review: Review, execution: Execution) -> Step | Refused:
    if review.execution is not None:
        return Step(review) if review.execution == execution else Refused.ALREADY_EXECUTED
    if review.state not in (State.HELD, State.DECIDED):
        return Refused.IS_OVER
    told = replace(review, state=State.EXECUTED, execution=execution, proposed=None)
    body = {
        "at": execution.at.isoformat(),
        "amount_fen": execution.amount_fen,
        "restriction_id": execution.restriction_id,
        "unreviewed": told.executed_unreviewed,
        "against_objection": review.said is not None and review.said.decision is Decision.OBJECT,
    }
    return _step(told, "executed", body)


def _step(review: Review, act: str, body: dict[str, Any]) -> Step:
    return Step(_next(review), act, body)


def _next(review: Review) -> Review:
    return replace(review, version=review.version + 1)

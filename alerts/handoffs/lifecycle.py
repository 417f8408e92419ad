"""The life of a hand-off: prepared, sent, received, decided or returned, closed; with the timers of its kind."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from alerts.handoffs.kinds import Document, Kind, Owed, Stage
from alerts.handoffs.registry import KINDS
from alerts.timers import Timer
from schemas.measures import WorkingCalendar


class HandoffState(enum.StrEnum):
    """Where a hand-off stands."""

    PREPARED = "prepared"
    SENT = "sent"
    RECEIVED = "received"
    DECIDED = "decided"
    RETURNED = "returned"
    CLOSED = "closed"


class Result(enum.StrEnum):
    """How the other side ended it."""

    DECIDED = "decided"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Handoff:
    """One hand-off of one alert. `had` names the documents that are there, with what proves it."""

    kind: Kind
    office: str
    region: str
    recipient: str
    prepared_on: date
    state: HandoffState = HandoffState.PREPARED
    dates: Mapping[Stage, date] = field(default_factory=dict)
    had: Mapping[str, str] = field(default_factory=dict)
    document_no: str = ""
    reply_no: str = ""
    result: str = ""
    reason: str = ""
    returned_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attach:
    """A document is there: `proof` is its number, its file's SHA-256 or where it lies; empty takes it away."""

    document: str
    proof: str


@dataclass(frozen=True, slots=True)
class Advance:
    """The next stage was reached: sent with a document number, received or objected with the other side's."""

    stage: Stage
    on: date
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """The other side decided, or sent it back with a reason."""

    result: Result
    on: date
    what: str
    reason: str = ""
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Filed away with a reason."""

    reason: str


Command = Attach | Advance | Decide | Close


@dataclass(frozen=True, slots=True)
class Step:
    """The hand-off after a command, and what its history says of it."""

    handoff: Handoff
    act: str
    body: dict[str, Any]


class Refused(enum.StrEnum):
    """Why a command is not carried out."""

    NO_SUCH_DOCUMENT = "no_such_document"
    DOCUMENTS_MISSING = "documents_missing"
    NUMBER_MISSING = "number_missing"
    WRONG_STAGE = "wrong_stage"
    BEFORE_EARLIER_STAGE = "before_earlier_stage"
    IN_THE_FUTURE = "in_the_future"
    REASON_MISSING = "reason_missing"
    NO_SUCH_RESULT = "no_such_result"
    IS_CLOSED = "is_closed"


_MAY_SEND: Final = (HandoffState.PREPARED, HandoffState.RETURNED)
_STATE_OF: Final = {
    Stage.SENT: HandoffState.SENT,
    Stage.OBJECTED: HandoffState.SENT,
    Stage.RECEIVED: HandoffState.RECEIVED,
    Stage.DECIDED: HandoffState.DECIDED,
}


def prepared(kind: Kind, office: str, region: str, recipient: str, day: date) -> Handoff:
    """A new hand-off; what the system makes by itself is there from the beginning."""
    had = {document.key: "system" for document in KINDS[kind].documents if document.owed_by is Owed.SYSTEM}
    return Handoff(kind, office, region, recipient, day, had=had)


def after(handoff: Handoff, command: Command, today: date) -> Step | Refused:
    """The hand-off after a command, or why not. Nothing is sent without its essential documents and a number."""
    if handoff.state is HandoffState.CLOSED:
        return Refused.IS_CLOSED
    match command:
        case Attach():
            return _attached(handoff, command)
        case Advance():
            return _advanced(handoff, command, today)
        case Decide():
            return _decided(handoff, command, today)
        case Close(reason):
            return _closed(handoff, reason, today)


def missing_documents(handoff: Handoff) -> tuple[Document, ...]:
    """The documents that are not there, essential ones first."""
    missing = [document for document in KINDS[handoff.kind].documents if not handoff.had.get(document.key)]
    return tuple(sorted(missing, key=lambda document: not document.essential))


def timers(handoff: Handoff, calendar: WorkingCalendar) -> Iterator[Timer]:
    """Every limit that has begun to run since it was last sent."""
    for running in KINDS[handoff.kind].running:
        since = handoff.dates.get(running.start)
        if since is not None:
            met = handoff.dates.get(running.end) or handoff.dates.get(Stage.DECIDED)
            ended = met or handoff.returned_on or handoff.closed_on
            yield Timer(running.limit, since, running.limit.until(since, calendar), ended)


def due_on(handoff: Handoff, calendar: WorkingCalendar) -> date | None:
    """The next day by which the other side must have done something; None where no limit runs."""
    return min((timer.until for timer in timers(handoff, calendar) if timer.is_open), default=None)


def _attached(handoff: Handoff, attach: Attach) -> Step | Refused:
    if attach.document not in {document.key for document in KINDS[handoff.kind].documents}:
        return Refused.NO_SUCH_DOCUMENT
    had = {**handoff.had, attach.document: attach.proof.strip()}
    told = replace(handoff, had={key: proof for key, proof in had.items() if proof})
    return Step(told, "document", {"document": attach.document, "proof": attach.proof.strip()})


def _advanced(handoff: Handoff, advance: Advance, today: date) -> Step | Refused:
    refused = _not_now(handoff, advance.stage) or _bad_day(handoff, advance.on, today)
    if refused:
        return refused
    if advance.stage is Stage.SENT:
        return _sent(handoff, advance)
    state = _STATE_OF[advance.stage]
    dates = {**handoff.dates, advance.stage: advance.on}
    told = replace(handoff, state=state, dates=dates, reply_no=advance.document_no or handoff.reply_no)
    return Step(told, advance.stage.value, {"on": advance.on.isoformat(), "document_no": advance.document_no})


def _sent(handoff: Handoff, advance: Advance) -> Step | Refused:
    if any(document.essential for document in missing_documents(handoff)):
        return Refused.DOCUMENTS_MISSING
    if not advance.document_no.strip():
        return Refused.NUMBER_MISSING
    told = replace(
        handoff,
        state=HandoffState.SENT,
        dates={Stage.SENT: advance.on},
        document_no=advance.document_no.strip(),
        returned_on=None,
        reason="",
    )
    missing = [document.key for document in missing_documents(handoff)]
    body = {"on": advance.on.isoformat(), "document_no": told.document_no, "to_follow": missing}
    return Step(told, "sent", body)


def _decided(handoff: Handoff, decide: Decide, today: date) -> Step | Refused:
    if handoff.state not in (HandoffState.SENT, HandoffState.RECEIVED):
        return Refused.WRONG_STAGE
    wrong = _bad_day(handoff, decide.on, today)
    if wrong:
        return wrong
    if decide.result is Result.RETURNED:
        return _returned(handoff, decide)
    if decide.what not in {key for key, _, _ in KINDS[handoff.kind].results}:
        return Refused.NO_SUCH_RESULT
    told = replace(
        handoff,
        state=HandoffState.DECIDED,
        dates={**handoff.dates, Stage.DECIDED: decide.on},
        result=decide.what,
        reason=decide.reason,
        reply_no=decide.document_no or handoff.reply_no,
    )
    body = {"on": decide.on.isoformat(), "result": decide.what, "document_no": decide.document_no}
    return Step(told, "decided", {**body, "reason": decide.reason})


def _returned(handoff: Handoff, decide: Decide) -> Step | Refused:
    if not decide.reason.strip():
        return Refused.REASON_MISSING
    told = replace(handoff, state=HandoffState.RETURNED, returned_on=decide.on, reason=decide.reason)
    return Step(told, "returned", {"on": decide.on.isoformat(), "reason": decide.reason})


def _closed(handoff: Handoff, reason: str, today: date) -> Step | Refused:
    if handoff.state is not HandoffState.DECIDED and not reason.strip():
        return Refused.REASON_MISSING
    told = replace(handoff, state=HandoffState.CLOSED, closed_on=today, reason=reason or handoff.reason)
    return Step(told, "closed", {"reason": reason})


def _not_now(handoff: Handoff, stage: Stage) -> Refused | None:
    spec = KINDS[handoff.kind]
    match stage:
        case Stage.SENT:
            possible = handoff.state in _MAY_SEND
        case Stage.RECEIVED:
            possible = handoff.state is HandoffState.SENT
        case Stage.OBJECTED:
            possible = handoff.state is HandoffState.SENT and Stage.OBJECTED in spec.stages
        case Stage.DECIDED:
            possible = False
    return None if possible else Refused.WRONG_STAGE


def _bad_day(handoff: Handoff, on: date, today: date) -> Refused | None:
    if on > today:
        return Refused.IN_THE_FUTURE
    floor = handoff.returned_on or max(handoff.dates.values(), default=handoff.prepared_on)
    return Refused.BEFORE_EARLIER_STAGE if on < floor else None

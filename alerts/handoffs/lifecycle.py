"""The life of a hand-off: prepared, sent, received, decided or returned, closed."""

import enum
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from alerts.handoffs.commands import Advance, Attach, Close, Command, Decide, Result
from alerts.handoffs.handoff import Handoff, HandoffState, missing_documents
from alerts.handoffs.kinds import Stage
from alerts.handoffs.registry import KINDS


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

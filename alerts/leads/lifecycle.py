"""What becomes of a lead by a command, or why it cannot be carried out."""

import enum
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from alerts.leads.commands import (
    Accept,
    Answer,
    Close,
    ClosedOutside,
    Extend,
    Handle,
    Happening,
    Match,
    Refuse,
    TellExtension,
    Transfer,
)
from alerts.leads.lead import Ground, Lead, Outcome, State


@dataclass(frozen=True, slots=True)
class Step:
    """The lead after a command, and what its history says of it."""

    lead: Lead
    act: str
    body: dict[str, Any]


class Refused(enum.StrEnum):
    """Why a command is not carried out."""

    ALREADY_DECIDED = "already_decided"
    NOT_DECIDED = "not_decided"
    NOT_ACCEPTED = "not_accepted"
    NOT_HANDLED = "not_handled"
    NOT_ANSWERED = "not_answered"
    ALREADY_EXTENDED = "already_extended"
    NOT_EXTENDED = "not_extended"
    REASON_MISSING = "reason_missing"
    SAME_OFFICE = "same_office"
    IS_CLOSED = "is_closed"
    FACTS_MISSING = "facts_missing"
    HEAD_ONLY = "head_only"


def after(lead: Lead, happening: Happening, day: date) -> Step | Refused:  # noqa: C901, PLR0911 (one case per command)
    """The lead after something was done on a day, or why it cannot be done. Nobody closes what was not answered."""
    if lead.state is State.CLOSED and not isinstance(happening, Match):
        return Refused.IS_CLOSED
    match happening:
        case Match():
            return _matched(lead, happening)
        case Accept(note):
            return _accepted(lead, note, day)
        case Refuse(ground, reason):
            return _refused(lead, ground, reason, day)
        case Transfer():
            return _transferred(lead, happening)
        case Extend(reason):
            return _extended(lead, reason, day)
        case TellExtension(how):
            return _extension_told(lead, how, day)
        case Handle():
            return _handled(lead, happening, day)
        case Answer():
            return _answered(lead, happening, day)
        case Close():
            return _closed(lead, day)
        case ClosedOutside(outcome, on):
            told = replace(lead, state=State.CLOSED, closed_on=on, closed_as=outcome)
            return Step(told, "closed_outside", {"outcome": outcome, "on": on.isoformat()})


def _matched(lead: Lead, match: Match) -> Step:
    state = State.MATCHED if lead.state is State.RECEIVED else lead.state
    told = replace(
        lead,
        state=state,
        project=match.project,
        employer_uscc=match.employer_uscc,
        workers=match.workers,
        region=match.region,
        case=lead.case if match.project == lead.project else None,
    )
    body = {"project": match.project, "employer_uscc": match.employer_uscc, "workers": list(match.workers)}
    return Step(told, "matched", {**body, "why": match.why})


def _accepted(lead: Lead, note: str, day: date) -> Step | Refused:
    if not lead.state.is_undecided:
        return Refused.ALREADY_DECIDED
    return Step(replace(lead, state=State.ACCEPTED, accepted_on=day), "accepted", {"note": note})


def _refused(lead: Lead, ground: Ground, reason: str, day: date) -> Step | Refused:
    if not lead.state.is_undecided:
        return Refused.ALREADY_DECIDED
    if not reason.strip():
        return Refused.REASON_MISSING
    told = replace(lead, state=State.REFUSED, refused_on=day, ground=ground, outcome=Outcome.REFUSED, result=reason)
    return Step(told, "refused", {"ground": ground.value, "reason": reason})


def _transferred(lead: Lead, transfer: Transfer) -> Step | Refused:
    if not lead.state.is_undecided:
        return Refused.ALREADY_DECIDED
    if not transfer.reason.strip():
        return Refused.REASON_MISSING
    if transfer.office == lead.office:
        return Refused.SAME_OFFICE
    told = replace(
        lead,
        state=State.TRANSFERRED,
        office=transfer.office,
        region=transfer.region,
        moves=(*lead.moves, lead.office),
    )
    body = {"from": lead.office, "to": transfer.office, "first": lead.first_office, "reason": transfer.reason}
    return Step(told, "transferred", body)


def _extended(lead: Lead, reason: str, day: date) -> Step | Refused:
    if lead.state is not State.ACCEPTED:
        return Refused.NOT_ACCEPTED
    if lead.extended_on:
        return Refused.ALREADY_EXTENDED
    if not reason.strip():
        return Refused.REASON_MISSING
    return Step(replace(lead, extended_on=day), "extended", {"reason": reason})


def _extension_told(lead: Lead, how: str, day: date) -> Step | Refused:
    if not lead.extended_on:
        return Refused.NOT_EXTENDED
    return Step(replace(lead, extension_told_on=day), "extension_told", {"how": how})


def _handled(lead: Lead, handle: Handle, day: date) -> Step | Refused:
    if lead.state is not State.ACCEPTED:
        return Refused.NOT_ACCEPTED
    if not handle.result.strip() or handle.outcome is Outcome.REFUSED:
        return Refused.REASON_MISSING
    if handle.outcome in (Outcome.PAID, Outcome.PARTLY_PAID) and handle.paid_fen is None:
        return Refused.FACTS_MISSING
    told = replace(
        lead,
        state=State.HANDLED,
        handled_on=day,
        outcome=handle.outcome,
        result=handle.result,
        paid_fen=handle.paid_fen,
    )
    return Step(
        told, "handled", {"outcome": handle.outcome.value, "result": handle.result, "paid_fen": handle.paid_fen}
    )


def _answered(lead: Lead, answer: Answer, day: date) -> Step | Refused:
    if lead.state not in (State.HANDLED, State.REFUSED):
        return Refused.NOT_HANDLED
    if not answer.how.strip() or not answer.letter.strip():
        return Refused.REASON_MISSING
    told = replace(lead, state=State.ANSWERED, answered_on=day, answered_by=answer.how)
    return Step(told, "answered", {"how": answer.how, "letter": answer.letter})


def _closed(lead: Lead, day: date) -> Step | Refused:
    if lead.state is not State.ANSWERED:
        return Refused.NOT_ANSWERED
    outcome = lead.outcome.value if lead.outcome else ""
    told = replace(lead, state=State.CLOSED, closed_on=day, closed_as=outcome)
    return Step(told, "closed", {"outcome": outcome})

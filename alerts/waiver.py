"""Waivers: on a legal ground, with a document, by two persons, until a day, and for no more than stood that day."""

from dataclasses import replace
from datetime import date

from alerts.commands import ProposeWaiver
from alerts.scope import Scope
from alerts.work import Act, Happened, Proposal, State, Waiver, Why, Work
from schemas.office import Officer


def proposed(work: Work, command: ProposeWaiver, officer: Officer, day: date) -> tuple[Work, Happened] | Why:
    """The alert with a waiver that waits for a second person; its deadline runs on meanwhile."""
    missing = _missing(work, command, day)
    if missing is not None:
        return missing
    proposal = Proposal(officer.id, day, command.why)
    waiver = Waiver(command.ground, command.document_no, command.until, Scope.of(work.finding), proposal)
    body = {"ground": command.ground, "document_no": command.document_no, "until": command.until}
    return replace(work, waiver=waiver), Happened(Act.WAIVER_PROPOSED, day, body=body)


def confirmed(work: Work, officer: Officer, day: date) -> tuple[Work, Happened] | Why:
    """The alert is waived, unless it has grown beyond the scope since the proposal."""
    waiver = work.waiver
    assert waiver is not None
    if not work.present:
        return Why.NOT_FOUND_ANY_MORE
    if waiver.scope.exceeded_by(work.finding):
        return Why.WORSE
    if waiver.until <= day:
        return Why.PAST_DAY
    signed = replace(waiver, proposal=replace(waiver.proposal, confirmed_by=officer.id, confirmed_on=day))
    waived = replace(
        work, waiver=signed, state=State.WAIVED, state_since=day, due_on=waiver.until, step=0, escalated_on=None,
        muted_by=None, rectify_by=None, extension=None,
    )  # fmt: skip
    body = {"document_no": waiver.document_no, "until": waiver.until, "proposed_by": waiver.proposal.by}
    return waived, Happened(Act.WAIVED, day, body=body)


def _missing(work: Work, command: ProposeWaiver, day: date) -> Why | None:
    for why, holds in (
        (Why.PROPOSED_ALREADY, work.waiver is not None),
        (Why.NOT_FOUND_ANY_MORE, not work.present),
        (Why.GROUND, not command.ground.strip()),
        (Why.DOCUMENT, not command.document_no.strip()),
        (Why.PAST_DAY, command.until <= day),
    ):
        if holds:
            return why
    return None

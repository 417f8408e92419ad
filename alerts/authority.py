"""Who may do what with an alert."""

from alerts.commands import Command, ConfirmExtension, ConfirmWaiver, HandOver, RefuseExtension, RefuseWaiver
from alerts.work import Proposal, Why, Work
from schemas.office import Officer, Role


def forbidden(work: Work, command: Command, officer: Officer) -> Why | None:
    """Why this person may not do this to this alert; None where nothing stands against it.

    An alert is worked by its office and by those above it in its chain, by substitutes as by their own people; but a
    chief is one for the own office and those below it only.
    """
    if not officer.may(Role.OFFICER, Role.CHIEF):
        return Why.ROLE
    concerned = {work.office, *(rung.office for rung in work.chain)}
    if not concerned & {officer.office, *officer.offices}:
        return Why.NOT_YOURS
    return _reserved(work, command, officer.id, is_chief=officer.may(Role.CHIEF) and officer.office in concerned)


def _reserved(work: Work, command: Command, by: str, *, is_chief: bool) -> Why | None:
    waiver = None if work.waiver is None else work.waiver.proposal
    match command:
        case ConfirmWaiver():
            return _second(waiver, by, is_chief=is_chief)
        case ConfirmExtension():
            return _second(work.extension, by, is_chief=is_chief)
        case RefuseWaiver():
            return _proposer_or_chief(waiver, by, is_chief=is_chief)
        case RefuseExtension():
            return _proposer_or_chief(work.extension, by, is_chief=is_chief)
        case HandOver() if not is_chief:
            return Why.CHIEF_ONLY
        case _:
            return None


def _second(proposal: Proposal | None, by: str, *, is_chief: bool) -> Why | None:
    """A chief, and not the person who proposed it."""
    if proposal is None or proposal.confirmed_by is not None:
        return Why.NOTHING_PROPOSED
    if not is_chief:
        return Why.CHIEF_ONLY
    return Why.SECOND_PERSON if proposal.by == by else None


def _proposer_or_chief(proposal: Proposal | None, by: str, *, is_chief: bool) -> Why | None:
    if proposal is None or proposal.confirmed_by is not None:
        return Why.NOTHING_PROPOSED
    return None if is_chief or proposal.by == by else Why.CHIEF_ONLY

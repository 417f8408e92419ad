"""What is done to a fund itself, each by two persons: it is founded, renamed, promised a budget, given money.

One person proposes with the document that says so, another one confirms or refuses with a reason. The proposer may only
take it back.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fund.books import Posting, funded
from fund.matters import CONTENTS, Content, Details, Founding, Matter, NextBudget, Origin, Receipt
from fund.why import Refused, Why
from schemas.office import Officer, Role


class Decision(enum.StrEnum):
    """How far a proposal is."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


_MATTER_OF: Final = {kind: matter for matter, kind in CONTENTS.items()}
_CODES: Final = (2, 4, 6, 9)
"""The digits of a region's code: province, city, county, township."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One matter as it was proposed and decided. `why` is the reason of a refusal."""

    id: int
    fund: str
    region: str
    content: Content
    document_no: str
    by: str
    on: date
    decision: Decision = Decision.WAITS
    decided_by: str | None = None
    decided_on: date | None = None
    why: str = ""

    @property
    def matter(self) -> Matter:
        """What it is about."""
        return _MATTER_OF[type(self.content)]


_MONEY: Final = frozenset({Role.FUND_CASHIER, Role.FUND_FINANCE})
_ESTABLISHMENT: Final = frozenset({Role.FUND_FINANCE, Role.FUND_APPROVER})
PROPOSERS: Final = _MONEY
DECIDERS: Final[Mapping[Matter, frozenset[Role]]] = {
    Matter.FOUNDING: _ESTABLISHMENT,
    Matter.DETAILS: _ESTABLISHMENT,
    Matter.BUDGET: _ESTABLISHMENT,
    Matter.RECEIPT: _MONEY,
}
"""Who confirms or refuses: of money that is there, finance or another cashier; of all else, finance or government."""


def code_of(region: str) -> str:
    """The code of a region's fund: a region has one."""
    return f"F{region}"


def unfit(content: Content, document_no: str, officer: Officer, region: str, day: date) -> Why | None:
    """Why something may not be proposed; None where it may."""
    if not officer.may(*PROPOSERS):
        return Why.ROLE
    if not officer.sight.sees(region):
        return Why.NOT_YOURS
    if _needs_document(content) and not document_no.strip():
        return Why.DOCUMENT
    return _wrong(content, day)


def may_decide(proposal: Proposal, officer: Officer) -> bool:
    """Whether the person may confirm it: the role, the region, and never the proposer."""
    return _undecidable(proposal, officer) is None and proposal.by != officer.id


def confirmed(proposal: Proposal, officer: Officer, day: date) -> Proposal | Refused:
    """The proposal in force, by another person than its proposer."""
    if why := _undecidable(proposal, officer):
        return Refused(why)
    if proposal.by == officer.id:
        return Refused(Why.SECOND_PERSON)
    return replace(proposal, decision=Decision.CONFIRMED, decided_by=officer.id, decided_on=day)


def refused(proposal: Proposal, officer: Officer, why: str, day: date) -> Proposal | Refused:
    """The proposal given up, for a reason, by who might confirm it or by its proposer."""
    own = proposal.by == officer.id and officer.sight.sees(proposal.region)
    found = _over(proposal) if own else _undecidable(proposal, officer)
    if found is None and not why.strip():
        found = Why.REASON
    if found is not None:
        return Refused(found)
    return replace(proposal, decision=Decision.REFUSED, decided_by=officer.id, decided_on=day, why=why.strip())


def posting(proposal: Proposal) -> Posting | None:
    """What the books record of a confirmed proposal: money received, on the day of its confirmation."""
    receipt = proposal.content
    if not isinstance(receipt, Receipt) or proposal.decision is not Decision.CONFIRMED:
        return None
    assert proposal.decided_on is not None, "what is confirmed was confirmed on a day"
    proof = tuple(one for one in (proposal.document_no, receipt.reference) if one)
    made = funded(proposal.fund, receipt.fen, proposal.decided_on, proof, proposal.decided_by or "")
    return replace(made, party=receipt.payer)


def _needs_document(content: Content) -> bool:
    """Interest and refunds have no document but the bank's own line."""
    return not isinstance(content, Receipt) or content.origin in (Origin.ALLOCATION, Origin.DONATION)


def _wrong(content: Content, day: date) -> Why | None:
    match content:
        case Founding():
            fits = content.region.isdigit() and len(content.region) in _CODES
            return _unnamed(content) if fits else Why.REGION
        case Details():
            return _unnamed(content)
        case NextBudget():
            return Why.SUM if content.fen <= 0 else Why.DAY if content.on < day else None
        case Receipt():  # pragma: no branch (mypy knows that there is no other)
            return _unproved(content, day)


def _unnamed(content: Founding | Details) -> Why | None:
    return None if content.name and content.account_no and content.bank else Why.DETAILS


def _unproved(receipt: Receipt, day: date) -> Why | None:
    if receipt.fen <= 0:
        return Why.SUM
    if receipt.on > day:
        return Why.DAY
    return None if receipt.reference and receipt.payer else Why.REFERENCE


def _undecidable(proposal: Proposal, officer: Officer) -> Why | None:
    if not officer.sight.sees(proposal.region):
        return Why.NOT_YOURS
    if not officer.may(*DECIDERS[proposal.matter]):
        return Why.ROLE
    return _over(proposal)


def _over(proposal: Proposal) -> Why | None:
    return None if proposal.decision is Decision.WAITS else Why.NO_PROPOSAL

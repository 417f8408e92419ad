"""A lead and its words: where it stands, why it may be refused, what became of it."""

import enum
from dataclasses import dataclass, field
from datetime import date
from typing import Final

MOST_REPRESENTATIVES: Final = 5
"""A group complaint is represented by at most so many (浙江省劳动保障监察条例第二十条)."""


class State(enum.StrEnum):
    """Where a lead stands."""

    RECEIVED = "received"
    MATCHED = "matched"
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HANDLED = "handled"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def is_undecided(self) -> bool:
        """Whether nobody has said yet that it is accepted or refused."""
        return self in (State.RECEIVED, State.MATCHED, State.TRANSFERRED)


class Ground(enum.StrEnum):
    """Why a lead may be refused; the refusal is in writing."""

    OUT_OF_SCOPE = "out_of_scope"
    IN_PROCEEDINGS = "in_proceedings"
    NO_FACTS = "no_facts"
    TOO_OLD = "too_old"


class Outcome(enum.StrEnum):
    """What became of a lead."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    UNFOUNDED = "unfounded"
    SUSPECTED_FALSE = "suspected_false"
    TO_ARBITRATION = "to_arbitration"
    TO_POLICE = "to_police"
    TO_AUTHORITY = "to_authority"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead. `office` works on it now, `first_office` received it first; months are `YYYY-MM`."""

    id: str
    office: str
    first_office: str
    region: str
    channel: str
    received_on: date
    claimants: int
    state: State = State.RECEIVED
    project: str | None = None
    employer_uscc: str | None = None
    workers: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    amount_fen: int | None = None
    accepted_on: date | None = None
    refused_on: date | None = None
    ground: Ground | None = None
    extended_on: date | None = None
    extension_told_on: date | None = None
    handled_on: date | None = None
    outcome: Outcome | None = None
    result: str = ""
    paid_fen: int | None = None
    answered_on: date | None = None
    answered_by: str = ""
    closed_on: date | None = None
    closed_as: str = ""
    case: int | None = None
    moves: tuple[str, ...] = field(default=())
    """The offices that it was transferred from, first receiver first."""

    @property
    def decided_on(self) -> date | None:
        """When it was accepted or refused."""
        return self.accepted_on or self.refused_on

    def is_group(self, threshold: int) -> bool:
        """Whether so many claim together that representatives speak for them (十人以上)."""
        return self.claimants >= threshold

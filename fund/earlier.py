"""Who pays before the fund: the sources, the parties, what came of asking them, and the bond."""

import enum
from dataclasses import dataclass
from datetime import date


class Source(enum.StrEnum):
    """Who pays before the fund does, in this order."""

    EMPLOYER = "employer"
    CONTRACTOR = "contractor"
    OWNER = "owner"
    BOND = "bond"


class Outcome(enum.StrEnum):
    """What came of asking a source that precedes the fund."""

    PAID_ALL = "paid_all"
    """It paid what was owed: there is nothing to advance."""
    PAID_PART = "paid_part"
    UNPAID = "unpaid"
    """Ordered to pay, and has not."""
    NOT_LIABLE = "not_liable"
    """Does not exist here, or owes nothing: a reason is stated."""


class PartyRole(enum.StrEnum):
    """What a liable party is to the project."""

    EMPLOYER = "employer"
    CONTRACTOR = "contractor"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Party:
    """Who may have to repay. `id` is the unified social credit code (USCC)."""

    id: str
    name: str
    role: PartyRole


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of one source, with what proves it. `by` is empty where data says so."""

    source: Source
    outcome: Outcome
    on: date
    paid_fen: int = 0
    evidence: tuple[str, ...] = ()
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class BondDrawing:
    """动用保证金: the notice to the bank, its payment, and the contractor's top-up."""

    notice_no: str
    noticed_on: date
    asked_fen: int
    paid_on: date | None = None
    paid_fen: int = 0
    topped_up_on: date | None = None
    topped_up_fen: int = 0
    evidence: tuple[str, ...] = ()

"""What may be done to a hand-off."""

import enum
from dataclasses import dataclass
from datetime import date

from alerts.handoffs.kinds import Stage


class Result(enum.StrEnum):
    """How the other side ended it."""

    DECIDED = "decided"
    RETURNED = "returned"


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

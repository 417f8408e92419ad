"""One worker's advance: what each month was short, what is to be paid, and how far that is."""

import enum
from dataclasses import dataclass
from datetime import date

from fund.explanation import Figure


class LineState(enum.StrEnum):
    """How far one worker's advance is."""

    PLANNED = "planned"
    ORDERED = "ordered"
    PAID = "paid"
    RETURNED = "returned"
    """The bank sent it back: to be paid again, usually to another card."""
    DROPPED = "dropped"
    """Not to be paid after all."""


@dataclass(frozen=True, slots=True)
class Arrear:
    """What one pay month of one worker was short. `evidence` names events as `event:<source>/<id>`."""

    month: str
    due_fen: int
    paid_fen: int = 0
    returned_fen: int = 0
    days: int = 0
    evidence: tuple[str, ...] = ()

    @property
    def owed_fen(self) -> int:
        """What is owed: due without what was paid and did not come back."""
        return max(self.due_fen - self.paid_fen, 0)


@dataclass(frozen=True, slots=True)
class Override:
    """More than the caps allow, by the government's numbered approval and two persons."""

    amount_fen: int
    approval_no: str
    why: str
    by: str
    on: date
    confirmed_by: str | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One worker's advance. `figure` explains `amount_fen` as of the last submission.

    `card` is where it is to be paid; empty where nobody has said. `attempt` counts the orders that it was on.
    """

    worker: str
    employer: str
    arrears: tuple[Arrear, ...]
    card: str = ""
    bank: str = ""
    amount_fen: int = 0
    figure: Figure | None = None
    override: Override | None = None
    state: LineState = LineState.PLANNED
    attempt: int = 0
    paid_on: date | None = None
    returned_on: date | None = None
    reason: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def months(self) -> tuple[str, ...]:
        """The pay months it is for."""
        return tuple(arrear.month for arrear in self.arrears)

    @property
    def arrears_fen(self) -> int:
        """What the worker is owed for them; an advance leaves it what it is."""
        return sum(arrear.owed_fen for arrear in self.arrears)

    @property
    def is_open(self) -> bool:
        """Whether it still is to be put on an order."""
        return self.state in (LineState.PLANNED, LineState.RETURNED)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What only one advance in the whole country may be for: a worker's wages of a month from an employer."""

    worker: str
    employer: str
    month: str

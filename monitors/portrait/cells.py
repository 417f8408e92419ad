"""One worker in one pay month: what is known of it, as one mark that no other can be mistaken for."""

import enum
from dataclasses import dataclass
from datetime import date
from typing import Final


class Season(enum.StrEnum):
    """Whether the wages of a pay month may be judged."""

    SETTLED = "settled"
    """The due day is past, every bank has delivered up to it, nothing excuses."""
    AHEAD = "ahead"
    WAITING = "waiting"
    """A bank has not delivered up to the due day."""
    EXCUSED = "excused"


class Mark(enum.StrEnum):
    """What a cell says."""

    PAID = "paid"
    PAID_LATE = "paid_late"
    PAID_UNMEASURED = "paid_unmeasured"
    """Something was paid, but no sheet says what was due: nobody knows whether it was all."""
    IN_PART = "in_part"
    RETURNED = "returned"
    """What was paid came back, and nothing has been paid since."""
    UNPAID = "unpaid"
    NOT_YET_DUE = "not_yet_due"
    EXCUSED = "excused"
    UNKNOWN = "unknown"
    """The due day is past and the bank's data is not there yet."""
    EXEMPT = "exempt"
    """A manager who is on no sheet: attendance alone says nothing about what is due."""
    NOTHING_DUE = "nothing_due"
    NOT_THERE = "not_there"
    """Neither attendance nor sheet nor payment."""


OWING: Final = frozenset({Mark.UNPAID, Mark.RETURNED, Mark.IN_PART})
"""The marks of wages that are owed beyond doubt."""
PROBLEMS: Final = OWING | {Mark.PAID_LATE, Mark.PAID_UNMEASURED, Mark.UNKNOWN}
"""The marks worth an officer's look."""


@dataclass(frozen=True, slots=True)
class Column:
    """One pay month: when its wages are due, whether they may be judged, and the banks that are waited for."""

    month: str
    due_on: date
    season: Season
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one worker in one month. `due_fen` is None where no sheet names the worker.

    `counts` is whether the attendance alone makes wages due: not that of managers, nor of who came after the due day.
    """

    days: int = 0
    counts: bool = False
    came_late: bool = False
    is_manager: bool = False
    due_fen: int | None = None
    payments: tuple[tuple[date, int], ...] = ()
    paid_fen: int = 0
    """The sum of the payments: what was paid and has not come back."""
    returned_fen: int = 0
    returned_on: date | None = None
    failed: int = 0

    @property
    def covered_on(self) -> date | None:
        """The day on which what was due had been paid in full; None where it is not, or not known."""
        if self.due_fen is None:
            return None
        paid = 0
        for on, fen in sorted(self.payments):
            paid += fen
            if paid >= self.due_fen:
                return on
        return None


@dataclass(frozen=True, slots=True)
class Cell:
    """One worker in one month, with its mark and, where the sheet says so, what is still owed."""

    mark: Mark
    facts: Facts
    employer: str | None = None

    @property
    def owed_fen(self) -> int | None:
        """What is owed beyond doubt; None where it is owed and nobody has said how much."""
        if self.mark not in OWING:
            return 0
        return None if self.facts.due_fen is None else max(self.facts.due_fen - self.facts.paid_fen, 0)


def mark_of(facts: Facts, column: Column) -> Mark:
    """The mark of what is known."""
    if facts.due_fen is not None and facts.paid_fen and facts.paid_fen >= facts.due_fen:
        late = facts.due_fen and facts.covered_on and facts.covered_on > column.due_on
        return Mark.PAID_LATE if late else Mark.PAID
    if facts.due_fen is None and facts.paid_fen:
        return Mark.PAID_UNMEASURED
    if (facts.due_fen or 0) > facts.paid_fen or facts.counts:
        return _owing(facts, column)
    return _idle(facts)


def _owing(facts: Facts, column: Column) -> Mark:
    """The mark of who is due more than was paid."""
    match column.season:
        case Season.AHEAD:
            return Mark.NOT_YET_DUE
        case Season.WAITING:
            return Mark.UNKNOWN
        case Season.EXCUSED:
            return Mark.EXCUSED
        case Season.SETTLED:
            if facts.came_late and not facts.due_fen:
                return Mark.NOT_YET_DUE
            if facts.paid_fen:
                return Mark.IN_PART
            return Mark.RETURNED if facts.returned_fen else Mark.UNPAID


def _idle(facts: Facts) -> Mark:
    """The mark of who is due nothing that anybody knows of."""
    if facts.due_fen is not None:
        return Mark.NOTHING_DUE
    if facts.days and facts.is_manager:
        return Mark.EXEMPT
    return Mark.NOT_THERE

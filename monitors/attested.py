"""What the ledger attests about workers and months: who attended, what was due, what was paid, and what nobody knows.

It is evidence for a lead, an arbitration or an aid application; it accuses nobody.
"""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from monitors.terms import PayMonth, Terms

_LONGEST = 24
"""Months of a look back where a lead names none."""


class PaidState(enum.StrEnum):
    """What is known of one worker's pay for one month. No state is the absence of another."""

    PAID = "paid"
    SHORT = "short"
    UNPAID = "unpaid"
    NOT_DUE = "not_due"
    UNKNOWN = "unknown"
    """The banks have not delivered up to the due day."""
    EXCUSED = "excused"
    """A declared force majeure covers the due day."""
    NO_SHEET = "no_sheet"
    """Something was paid and no sheet says how much was due."""
    ABSENT = "absent"
    """No attendance, nothing due, nothing paid."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One worker in one month. `due_fen` is None where no sheet names the worker."""

    worker: str
    month: str
    days: int
    due_fen: int | None
    paid_fen: int
    state: PaidState
    due_on: date
    batches: int = 0


@dataclass(frozen=True, slots=True)
class Attested:
    """What is known on `as_of` of the workers and months that were asked for."""

    project: str
    as_of: date
    months: tuple[str, ...]
    workers: tuple[str, ...]
    cells: tuple[Cell, ...]
    named: bool
    """Whether workers were asked for by name; otherwise everyone who attended or was due anything is here."""

    def month_cells(self, month: str) -> list[Cell]:
        """The cells of a month."""
        return [cell for cell in self.cells if cell.month == month]


def attested(terms: Terms, months: Iterable[str], workers: Iterable[str]) -> Attested:
    """What the ledger says of these workers in these months; of everybody, and of all months, where none are named."""
    wanted, asked = sorted(set(workers)), frozenset(months)
    known = [month for month in terms.months if not asked or month.name in asked][-_LONGEST:]
    cells = [cell for month in known for cell in _cells(terms, month, wanted)]
    names = {month.name for month in known} | asked
    people = wanted or sorted({cell.worker for cell in cells})
    return Attested(terms.ledger.project, terms.as_of, tuple(sorted(names)), tuple(people), tuple(cells), bool(wanted))


def _cells(terms: Terms, month: PayMonth, wanted: list[str]) -> Iterator[Cell]:
    people = wanted or sorted(month.attended.keys() | month.due.keys() | month.paid.keys())
    lines: dict[str, int] = {}
    for line in month.lines:
        lines[line.worker] = lines.get(line.worker, 0) + 1
    for worker in people:
        days = month.present.get(worker, 0).bit_count()
        due, paid = month.due.get(worker), month.paid.get(worker, 0)
        state = _state(terms, month.name, days, due, paid)
        yield Cell(worker, month.name, days, due, paid, state, terms.due_day(month.name), lines.get(worker, 0))


def _state(terms: Terms, month: str, days: int, due: int | None, paid: int) -> PaidState:  # noqa: PLR0911 (one a state)
    if due is not None and paid >= due:
        return PaidState.PAID if due or paid else PaidState.ABSENT
    if due is None and paid:
        return PaidState.NO_SHEET
    if not days and due is None:
        return PaidState.ABSENT
    if terms.due_day(month) >= terms.as_of:
        return PaidState.NOT_DUE
    if not terms.accounts.bank_complete(terms.due_day(month)):
        return PaidState.UNKNOWN
    if terms.site.excused(terms.due_day(month)):
        return PaidState.EXCUSED
    return PaidState.SHORT if paid else PaidState.UNPAID

"""The worker × month matrix: every worker ever seen in every month, each cell with a mark of its own.

Neither is left empty: who was not there in a month has a mark that says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitors.portrait.cells import OWING, Cell, Column, Facts, Mark, Season, mark_of
from monitors.portrait.payments import Payments, payments
from monitors.terms import PayMonth, Terms
from monitors.terms.attendance import upto


@dataclass(frozen=True, slots=True)
class Row:
    """One worker: the latest employer, the enrolment, and a cell for each month."""

    worker: str
    employer: str | None
    crew: str
    role: str
    enrolled_on: date | None
    exited_on: date | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The cells of one month added up: heads that attended, fen, and how many stand under each mark."""

    attended: int
    due_fen: int
    paid_fen: int
    owed_fen: int
    owed_unmeasured: int
    marks: Mapping[Mark, int]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns in the order of the months; rows by employer, then by worker."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def sums(self, employer: str | None = None, *, everyone: bool = True) -> tuple[Sum, ...]:
        """The subtotals of those whom an employer had in each month, or of everyone."""
        return tuple(_sum(self._cells(index, employer, everyone=everyone)) for index in range(len(self.columns)))

    @property
    def employers(self) -> list[str | None]:
        """Every employer of any cell, the one of the never enrolled (None) last."""
        found = {cell.employer for row in self.rows for cell in row.cells}
        return sorted(found, key=lambda employer: (employer is None, employer or ""))

    def _cells(self, index: int, employer: str | None, *, everyone: bool) -> Iterator[Cell]:
        for row in self.rows:
            cell = row.cells[index]
            if everyone or cell.employer == employer:
                yield cell


def matrix(terms: Terms) -> Matrix:
    """The matrix of what is known at the end of the day; empty where the project is not registered."""
    if not terms.site.registration:
        return Matrix((), ())
    months = [_Month(terms, month) for month in terms.months]
    months = [month for month in months if month.is_known]
    workers = set(terms.roster.workers).union(*(month.workers for month in months))
    rows = [_row(terms, worker, months) for worker in workers]
    rows.sort(key=lambda row: (row.employer is None, row.employer or "", row.worker))
    return Matrix(tuple(month.column for month in months), tuple(rows))


def column_of(terms: Terms, month: str) -> Column:
    """The column of a pay month."""
    due_on = terms.due_day(month)
    waiting = tuple(terms.accounts.incomplete_banks(due_on))
    if due_on >= terms.as_of:
        season = Season.AHEAD
    elif terms.site.excused(due_on):
        season = Season.EXCUSED
    else:
        season = Season.WAITING if waiting else Season.SETTLED
    return Column(month, due_on, season, waiting if season is Season.WAITING else ())


class _Month:
    """What is known of one pay month, by worker."""

    def __init__(self, terms: Terms, month: PayMonth) -> None:
        self.column = column_of(terms, month.name)
        self.month = month
        self.present = month.present
        self.due = month.due
        self.payments = payments(terms.ledger, month.name, terms.as_of)
        self._by_due = upto(month.name, self.column.due_on)
        self._late_comers_count = terms.as_of >= terms.red_from(month.name)

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the month by the end of the day."""
        return bool(self.present or self.due or self.payments)

    @property
    def workers(self) -> set[str]:
        """Everyone of whom the month tells anything."""
        return {*self.present, *self.due, *self.payments}

    def cell(self, worker: str) -> Cell:
        """The worker's cell."""
        enrolment = self.month.roster.enrolment_in(worker, self.month.name)
        told = enrolment.data if enrolment else _NOBODY
        facts = self._facts(worker, is_manager=told.get("role") == "manager")
        return Cell(mark_of(facts, self.column), facts, told.get("employer_uscc"))

    def _facts(self, worker: str, *, is_manager: bool) -> Facts:
        mask = self.present.get(worker, 0)
        told = self.payments.get(worker, _NOTHING)
        return Facts(
            days=mask.bit_count(),
            counts=bool(mask) and not is_manager,
            came_late=not self._late_comers_count and not mask & self._by_due,
            is_manager=is_manager,
            due_fen=self.due.get(worker),
            payments=tuple(told.paid),
            paid_fen=sum([fen for _, fen in told.paid]),
            returned_fen=told.returned_fen,
            returned_on=told.returned_on,
            failed=told.failed,
        )


def _row(terms: Terms, worker: str, months: Iterable[_Month]) -> Row:
    enrolment, left = terms.roster.enrolment(worker), terms.roster.exit(worker)
    told = enrolment.data if enrolment else {}
    return Row(
        worker,
        told.get("employer_uscc"),
        str(told.get("crew", "")),
        str(told.get("role", "")),
        terms.roster.first_enrolled_on(worker),
        left.on if left else None,
        tuple(month.cell(worker) for month in months),
    )


def _sum(cells: Iterable[Cell]) -> Sum:
    several = list(cells)
    marks = Counter(cell.mark for cell in several)
    owed = [cell.owed_fen for cell in several if cell.mark in OWING]
    return Sum(
        sum(bool(cell.facts.days) for cell in several),
        sum(cell.facts.due_fen or 0 for cell in several),
        sum(cell.facts.paid_fen for cell in several),
        sum(fen for fen in owed if fen is not None),
        sum(fen is None for fen in owed),
        marks,
    )


_NOTHING = Payments()
_NOBODY: dict[str, Any] = {}

"""What each worker is owed by month, with the attendance, sheets, payments and returns behind it, from one ledger."""

from collections.abc import Collection, Iterator
from datetime import date

from monitors.ledger import Line, key_of
from monitors.portrait.cells import OWING, Cell, Column, Mark
from monitors.portrait.matrix import matrix
from monitors.terms import PayMonth, Terms
from streams.fund.gathered import BankLine, Card, Figure, SheetLine

_DAYS = 32


def figures(terms: Terms, workers: Collection[str] | None, employer: str | None) -> tuple[Figure, ...]:
    """Who is owed for which month beyond doubt, by worker and month.

    Args:
        terms: The project.
        workers: Only these; None is everyone.
        employer: Only what this employer owes; None is every employer.
    """
    told = matrix(terms)
    months = {month.name: month for month in terms.months}
    contractor = str(terms.site.registration.get("general_contractor_uscc", ""))
    found = [
        _figure(terms, months[column.month], row.worker, cell, column, contractor)
        for row in told.rows
        if workers is None or row.worker in workers
        for column, cell in zip(told.columns, row.cells, strict=True)
        if cell.mark in OWING and (employer is None or (cell.employer or contractor) == employer)
    ]
    return tuple(sorted(found, key=lambda figure: (figure.worker, figure.month)))


def waiting(terms: Terms, workers: Collection[str] | None) -> frozenset[str]:
    """Of whom nobody can say whether they were paid, because a bank has not delivered."""
    rows = matrix(terms).rows
    return frozenset(
        row.worker
        for row in rows
        if (workers is None or row.worker in workers) and any(cell.mark is Mark.UNKNOWN for cell in row.cells)
    )


def cards(terms: Terms, workers: Collection[str]) -> dict[str, Card]:
    """Each worker's own card: that of the last payment in the worker's own name that did not come back."""
    found: dict[str, Card] = {}
    shared: dict[str, set[str]] = {}
    for month in terms.months:
        for batch, key, line in _lines(terms, month.name):
            shared.setdefault(line.token, set()).add(line.worker)
            good = line.paid and line.name_matches and line.token and not _return(terms, batch, key, line)
            known = found.get(line.worker)
            if line.worker in workers and good and (known is None or known.seen_on <= line.on):
                found[line.worker] = Card(line.token, _bank(terms, line.on), line.on)
    return {worker: card for worker, card in found.items() if len(shared[card.payee_token]) == 1}


def _figure(  # noqa: PLR0913, PLR0917 (a figure's parts)
    terms: Terms, month: PayMonth, worker: str, cell: Cell, column: Column, contractor: str
) -> Figure:
    facts = cell.facts
    year, number = map(int, month.name.split("-"))
    mask = month.present.get(worker, 0)
    return Figure(
        worker=worker,
        month=month.name,
        employer=cell.employer or contractor,
        owed_fen=cell.owed_fen,
        due_fen=facts.due_fen,
        paid_fen=facts.paid_fen,
        returned_fen=facts.returned_fen,
        mark=cell.mark,
        due_on=column.due_on,
        days=tuple(date(year, number, day) for day in range(1, _DAYS) if mask >> day & 1),
        sheets=tuple(_sheets(month, worker)),
        payments=tuple(_payments(terms, month.name, worker)),
        on_roster=cell.employer is not None,
    )


def _sheets(month: PayMonth, worker: str) -> Iterator[SheetLine]:
    for key, sheet in sorted(month.sheets.items()):
        for who, fen, signed in sheet.lines:
            if who == worker:
                yield SheetLine(key, sheet.seq, sheet.on, fen, signed)


def _payments(terms: Terms, month: str, worker: str) -> Iterator[BankLine]:
    for batch, key, line in _lines(terms, month):
        if line.worker == worker:
            back = _return(terms, batch, key, line)
            status = "returned" if back else "paid" if line.paid else "failed"
            on, why = back or (None, "")
            yield BankLine(batch, key, line.seq, line.on, line.fen, status, on, why)


def _lines(terms: Terms, name: str) -> Iterator[tuple[str, str, Line]]:
    """The wage lines of a month as they stand at the end of the day."""
    month = terms.ledger.month(name)
    for batch, keys in sorted((month.lines if month else {}).items()):
        for key, versions in sorted(keys.items()):
            line = next((version for version in reversed(versions) if version.on <= terms.as_of), None)
            if line is not None and line.worker:
                yield batch, key, line


def _return(terms: Terms, batch: str, key: str, line: Line) -> tuple[date, str] | None:
    returns = [s for s in terms.ledger.said("return", key_of(batch, key)) if line.on <= s.on <= terms.as_of]
    last = max(returns, key=lambda said: said.place, default=None)
    return None if last is None or not line.paid else (last.on, str(last.data.get("reason", "")))


def _bank(terms: Terms, day: date) -> str:
    """The bank that pays the project's wages; the wage account open on the day."""
    return next((account.bank for account in terms.accounts.wage if account.was_open(day)), "")

"""What of a protected account's funds is wages, as far as the reports tell: for the officer who reviews an order."""

from dataclasses import dataclass

from monitors.terms import Terms


@dataclass(frozen=True, slots=True)
class Funds:
    """`balance_fen` None: no report tells it. `unlisted` are pay months with work and no pay sheet for it."""

    balance_fen: int | None
    wages_due_fen: int
    workers: int
    unlisted: tuple[str, ...]

    @property
    def excess_fen(self) -> int | None:
        """What lies beyond the wages due: at most this, since work without a pay sheet is not counted."""
        return None if self.balance_fen is None else max(0, self.balance_fen - self.wages_due_fen)


def funds(terms: Terms, account_id: str) -> Funds:
    """The account's balance and what the project still owes by its pay sheets; nobody's surplus pays another."""
    owed = 0
    workers: set[str] = set()
    unlisted: list[str] = []
    for month in terms.months:
        lacking = {worker: fen - month.paid.get(worker, 0) for worker, fen in month.due.items()}
        short = {worker: fen for worker, fen in lacking.items() if fen > 0}
        owed += sum(short.values())
        workers |= short.keys()
        if any(worker not in month.due and not month.paid.get(worker) for worker in month.attended):
            unlisted.append(month.name)
    return Funds(terms.accounts.balances.get(account_id), owed, len(workers), tuple(unlisted))

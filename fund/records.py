"""What the records said beside the workers' figures when a case was gathered: balances, and what is missing."""

from dataclasses import dataclass
from datetime import date

from fund.explanation import Text


@dataclass(frozen=True, slots=True)
class BondBalance:
    """One wage bond and what is left of it."""

    id: str
    form: str
    deposited_fen: int
    drawn_fen: int
    replenished_fen: int
    drawn_notices: tuple[str, ...]
    valid_until: str | None

    @property
    def left_fen(self) -> int:
        """What can still be drawn."""
        return max(self.deposited_fen + self.replenished_fen - self.drawn_fen, 0)


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One protected account; `balance_fen` None where no bank told it."""

    id: str
    kind: str
    bank_code: str
    balance_fen: int | None
    is_open: bool
    is_restricted: bool
    complete_until: date | None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there, who owes it, and for how many workers it matters (0: the whole case)."""

    name: str
    what: Text
    owed_by: Text
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Records:
    """What was known at the end of `as_of`. `contract_fen` is the sum of the works' contract."""

    as_of: date
    contract_fen: int | None = None
    bonds: tuple[BondBalance, ...] = ()
    accounts: tuple[AccountBalance, ...] = ()
    missing: tuple[Missing, ...] = ()

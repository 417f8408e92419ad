"""The fund's books: a journal in double entry, in fen; every posting is balanced or does not exist.

A debit is positive, a credit negative. What the fund holds lies in `CASH` (free), `RESERVED` (promised to a case) and
`ORDERED` (with the bank, on its way); together they are the fund's money. `ADVANCED` is what is to be recovered, by
case and debtor. `BUDGET` is what the fund was given (a credit), `WRITTEN_OFF` what it lost.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

from fund.explanation import Text


class Account(enum.StrEnum):
    """An account of a fund."""

    CASH = "cash"
    RESERVED = "reserved"
    ORDERED = "ordered"
    ADVANCED = "advanced"
    WRITTEN_OFF = "written_off"
    BUDGET = "budget"


ACCOUNTS: Final[Mapping[Account, Text]] = {
    Account.CASH: ("可用资金", "free cash"),
    Account.RESERVED: ("已预留", "reserved"),
    Account.ORDERED: ("支付在途", "payments on their way"),
    Account.ADVANCED: ("垫付待追偿", "advanced, to be recovered"),
    Account.WRITTEN_OFF: ("已核销", "written off"),
    Account.BUDGET: ("拨入资金", "funds received"),
}


class Kind(enum.StrEnum):
    """What a posting records."""

    FUNDED = "funded"
    """A budget allocation, a donation, interest."""
    RESERVED = "reserved"
    RELEASED = "released"
    ORDERED = "ordered"
    PAID = "paid"
    RETURNED = "returned"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"


class Unbalanced(ValueError):
    """Debits and credits differ, or there are none."""


class Overdrawn(ValueError):
    """An account that holds money would hold less than none; `account` says which, `short_fen` by how much."""

    def __init__(self, account: Account, short_fen: int) -> None:
        super().__init__(f"{account} would be short of {short_fen} fen")
        self.account = account
        self.short_fen = short_fen


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a posting: debits are positive. `case` and `debtor` say whose part of the account it is."""

    account: Account
    fen: int = 0
    case: int | None = None
    debtor: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One balanced record of the journal. Raises `Unbalanced`: one that is not cannot be made."""

    fund: str
    kind: Kind
    on: date
    entries: tuple[Entry, ...]
    case: int | None = None
    worker: str = ""
    party: str = ""
    evidence: tuple[str, ...] = ()
    by: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not balanced."""
        if sum(entry.fen for entry in self.entries) or not any(entry.fen for entry in self.entries):
            raise Unbalanced(f"{self.kind}: {[entry.fen for entry in self.entries]}")

    @property
    def total_fen(self) -> int:
        """What was moved."""
        return sum(entry.fen for entry in self.entries if entry.fen > 0)


Key = tuple[Account, int | None, str]
HOLDING: Final = (Account.CASH, Account.RESERVED, Account.ORDERED)
"""The accounts that hold the fund's own money: never below nothing, of each case."""


@dataclass(frozen=True, slots=True)
class Balances:
    """What stands on each account, by case and debtor."""

    fen: Mapping[Key, int] = field(default_factory=dict)

    @classmethod
    def of(cls, postings: Iterable[Posting]) -> Self:
        """The balances after a journal; the order of its postings does not matter."""
        totals: Counter[Key] = Counter()
        for posting in postings:
            for entry in posting.entries:
                totals[entry.account, entry.case, entry.debtor] += entry.fen
        return cls(dict(totals))

    def total(self, account: Account, case: int | None = None, debtor: str | None = None) -> int:
        """What stands on an account, of all cases or of one, of all debtors or of one."""
        return sum(
            fen
            for (of, of_case, of_debtor), fen in self.fen.items()
            if of is account and case in (None, of_case) and debtor in (None, of_debtor)
        )

    @property
    def free_fen(self) -> int:
        """What may still be promised."""
        return self.total(Account.CASH)

    @property
    def held_fen(self) -> int:
        """The fund's money: free, reserved and on its way."""
        return sum(self.total(account) for account in HOLDING)

    def after(self, posting: Posting) -> "Balances":
        """The balances with one more posting. Raises `Overdrawn` where a holding account would fall below nothing."""
        fen = dict(self.fen)
        for entry in posting.entries:
            key = (entry.account, entry.case, entry.debtor)
            fen[key] = fen.get(key, 0) + entry.fen
        for entry in posting.entries:
            left = fen[entry.account, entry.case, entry.debtor]
            if entry.account in HOLDING and left < 0:
                raise Overdrawn(entry.account, -left)
        return Balances(fen)


def transfer(  # noqa: PLR0913 (what a posting consists of)
    fund: str,
    kind: Kind,
    on: date,
    fen: int,
    *,
    into: Entry,
    out_of: Entry,
    worker: str = "",
    party: str = "",
    evidence: tuple[str, ...] = (),
    by: str = "",
) -> Posting:
    """A posting that moves a sum from one account into another. The entries' own sums are ignored."""
    debit = Entry(into.account, fen, into.case, into.debtor)
    credit = Entry(out_of.account, -fen, out_of.case, out_of.debtor)
    case = into.case if into.case is not None else out_of.case
    return Posting(fund, kind, on, (debit, credit), case, worker, party, evidence, by)


def funded(fund: str, fen: int, on: date, evidence: tuple[str, ...], by: str) -> Posting:
    """A budget allocation, a donation or interest: the fund's free cash grows by it."""
    into, out_of = Entry(Account.CASH), Entry(Account.BUDGET)
    return transfer(fund, Kind.FUNDED, on, fen, into=into, out_of=out_of, evidence=evidence, by=by)

"""The protected accounts: openings and closings, movements, restrictions, bonds, and what the banks delivered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from monitors.ledger import Ledger, Said, standing, visible


@dataclass(frozen=True, slots=True)
class Account:
    """One account with its opening and, where it is closed, its closing: the last accepted."""

    id: str
    opening: Said
    closing: Said | None
    is_marked: bool

    @property
    def is_wage(self) -> bool:
        """Whether it is a wage account (else a bond account)."""
        return bool(self.opening.data["kind"] == "wage")

    @property
    def is_open(self) -> bool:
        """*open account*: opened and not closed."""
        return self.closing is None

    @property
    def bank(self) -> str:
        """The bank's code."""
        return str(self.opening.data["bank_code"])

    def was_open(self, day: date) -> bool:
        """Whether it was opened by a day and not closed by it."""
        return self.opening.on <= day and (self.closing is None or self.closing.on > day)


@dataclass(frozen=True, slots=True)
class Restriction:
    """One active restriction: since when, and what was last said of it."""

    id: str
    since: date
    said: Said

    @property
    def data(self) -> dict[str, Any]:
        """Its fields."""
        return self.said.data


@dataclass(frozen=True, slots=True)
class Bond:
    """One wage bond that is not released, with its drawings and replenishments."""

    id: str
    deposit: Said
    drawings: tuple[Said, ...]
    replenishments: tuple[Said, ...]


class Accounts:
    """A project's accounts and bonds as known on `as_of`."""

    def __init__(self, ledger: Ledger, as_of: date) -> None:
        self._ledger = ledger
        self._as_of = as_of
        self._stated: dict[str, date | None] = {}

    @cached_property
    def all(self) -> dict[str, Account]:
        """Every account that was ever opened, by id."""
        accounts: dict[str, Account] = {}
        for key, versions in sorted(self._ledger.things("account").items()):
            opening = standing(versions, self._as_of)
            if opening is not None:
                closing = standing(self._ledger.said("account_closing", key), self._as_of)
                is_marked = opening.data["protection_mark"] or any(self._visible("mark", key))
                accounts[key] = Account(key, opening, closing, is_marked)
        return accounts

    @cached_property
    def wage(self) -> list[Account]:
        """The wage accounts."""
        return [account for account in self.all.values() if account.is_wage]

    def complete_until(self, bank: str) -> date | None:
        """The farthest day up to which a bank has stated that it delivered everything."""
        if bank not in self._stated:
            last = standing(self._ledger.said("feed", bank), self._as_of)  # the ledger keeps only what reaches farther
            self._stated[bank] = None if last is None else date.fromisoformat(last.data["complete_until"])
        return self._stated[bank]

    def incomplete_banks(self, day: date) -> list[str]:
        """The banks that held an open wage account on a day and have not stated that they delivered up to it."""
        banks = {account.bank for account in self.wage if account.was_open(day)}
        return sorted(bank for bank in banks if (self.complete_until(bank) or date.min) < day)

    def bank_complete(self, day: date) -> bool:
        """*bank-complete(D)*; true where no wage account was open."""
        return not self.incomplete_banks(day)

    @cached_property
    def transactions(self) -> list[Said]:
        """Every credit and debit, each in its current version."""
        current = (standing(versions, self._as_of) for versions in self._ledger.things("transaction").values())
        return [said for said in current if said is not None]

    @cached_property
    def balances(self) -> dict[str, int]:
        """The last known balance in fen of the open wage accounts, where one is known."""
        told: dict[str, list[Said]] = defaultdict(list)
        for said in self.transactions:
            if "balance_fen" in said.data:
                told[said.data["account_id"]].append(said)
        opened = [account.id for account in self.wage if account.is_open and account.id in told]
        return {
            key: max(told[key], key=lambda said: (said.at or said.on, said.seq)).data["balance_fen"] for key in opened
        }

    @cached_property
    def restrictions(self) -> list[Restriction]:
        """The active restrictions. A released restriction does not come back."""
        found = []
        for key, versions in sorted(self._ledger.things("restriction").items()):
            current = standing(versions, self._as_of)
            if current is not None and not any(self._visible("release", key)):
                since = min(said.on for said in visible(versions, self._as_of))
                found.append(Restriction(key, since, current))
        return found

    @cached_property
    def bond_deposits(self) -> dict[str, Said]:
        """Every bond ever deposited, by id, released ones too."""
        current = ((key, standing(versions, self._as_of)) for key, versions in self._ledger.things("bond").items())
        return {key: said for key, said in sorted(current, key=lambda entry: entry[0]) if said is not None}

    @cached_property
    def bonds(self) -> list[Bond]:
        """The bonds that are not released."""
        return [
            Bond(key, deposit, tuple(self._visible("drawing", key)), tuple(self._visible("replenishment", key)))
            for key, deposit in self.bond_deposits.items()
            if not any(self._visible("bond_release", key))
        ]

    def _visible(self, group: str, key: str) -> Iterator[Said]:
        return visible(self._ledger.said(group, key), self._as_of)

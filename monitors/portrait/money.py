"""The money of a project over time: balances, labour-cost transfers and their cycles, bonds, restrictions."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from monitors.calendar import days_after, same_day_after
from monitors.ledger import Said
from monitors.terms import Terms
from monitors.terms.accounts import Account, Bond


class CycleState(enum.StrEnum):
    """What is known of a transfer cycle."""

    COVERED = "covered"
    MISSED = "missed"
    UNKNOWN = "unknown"
    """The banks have not delivered up to its last day."""
    RESTING = "resting"
    """On its last day no work was going on; it is not judged."""
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Cycle:
    """One labour-cost cycle, its last day included."""

    first: date
    last: date
    credited_fen: int
    expected_fen: int | None
    state: CycleState


@dataclass(frozen=True, slots=True)
class Movement:
    """One credit (positive) or debit (negative), and the balance after it where the bank told."""

    on: date
    fen: int
    purpose: str
    party: str
    account: str
    balance_fen: int | None


@dataclass(frozen=True, slots=True)
class Purse:
    """One protected account with its movements in order."""

    account: Account
    movements: tuple[Movement, ...]
    balance_fen: int | None
    complete_until: date | None
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class Money:
    """Accounts, cycles and bonds; `expected_fen` is the labour cost agreed per cycle, if any was."""

    purses: tuple[Purse, ...]
    cycles: tuple[Cycle, ...]
    bonds: tuple[Bond, ...]
    expected_fen: int | None


def money(terms: Terms) -> Money:
    """The project's money as known at the end of the day."""
    purses = tuple(_purse(terms, account) for account in terms.accounts.all.values())
    expected = terms.site.registration.get("labor_cost_per_cycle_fen")
    return Money(purses, tuple(cycles(terms)), tuple(terms.accounts.bonds), expected)


def cycles(terms: Terms) -> Iterator[Cycle]:
    """The labour-cost cycles from the start of work to the one that is running."""
    if terms.site.started is None:
        return
    started_on, completed = terms.site.started.on, terms.site.completed
    until = min(terms.as_of, completed.on) if completed else terms.as_of
    months = terms.site.registration.get("labor_cost_cycle_months", 1)
    for number in count():
        first = same_day_after(started_on, number * months)
        following = same_day_after(started_on, (number + 1) * months)
        if first > until or following <= first:
            return
        yield _cycle(terms, first, days_after(following, -1))


def _cycle(terms: Terms, first: date, last: date) -> Cycle:
    credited = sum(said.data["amount_fen"] for said in _labor_costs(terms) if first <= said.on <= last)
    expected = terms.site.registration.get("labor_cost_per_cycle_fen")
    return Cycle(first, last, credited, expected, _state(terms, last, credited, expected))


def _state(terms: Terms, last: date, credited_fen: int, expected_fen: int | None) -> CycleState:
    if credited_fen >= (expected_fen or 1):
        return CycleState.COVERED
    if last > terms.as_of:
        return CycleState.RUNNING
    if not terms.site.in_construction(last):
        return CycleState.RESTING
    return CycleState.MISSED if terms.accounts.bank_complete(last) else CycleState.UNKNOWN


def _labor_costs(terms: Terms) -> Iterator[Said]:
    for said in terms.accounts.transactions:
        if said.kind == "bank.account_credited" and said.data["purpose"] == "labor_cost":
            yield said


def _purse(terms: Terms, account: Account) -> Purse:
    told = [said for said in terms.accounts.transactions if said.data["account_id"] == account.id]
    told.sort(key=lambda said: (said.on, said.at.isoformat() if said.at else "", said.seq))
    movements = tuple(_movement(said) for said in told)
    balances = [movement.balance_fen for movement in movements if movement.balance_fen is not None]
    restricted = any(item.data["account_id"] == account.id for item in terms.accounts.restrictions)
    last = balances[-1] if balances else None
    return Purse(account, movements, last, terms.accounts.complete_until(account.bank), restricted)


def _movement(said: Said) -> Movement:
    data = said.data
    sign = 1 if said.kind == "bank.account_credited" else -1
    party = data.get("payer") or data.get("counterparty") or ""
    return Movement(
        said.on, sign * data["amount_fen"], data["purpose"], party, data["account_id"], data.get("balance_fen")
    )

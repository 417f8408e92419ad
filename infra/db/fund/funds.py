"""The funds as they stand: what each has, promised, has with the bank, may recover; money received; the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, func, select

from fund.books import Account, Balances
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.fund.books import balances, locked, post_all, received
from infra.db.fund.tables import fund_entries, fund_postings, funds
from infra.db.sight import within
from schemas.office import Officer, Role, Sight

_PROOF: Final = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund and what its books say. `account_no` and `bank` are those that it pays from."""

    code: str
    name: str
    region: str
    account_no: str
    bank: str
    cash_fen: int = 0
    reserved_fen: int = 0
    ordered_fen: int = 0
    next_budget_on: date | None = None
    next_budget_fen: int | None = None

    @property
    def held_fen(self) -> int:
        """All the fund's money: free, reserved and on its way."""
        return self.cash_fen + self.reserved_fen + self.ordered_fen

    @property
    def subject(self) -> str:
        """The subject under which a bank tells what became of the fund's payments: never a project's."""
        return f"fund:{self.code}"


@dataclass(frozen=True, slots=True)
class Booked:
    """One posting of the journal as it is read; `entries` are (account, case, debtor, fen)."""

    id: int
    kind: str
    day: date
    at: datetime
    case: int | None
    worker: str
    party: str
    evidence: tuple[str, ...]
    by: str
    entries: tuple[tuple[Account, int | None, str, int], ...]


class Funds:
    """The store of the funds. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, fund: Fund, officer: Officer, day: date) -> None:
        """Set a fund up, or change its name, account and next budget; its money is changed by postings alone."""
        values = {
            "name": fund.name,
            "region": fund.region,
            "account_no": fund.account_no,
            "bank_code": fund.bank,
            "next_budget_on": fund.next_budget_on,
            "next_budget_fen": fund.next_budget_fen,
        }
        with connected(self._engine) as connection:
            statement = sqlalchemy.dialects.postgresql.insert(funds).values(code=fund.code, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=values))
            body = {**values, "next_budget_on": fund.next_budget_on and fund.next_budget_on.isoformat()}
            append(connection, [Entry(f"fund:{fund.code}", "fund_set", officer.id, officer.office, day, body)])

    def receive(self, code: str, fen: int, document: str, officer: Officer, day: date) -> bool:
        """Book money that the fund was given, by a cashier of the fund's region; whether it was."""
        if fen <= 0 or not document.strip() or not officer.may(Role.FUND_CASHIER, Role.FUND_FINANCE):
            return False
        with connected(self._engine) as connection:
            fund = _one(connection, code, officer.sight)
            if fund is None or locked(connection, code) is None:
                return False
            post_all(connection, [received(code, fen, day, officer.id, document.strip())])
            body = {"fen": fen, "document": document.strip()}
            append(connection, [Entry(f"fund:{code}", "funded", officer.id, officer.office, day, body)])
        return True

    def all(self, sight: Sight) -> list[Fund]:
        """The funds in sight, by region."""
        query = select(funds).where(within(funds.c.region, sight)).order_by(funds.c.region, funds.c.code)
        with connected(self._engine) as connection:
            return [_fund(row) for row in connection.execute(query)]

    def get(self, code: str, sight: Sight) -> Fund | None:
        """One fund, if it lies in sight."""
        with connected(self._engine) as connection:
            return _one(connection, code, sight)

    def of_region(self, region: str) -> Fund | None:
        """The fund that pays for a region: that of the longest prefix."""
        with connected(self._engine) as connection:
            return fund_of(connection, region)

    def balances(self, code: str, sight: Sight) -> Balances:
        """What stands on each account, from the journal; nothing where the fund is out of sight."""
        with connected(self._engine) as connection:
            return balances(connection, code) if _one(connection, code, sight) else Balances()

    def moved(self, code: str, first: date, last: date, sight: Sight) -> Mapping[Account, int]:
        """By how much each account changed from a day to a day, both included."""
        query = (
            select(fund_entries.c.account, func.sum(fund_entries.c.fen))
            .join(fund_postings, fund_postings.c.id == fund_entries.c.posting_id)
            .where(fund_postings.c.fund == code, fund_postings.c.day.between(first, last))
            .group_by(fund_entries.c.account)
        )
        with connected(self._engine) as connection:
            if _one(connection, code, sight) is None:
                return {}
            return {Account(account): int(fen) for account, fen in connection.execute(query)}

    def journal(
        self, code: str, sight: Sight, *, first: date = date.min, last: date = date.max, limit: int = 1000
    ) -> list[Booked]:
        """The postings of a period, the latest first."""
        which = (fund_postings.c.fund == code) & fund_postings.c.day.between(first, last)
        with connected(self._engine) as connection:
            return _booked(connection, which, limit) if _one(connection, code, sight) else []

    def faults(self) -> list[str]:
        """What is wrong with the books: postings that do not balance, sums that are not those of their entries."""
        with connected(self._engine) as connection:
            return [*_unbalanced(connection), *_differing(connection)]


def fund_of(connection: sqlalchemy.Connection, region: str) -> Fund | None:
    """The fund that pays for a region."""
    prefixes = [region[:length] for length in range(2, len(region) + 1)]
    query = select(funds).where(funds.c.region.in_(prefixes)).order_by(func.length(funds.c.region).desc(), funds.c.code)
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _fund(row)


def _one(connection: sqlalchemy.Connection, code: str, sight: Sight) -> Fund | None:
    row = connection.execute(select(funds).where(funds.c.code == code, within(funds.c.region, sight))).one_or_none()
    return None if row is None else _fund(row)


def _fund(row: sqlalchemy.Row[tuple[object, ...]]) -> Fund:
    told = row._mapping  # noqa: SLF001 (SQLAlchemy's way to a row's columns by name)
    return Fund(
        told["code"],
        told["name"],
        told["region"],
        told["account_no"],
        told["bank_code"],
        told["cash_fen"],
        told["reserved_fen"],
        told["ordered_fen"],
        told["next_budget_on"],
        told["next_budget_fen"],
    )


def _booked(connection: sqlalchemy.Connection, which: sqlalchemy.ColumnElement[bool], limit: int) -> list[Booked]:
    rows = connection.execute(select(fund_postings).where(which).order_by(fund_postings.c.id.desc()).limit(limit)).all()
    sides: dict[int, list[tuple[Account, int | None, str, int]]] = {}
    query = select(fund_entries).where(fund_entries.c.posting_id.in_([row.id for row in rows]))
    for side in connection.execute(query.order_by(fund_entries.c.posting_id, fund_entries.c.n)):
        told = (Account(side.account), side.case_id, side.debtor, side.fen)
        sides.setdefault(side.posting_id, []).append(told)
    return [
        Booked(
            row.id, row.kind, row.day, row.at, row.case_id, row.worker, row.party, _PROOF.decode(row.evidence),
            row.actor, tuple(sides.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _unbalanced(connection: sqlalchemy.Connection) -> list[str]:
    query = (
        select(fund_entries.c.posting_id)
        .group_by(fund_entries.c.posting_id)
        .having(func.sum(fund_entries.c.fen) != 0)
        .order_by(fund_entries.c.posting_id)
    )
    return [f"posting {number} is not balanced" for number in connection.execute(query).scalars()]


def _differing(connection: sqlalchemy.Connection) -> list[str]:
    found = []
    for row in connection.execute(select(funds)):
        fund, held = _fund(row), balances(connection, row.code)
        told = {Account.CASH: fund.cash_fen, Account.RESERVED: fund.reserved_fen, Account.ORDERED: fund.ordered_fen}
        found += [f"{fund.code}: {a} is {fen}, its entries say {held.total(a)}" for a, fen in told.items()
            if fen != held.total(a)]  # fmt: skip
    return found

"""The funds as they stand: what each has, promised, has with the bank, may recover; the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, func, select

from fund.books import Account, Balances
from infra.db.engine import connected
from infra.db.fund.books import balances
from infra.db.fund.tables import fund_entries, fund_postings, funds
from infra.db.sight import within
from schemas.office import Sight

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

    def all(self, sight: Sight) -> list[Fund]:
        """The funds in sight, by region."""
        query = select(funds).where(within(funds.c.region, sight)).order_by(funds.c.region, funds.c.code)
        with connected(self._engine) as connection:
            return [_fund(row) for row in connection.execute(query)]

    def get(self, code: str, sight: Sight) -> Fund | None:
        """One fund, if it lies in sight."""
        with connected(self._engine) as connection:
            return fund_at(connection, code, sight)

    def of_region(self, region: str) -> Fund | None:
        """The fund that pays for a region: that of the longest prefix."""
        with connected(self._engine) as connection:
            return fund_of(connection, region)

    def balances(self, code: str, sight: Sight) -> Balances:
        """What stands on each account, from the journal; nothing where the fund is out of sight."""
        with connected(self._engine) as connection:
            return balances(connection, code) if fund_at(connection, code, sight) else Balances()

    def moved(self, code: str, first: date, last: date, sight: Sight) -> Mapping[Account, int]:
        """By how much each account changed from a day to a day, both included."""
        query = (
            select(fund_entries.c.account, func.sum(fund_entries.c.fen))
            .join(fund_postings, fund_postings.c.id == fund_entries.c.posting_id)
            .where(fund_postings.c.fund == code, fund_postings.c.day.between(first, last))
            .group_by(fund_entries.c.account)
        )
        with connected(self._engine) as connection:
            if fund_at(connection, code, sight) is None:
                return {}
            return {Account(account): int(fen) for account, fen in connection.execute(query)}

    def journal(
        self, code: str, sight: Sight, *, first: date = date.min, last: date = date.max, limit: int = 1000
    ) -> list[Booked]:
        """The postings of a period, the latest first."""
        which = (fund_postings.c.fund == code) & fund_postings.c.day.between(first, last)
        with connected(self._engine) as connection:
            return booked(connection, which, limit) if fund_at(connection, code, sight) else []


def fund_of(connection: sqlalchemy.Connection, region: str) -> Fund | None:
    """The fund that pays for a region."""
    prefixes = [region[:length] for length in range(2, len(region) + 1)]
    query = select(funds).where(funds.c.region.in_(prefixes)).order_by(func.length(funds.c.region).desc(), funds.c.code)
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _fund(row)


def fund_at(connection: sqlalchemy.Connection, code: str, sight: Sight) -> Fund | None:
    """One fund, if it lies in sight."""
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


def booked(
    connection: sqlalchemy.Connection, which: sqlalchemy.ColumnElement[bool], limit: int, skipped: int = 0
) -> list[Booked]:
    """The postings of a condition with their entries, the latest first."""
    rows = connection.execute(
        select(fund_postings).where(which).order_by(fund_postings.c.id.desc()).limit(limit).offset(skipped)
    ).all()
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

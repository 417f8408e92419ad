"""The journal of a fund's books as it is looked through, by period, account and case, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, case, func, select

from fund.books import Account, Kind
from infra.db.engine import connected
from infra.db.fund.funds import Booked, booked, fund_at
from infra.db.fund.tables import fund_cases, fund_entries, fund_postings
from schemas.office import Sight

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """Which postings: of a period, with an entry on an account, of the case of a number."""

    fund: str
    first: date = date.min
    last: date = date.max
    account: Account | None = None
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the postings sought come to: how many, and each account's debits and credits, both as positive sums."""

    postings: int
    debit_fen: Mapping[Account, int]
    credit_fen: Mapping[Account, int]

    @property
    def is_balanced(self) -> bool:
        """Whether all debits are all credits."""
        return sum(self.debit_fen.values()) == sum(self.credit_fen.values())


class Journal:
    """The store of the journal. Safe to use from several threads; what is out of sight is an empty journal."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, sought: Sought, sight: Sight, number: int = 1, size: int = PAGE) -> list[Booked]:
        """A page of the postings sought, the latest first."""
        with connected(self._engine) as connection:
            if fund_at(connection, sought.fund, sight) is None:
                return []
            return booked(connection, _which(sought), size, size * (number - 1))

    def sums(self, sought: Sought, sight: Sight) -> Sums:
        """What all the postings sought come to."""
        columns = fund_entries.c
        debit = func.coalesce(func.sum(case((columns.fen > 0, columns.fen), else_=0)), 0)
        credit = func.coalesce(func.sum(case((columns.fen < 0, -columns.fen), else_=0)), 0)
        joined = fund_entries.join(fund_postings, fund_postings.c.id == columns.posting_id)
        query = select(columns.account, debit, credit).select_from(joined).where(_which(sought))
        with connected(self._engine) as connection:
            if fund_at(connection, sought.fund, sight) is None:
                return Sums(0, {}, {})
            count = select(func.count()).select_from(fund_postings).where(_which(sought))
            rows = [(Account(a), int(d), int(c)) for a, d, c in connection.execute(query.group_by(columns.account))]
            postings = connection.execute(count).scalar_one()
        return Sums(postings, {a: d for a, d, _ in rows}, {a: c for a, _, c in rows})

    def months(self, fund: str, sight: Sight) -> Mapping[tuple[str, Kind, Account], int]:
        """What each kind of posting moved on each account in each month (YYYY-MM)."""
        month = func.to_char(fund_postings.c.day, "YYYY-MM")
        keys = (month, fund_postings.c.kind, fund_entries.c.account)
        joined = fund_entries.join(fund_postings, fund_postings.c.id == fund_entries.c.posting_id)
        query = select(*keys, func.sum(fund_entries.c.fen)).select_from(joined).where(fund_entries.c.fund == fund)
        with connected(self._engine) as connection:
            if fund_at(connection, fund, sight) is None:
                return {}
            rows = connection.execute(query.group_by(*keys))
            return {(month, Kind(kind), Account(account)): int(fen) for month, kind, account, fen in rows}

    def case_numbers(self, fund: str, cases: set[int], sight: Sight) -> dict[int, str]:
        """The numbers of a fund's cases."""
        query = select(fund_cases.c.id, fund_cases.c.number).where(
            fund_cases.c.fund == fund, fund_cases.c.id.in_(cases)
        )
        with connected(self._engine) as connection:
            if fund_at(connection, fund, sight) is None:
                return {}
            return {row.id: row.number for row in connection.execute(query)}


def _which(sought: Sought) -> sqlalchemy.ColumnElement[bool]:
    columns = fund_postings.c
    which = (columns.fund == sought.fund) & columns.day.between(sought.first, sought.last)
    if sought.account is not None:
        touching = select(fund_entries.c.posting_id).where(
            fund_entries.c.fund == sought.fund, fund_entries.c.account == sought.account.value
        )
        which &= columns.id.in_(touching)
    if sought.case_number:
        which &= columns.case_id.in_(
            select(fund_cases.c.id).where(fund_cases.c.fund == sought.fund, fund_cases.c.number == sought.case_number)
        )
    return which

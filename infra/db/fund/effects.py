"""What a decided proposal does to its fund, its books and the lines of bank statements: in the deciding transaction."""

from typing import Any

import sqlalchemy
from sqlalchemy.dialects.postgresql import insert

from fund.matters import Details, Founding, NextBudget, Origin, Receipt
from fund.proposals import Decision, Proposal, posting
from fund.why import Refused, Why
from infra.db.fund.books import locked, post_all
from infra.db.fund.receipts import claim
from infra.db.fund.tables import funds


def about(proposal: Proposal) -> str:
    """What stands behind a line of a bank's statement that a proposal tells of."""
    return f"proposal:{proposal.id}"


def effected(connection: sqlalchemy.Connection, done: Proposal) -> dict[str, Any] | Refused:
    """What a decided proposal does, in the transaction that decides it; the stamp of what was booked."""
    if done.decision is Decision.REFUSED:
        claim(connection, done.fund, about(done), ())
        return {}
    match done.content:
        case Founding() as one:
            return _founded(connection, done.fund, one)
        case Details() as one:
            return _set(connection, done.fund, name=one.name, account_no=one.account_no, bank_code=one.bank)
        case NextBudget() as one:
            return _set(connection, done.fund, next_budget_on=one.on, next_budget_fen=one.fen)
        case Receipt() as one:  # pragma: no branch (mypy knows that there is no other)
            return _received(connection, done, one)


def _founded(connection: sqlalchemy.Connection, code: str, one: Founding) -> dict[str, Any] | Refused:
    row = {"code": code, "name": one.name, "region": one.region, "account_no": one.account_no, "bank_code": one.bank}
    made = connection.execute(insert(funds).values(row).on_conflict_do_nothing().returning(funds.c.code))
    return {} if made.scalar_one_or_none() else Refused(Why.FUND_EXISTS)


def _received(connection: sqlalchemy.Connection, done: Proposal, receipt: Receipt) -> dict[str, Any]:
    """The money is booked; a budget that was expected by then has come."""
    locked(connection, done.fund)
    made = posting(done)
    assert made is not None, "a confirmed receipt is booked"
    stamp = post_all(connection, [made])
    if receipt.origin is Origin.ALLOCATION:
        came = (funds.c.code == done.fund) & (funds.c.next_budget_on <= receipt.on)
        connection.execute(funds.update().where(came).values(next_budget_on=None, next_budget_fen=None))
    return stamp


def _set(connection: sqlalchemy.Connection, fund: str, **values: object) -> dict[str, Any]:
    connection.execute(funds.update().where(funds.c.code == fund).values(values))
    return {}

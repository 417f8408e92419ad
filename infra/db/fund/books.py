"""The funds' books in the caller's transaction: a fund's lock, its balances, its postings.

Whoever posts has the fund's row for itself until the transaction ends. The row's own sums move with the postings and
may not fall below nothing, so that not even an error of ours promises the same yuan twice.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy
from sqlalchemy import func, select

from fund.books import HOLDING, Account, Balances, Entry, Posting
from infra import clock
from infra.db.chronicle.postings import KEY, postings_stamp
from infra.db.engine import psycopg_of
from infra.db.fund.tables import fund_entries, fund_postings, funds

_COLUMNS: Final = {
    Account.CASH: funds.c.cash_fen,
    Account.RESERVED: funds.c.reserved_fen,
    Account.ORDERED: funds.c.ordered_fen,
}


def locked(connection: sqlalchemy.Connection, fund: str, case: int | None = None) -> Balances | None:
    """The fund's balances, nobody else's to change until the transaction ends; None where there is no such fund.

    What `case` has on each account stands apart; what the others have on an account that holds money is one sum.
    """
    held = connection.execute(
        select(*_COLUMNS.values()).where(funds.c.code == fund).with_for_update(key_share=True)
    ).one_or_none()
    if held is None:
        return None
    own = Balances(_of_case(connection, case) if case is not None else {})
    rest = {(account, None, ""): total - own.total(account) for account, total in zip(_COLUMNS, held, strict=True)}
    return Balances({**own.fen, **{key: fen for key, fen in rest.items() if fen or key[0] is Account.CASH}})


def post_all(connection: sqlalchemy.Connection, postings: Sequence[Posting]) -> dict[str, Any]:
    """Write postings of funds whose rows the caller has locked; return the stamp that binds them to the chronicle.

    It belongs into the body of the entry that tells of them. The database refuses what would overdraw a fund.
    """
    at, numbers = clock.now(), []
    for posting in postings:
        row = {
            "fund": posting.fund,
            "kind": posting.kind.value,
            "day": posting.on,
            "at": at,
            "case_id": posting.case,
            "worker": posting.worker,
            "party": posting.party,
            "evidence": json.dumps(posting.evidence, ensure_ascii=False),
            "actor": posting.by,
        }
        number = connection.execute(fund_postings.insert().values(row).returning(fund_postings.c.id)).scalar_one()
        sides = [_side(number, n, posting.fund, entry) for n, entry in enumerate(posting.entries) if entry.fen]
        connection.execute(fund_entries.insert(), sides)
        numbers.append(number)
    for fund, moves in _moves(postings).items():
        sums = {_COLUMNS[account]: _COLUMNS[account] + fen for account, fen in moves.items()}
        connection.execute(funds.update().where(funds.c.code == fund).values(sums))
    return {KEY: postings_stamp(psycopg_of(connection), numbers)} if numbers else {}


def balances(connection: sqlalchemy.Connection, fund: str) -> Balances:
    """What stands on each account of a fund, by case and debtor, from the journal alone."""
    return Balances(_sums(connection, fund_entries.c.fund == fund))


def _of_case(connection: sqlalchemy.Connection, case: int) -> dict[tuple[Account, int | None, str], int]:
    return _sums(connection, fund_entries.c.case_id == case)


def _sums(
    connection: sqlalchemy.Connection, which: sqlalchemy.ColumnElement[bool]
) -> dict[tuple[Account, int | None, str], int]:
    columns = fund_entries.c
    query = (
        select(columns.account, columns.case_id, columns.debtor, func.sum(columns.fen))
        .where(which)
        .group_by(columns.account, columns.case_id, columns.debtor)
    )
    return {(Account(account), case, debtor): int(fen) for account, case, debtor, fen in connection.execute(query)}


def _moves(postings: Sequence[Posting]) -> dict[str, dict[Account, int]]:
    """By fund, how the accounts that hold money change."""
    totals: dict[str, Counter[Account]] = {}
    for posting in postings:
        for entry in posting.entries:
            if entry.account in HOLDING:
                totals.setdefault(posting.fund, Counter())[entry.account] += entry.fen
    return {fund: dict(moves) for fund, moves in totals.items()}


def _side(posting: int, n: int, fund: str, entry: Entry) -> dict[str, object]:
    return {
        "posting_id": posting,
        "n": n,
        "fund": fund,
        "account": entry.account.value,
        "case_id": entry.case,
        "debtor": entry.debtor,
        "fen": entry.fen,
    }

"""Lines of a bank's statement: each stands behind one receipt of a fund, whichever case or person tells of it."""

from collections.abc import Collection

import sqlalchemy
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from infra.db.fund.matters import fund_receipts


def claim(connection: sqlalchemy.Connection, fund: str, about: str, references: Collection[str]) -> frozenset[str]:
    """Have these lines and no others stand behind something; return those that stand behind something else already.

    Waits for another transaction that is taking one of them.
    """
    columns = fund_receipts.c
    mine = (columns.fund == fund) & (columns.about == about)
    held = frozenset(connection.execute(select(columns.reference).where(mine)).scalars())
    if gone := held - set(references):
        connection.execute(delete(fund_receipts).where(mine, columns.reference.in_(sorted(gone))))
    fresh = sorted(set(references) - held)
    if not fresh:
        return frozenset()
    rows = [{"fund": fund, "reference": reference, "about": about} for reference in fresh]
    taken = connection.execute(insert(fund_receipts).values(rows).on_conflict_do_nothing().returning(columns.reference))
    return frozenset(fresh) - frozenset(taken.scalars())

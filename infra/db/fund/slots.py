"""What no two cases may advance: a worker's month from an employer, across cases, districts and funds.

Whoever is refused hears which of the own workers and months are taken, and nothing of the case that has them.
"""

from collections.abc import Collection

import sqlalchemy
from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from fund.case import Slot
from infra.db.fund.tables import fund_slots

_KEY = tuple_(fund_slots.c.worker, fund_slots.c.employer, fund_slots.c.month)


def taken(connection: sqlalchemy.Connection, wanted: Collection[Slot], case: int) -> frozenset[Slot]:
    """Which of the slots any other case has, at this moment."""
    if not wanted:
        return frozenset()
    keys = [(slot.worker, slot.employer, slot.month) for slot in sorted(wanted)]
    query = select(fund_slots.c.worker, fund_slots.c.employer, fund_slots.c.month).where(
        _KEY.in_(keys), fund_slots.c.case_id != case
    )
    return frozenset(Slot(*row) for row in connection.execute(query))


def hold(connection: sqlalchemy.Connection, wanted: Collection[Slot], case: int) -> frozenset[Slot]:
    """Have the case hold these slots and no others; return those that another case was quicker to take.

    Waits for another transaction that is taking one of them. Slots are taken in one order, so that two cases wait for
    each other in one direction only.
    """
    columns = fund_slots.c
    query = select(columns.worker, columns.employer, columns.month).where(columns.case_id == case)
    held = frozenset(Slot(*row) for row in connection.execute(query))
    if gone := held - set(wanted):
        keys = [(slot.worker, slot.employer, slot.month) for slot in sorted(gone)]
        connection.execute(delete(fund_slots).where(columns.case_id == case, _KEY.in_(keys)))
    fresh = sorted(set(wanted) - held)
    if not fresh:
        return frozenset()
    rows = [{"worker": s.worker, "employer": s.employer, "month": s.month, "case_id": case} for s in fresh]
    statement = insert(fund_slots).values(rows).on_conflict_do_nothing()
    got = connection.execute(statement.returning(columns.worker, columns.employer, columns.month))
    return frozenset(fresh) - {Slot(*row) for row in got}

"""Cases as they are entered: each once, however often and by how many processes it is asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from alerts.gate import Check, Mark, State, Step, held
from alerts.limits import Limits
from alerts.routing import placement
from infra.db.gate.marks import is_protected
from infra.db.gate.rows import row_of
from infra.db.gate.tables import protection_marks, restriction_reviews
from infra.db.works.saving import offices_of
from monitors import calendar
from schemas.office import Office

_Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A check as the gate took it, and when."""

    check: Check
    asked_at: datetime


def entered(connection: sqlalchemy.Connection, asked: Sequence[Asked], day: date, limits: Limits) -> list[Step]:
    """Enter the cases that are not there yet, in the caller's transaction; return those, as their first steps.

    An account that turns out to be unprotected, which happens only where the marks were unknown, is entered so; if it
    has become a protected one when the same is asked again, the case begins anew.
    """
    cases = {one.check.case: one for one in reversed(asked)}
    marks, offices = _marks_of(connection, cases.values(), day), offices_of(connection)
    begun = [
        _begun(one, marks.get((one.check.bank_code, one.check.account_id)), offices, day, limits)
        for one in cases.values()
    ]
    fresh = insert(restriction_reviews)
    was_none = restriction_reviews.c.state == State.UNPROTECTED.value
    anew = {column.name: fresh.excluded[column.name] for column in restriction_reviews.c}
    known = fresh.on_conflict_do_update(index_elements=["case_no"], set_=anew, where=was_none)
    new = _written(connection, known, [row for row, step in begun if step.review.is_open])
    new |= _written(connection, fresh.on_conflict_do_nothing(), [row for row, step in begun if not step.review.is_open])
    return [step for _, step in begun if step.review.case in new]


def _begun(
    asked: Asked, mark: Mark | None, offices: Sequence[Office], day: date, limits: Limits
) -> tuple[dict[str, Any], Step]:
    """The row and the first step of a case."""
    where = placement(mark.region if mark else "", offices)
    known = mark or Mark(asked.check.bank_code, asked.check.account_id, "", "unknown", "", where.region, day)
    review = held(asked.check, known, where.chain, asked.asked_at, day, limits, calendar)
    if mark is None:
        review = replace(review, state=State.UNPROTECTED, chain=())
    body = {"document_no": asked.check.document_no}
    return row_of(review) | {"region": where.region}, Step(review, "asked" if mark else "unprotected", body)


def _written(connection: sqlalchemy.Connection, statement: Any, rows: list[dict[str, Any]]) -> set[str]:
    if not rows:
        return set()
    return set(connection.execute(statement.returning(restriction_reviews.c.case_no), rows).scalars())


def _marks_of(connection: sqlalchemy.Connection, asked: Iterable[Asked], day: date) -> dict[_Account, Mark]:
    """The marks that protect the accounts on the day; of several the latest."""
    columns = protection_marks.c
    accounts = tuple_(columns.bank_code, columns.account_id).in_({_account(one) for one in asked})
    query = select(protection_marks).where(accounts)
    marks = [Mark(**row._mapping) for row in connection.execute(query.order_by(columns.opened_on))]  # noqa: SLF001 (SQLAlchemy's public name)
    return {(mark.bank_code, mark.account_id): mark for mark in marks if is_protected(mark, day)}


def _account(asked: Asked) -> _Account:
    return asked.check.bank_code, asked.check.account_id

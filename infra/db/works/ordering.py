"""In which order the queue is listed, and where in it a page begins."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_

from infra.db.works.asking import Asked, Order, Scope
from infra.db.works.tables import works


def order_of(asked: Asked) -> tuple[tuple[ColumnElement[Any], bool], ...]:
    """The columns of the order, each with whether it falls; the last one is the number, so no two rows are equal."""
    if asked.scope is Scope.CLOSED:
        return (works.c.closed_on, True), (works.c.id, True)
    match asked.order:
        case Order.URGENT:
            return (works.c.rank, True), (works.c.due_on, False), (works.c.id, False)
        case Order.DUE:
            return (works.c.due_on, False), (works.c.rank, True), (works.c.id, False)
        case Order.NEWEST:
            return (works.c.opened_on, True), (works.c.id, True)
        case Order.AMOUNT:
            return (func.coalesce(works.c.amount_fen, 0), True), (works.c.id, False)


def beyond(asked: Asked) -> ColumnElement[bool]:
    """Whether a row comes after the last of the page before."""
    condition: ColumnElement[bool] = false()
    assert asked.after is not None
    for (column, falls), value in reversed(list(zip(order_of(asked), asked.after, strict=True))):
        further = column < value if falls else column > value
        condition = or_(further, and_(column == value, condition))
    return condition

"""Reviews as a list: those of a sight, by what waits in them, page by page."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Engine, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from alerts.gate import Review, State
from infra.db.engine import connected
from infra.db.gate.rows import read
from infra.db.gate.tables import protection_marks, restriction_reviews
from infra.db.sight import within
from schemas.office import Sight

PAGE: Final = 25
_COLUMNS: Final = restriction_reviews.c
_BODY: Final[ColumnElement[Any]] = cast(_COLUMNS.body, JSONB)


class Lot(enum.StrEnum):
    """A part of the reviews."""

    WAITING = "waiting"
    LATE = "late"
    SECOND = "second"
    UNREVIEWED = "unreviewed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which are wanted: of a lot, with a text in what names them; pages count from 1."""

    lot: Lot = Lot.WAITING
    text: str = ""
    page: int = 1


class Listed(NamedTuple):
    """A review, with the name of the account as the bank told it."""

    review: Review
    account_name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of reviews, how many pages there are, and how many reviews are in each lot."""

    found: Sequence[Listed]
    pages: int
    counts: dict[Lot, int]


def listed(engine: Engine, sight: Sight, wanted: Wanted, day: date) -> Listing:
    """Those that wait, the next deadline first; others, the latest first."""
    seen = and_(within(_COLUMNS.region, sight), _names(wanted.text))
    lots = {lot: _is_in(lot, day) for lot in Lot}
    marks = and_(*(protection_marks.c[name] == _COLUMNS[name] for name in ("bank_code", "account_id", "project")))
    is_open = wanted.lot in {Lot.WAITING, Lot.LATE, Lot.SECOND}
    order = (_COLUMNS.due_on, _COLUMNS.asked_at) if is_open else (_COLUMNS.asked_at.desc(),)
    query = (
        select(_COLUMNS.body, func.coalesce(protection_marks.c.name, ""))
        .select_from(restriction_reviews.outerjoin(protection_marks, marks))
        .where(seen, lots[wanted.lot])
        .order_by(*order, _COLUMNS.case_no)
    )
    counting = select(*(func.count().filter(condition) for condition in lots.values())).where(seen)
    with connected(engine) as connection:
        counts = dict(zip(lots, connection.execute(counting).one(), strict=True))
        rows = connection.execute(query.limit(PAGE).offset((wanted.page - 1) * PAGE)).all()
    return Listing([Listed(read(body), name) for body, name in rows], -(-counts[wanted.lot] // PAGE), counts)


def _is_in(lot: Lot, day: date) -> ColumnElement[bool]:
    held = _COLUMNS.state == State.HELD.value
    match lot:
        case Lot.WAITING:
            return held
        case Lot.LATE:
            return and_(held, _COLUMNS.due_on < day)
        case Lot.SECOND:
            return and_(held, func.jsonb_typeof(_BODY["proposed"]) == "object")
        case Lot.UNREVIEWED:
            executed = _COLUMNS.state.in_((State.EXECUTED.value, State.RELEASED.value))
            return and_(executed, func.jsonb_typeof(_BODY["said"]) == "null")
        case Lot.DONE:
            return ~held


def _names(text: str) -> ColumnElement[bool]:
    """Whether the text stands in the case's number, the account, the project, the document or the authority."""
    told = _BODY["check"]
    places = (
        _COLUMNS.case_no,
        _COLUMNS.account_id,
        _COLUMNS.project,
        told["document_no"].astext,
        told["authority"].astext,
    )
    return or_(*(place.icontains(text, autoescape=True) for place in places))

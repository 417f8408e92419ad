"""What an officer was told in the portal: read, unread, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy
from sqlalchemy import ColumnElement, Engine, and_, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from alerts.notices import Notice, Reason
from infra.db.engine import connected
from infra.db.notices.outbox import notice_of
from infra.db.notices.tables import notice_reads, notices
from schemas.office import Officer

PAGE: Final = 50
MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in the inbox."""

    id: int
    at: datetime
    read: bool
    notice: Notice


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices. An empty set of reasons asks for all; `before` is the number of the last one seen."""

    unread: bool = False
    reasons: frozenset[Reason] = frozenset()
    before: int | None = None


class Inbox:
    """The notices to an officer: to the own office and those substituted for, and to the officer in person.

    An office's notices are not another office's, whatever the regions: a province does not read its counties' mail.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, officer: Officer, wanted: Wanted) -> Sequence[Told]:
        """The latest, fifty at a time."""
        read = _read_by(officer)
        query = select(notices, read.label("read")).where(_to(officer)).order_by(notices.c.id.desc()).limit(PAGE)
        if wanted.unread:
            query = query.where(~read)
        if wanted.reasons:
            query = query.where(notices.c.reason.in_(sorted(wanted.reasons)))
        if wanted.before is not None:
            query = query.where(notices.c.id < wanted.before)
        with connected(self._engine) as connection:
            return [Told(row.id, row.at, row.read, notice_of(row)) for row in connection.execute(query)]

    def unread(self, officer: Officer) -> int:
        """How many are unread; counting stops at a thousand."""
        some = select(notices.c.id).where(_to(officer), ~_read_by(officer)).limit(MOST_COUNTED).subquery()
        with connected(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(some)).scalar_one())

    def read(self, officer: Officer, ids: Sequence[int], at: datetime) -> int:
        """Mark these as read, as far as they are the officer's; return how many were unread."""
        return self._mark(officer, notices.c.id.in_(ids), at)

    def read_all(self, officer: Officer, upto: int, at: datetime) -> int:
        """Mark everything as read up to the newest that was seen; return how many were unread."""
        return self._mark(officer, notices.c.id <= upto, at)

    def _mark(self, officer: Officer, which: ColumnElement[bool], at: datetime) -> int:
        rows = select(literal(officer.id), notices.c.id, literal(at)).where(_to(officer), which, ~_read_by(officer))
        statement = insert(notice_reads).from_select(["officer", "notice_id", "read_at"], rows)
        with connected(self._engine) as connection:
            return connection.execute(statement.on_conflict_do_nothing()).rowcount


def _to(officer: Officer) -> ColumnElement[bool]:
    mine = {officer.office, *officer.offices}
    return and_(
        notices.c.office.in_(sorted(mine)),
        notices.c.officer.in_(("", officer.id)),
        notices.c.reason != Reason.TEST.value,
    )


def _read_by(officer: Officer) -> sqlalchemy.Exists:
    columns: Any = notice_reads.c
    return exists().where(columns.officer == officer.id, columns.notice_id == notices.c.id)

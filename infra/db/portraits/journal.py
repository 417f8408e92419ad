"""A project's events page by page, the latest first, without the ticks of the clock."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy
from sqlalchemy import ColumnElement, Engine, exists, select

from infra.db.engine import connected
from infra.db.portraits.tables import portraits
from infra.db.sight import within
from infra.db.tables import journal
from schemas.frame import TICKED, Frame, decoded
from schemas.office import Sight

PAGE: Final = 40
PUNCHES: Final = "attendance.punched"
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "money": ("bank.", "project.pay_sheet"),
    "site": ("project.",),
    "people": ("attendance.",),
    "leads": ("lead.",),
}
"""By group, how the kinds begin that belong to it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One frame, and the submission that brought it."""

    frame: Frame
    submission: int | None


class Happenings:
    """Reads the journal of projects in sight."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, project: str, sight: Sight, group: str = "", before: int | None = None) -> list[Happening]:
        """The events before a number, the latest first; none of a project that is not in sight."""
        seen = exists().where(portraits.c.project == project, within(portraits.c.region, sight))
        query = select(journal.c.body, journal.c.submission_id).where(journal.c.project == project, seen, _kinds(group))
        if before is not None:
            query = query.where(journal.c.seq < before)
        with connected(self._engine) as connection:
            rows = connection.execute(query.order_by(journal.c.seq.desc()).limit(PAGE)).all()
        return [Happening(decoded(row.body), row.submission_id) for row in rows]


def _kinds(group: str) -> ColumnElement[bool]:
    begins = KINDS.get(group)
    if begins is None:
        return journal.c.kind.not_in((TICKED, PUNCHES, "bank.feed_completed"))
    return sqlalchemy.or_(*(journal.c.kind.startswith(start, autoescape=True) for start in begins))

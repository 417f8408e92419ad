"""Searching the chronicle, and counting the look-ups of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Engine, Integer, and_, cast, extract, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from infra.db.chronicle.entry import Written
from infra.db.chronicle.seal import ABOUT as SEAL
from infra.db.chronicle.tables import chronicle
from infra.db.engine import connected
from infra.db.offices import Offices
from schemas.office import EVERYWHERE, Sight

PAGE: Final = 50
LOOKED_UP: Final = "looked_up"
_AFTER_TEXT: Final = "\U0010ffff"
"""Sorts after whatever a prefix may be followed by, in the collation C."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; empty is anything. `about` is a subject, or a kind of subjects such as `alert:`."""

    about: str = ""
    actor: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Look-ups of one office for one purpose: how many, by how many officers, of how many workers."""

    office: str
    purpose: str
    lookups: int
    officers: int
    workers: int


class Search:
    """Reads the chronicle within a sight: the entries of the offices that lie in it.

    What no office did (seals, photos that sites sent) is shown to whoever sees everything, seals to everybody.
    """

    def __init__(self, engine: Engine, sight: Sight) -> None:
        self._engine = engine
        offices = Offices(engine)
        seen = {office.code for office in offices.offices(sight)}
        everything = {office.code for office in offices.offices(Sight((EVERYWHERE,)))}
        self.offices: frozenset[str] | None = None if seen == everything else frozenset(seen)
        """The offices whose entries may be read; None where there are no others."""

    def entries(self, sought: Sought, before: int | None = None) -> list[Written]:
        """A page of entries, the newest first, that lie before entry `before`."""
        c = chronicle.c
        query = select(c.n, c.at, c.about, c.act, c.actor, c.office, c.day, c.body, c.sha256)
        query = query.where(self._seen(), *_conditions(sought)).order_by(c.n.desc()).limit(PAGE)
        if before is not None:
            query = query.where(c.n < before)
        with connected(self._engine) as connection:
            return [Written(*row) for row in connection.execute(query)]

    def lookups(self, year: int) -> list[Counted]:
        """The look-ups of workers in a year, by office and purpose."""
        c = chronicle.c
        purpose = cast(c.body, JSONB)["body"]["purpose"].astext
        counts = (func.count(), func.count(c.actor.distinct()), func.count(c.about.distinct()))
        days = c.day.between(date(year, 1, 1), date(year, 12, 31))
        query = (
            select(c.office, func.coalesce(purpose, ""), *counts)
            .where(self._seen(), c.act == LOOKED_UP, days)
            .group_by(c.office, purpose)
            .order_by(c.office, func.count().desc())
        )
        with connected(self._engine) as connection:
            return [Counted(*row) for row in connection.execute(query)]

    def years(self) -> list[int]:
        """The years of which there are look-ups, the latest first."""
        c = chronicle.c
        year = cast(extract("year", c.day), Integer)
        query = select(year).distinct().where(self._seen(), c.act == LOOKED_UP).order_by(year.desc())
        with connected(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def _seen(self) -> Any:
        if self.offices is None:
            return true()
        return chronicle.c.office.in_(_sorted(self.offices)) | (chronicle.c.about == SEAL)


def _conditions(sought: Sought) -> Iterable[Any]:
    c = chronicle.c
    if sought.about:
        rest = sought.about.partition(":")[2]
        yield c.about == sought.about if rest else _begins(sought.about)
    if sought.actor:
        yield c.actor == sought.actor
    if sought.act:
        yield c.act == sought.act
    if sought.since:
        yield c.day >= sought.since
    if sought.until:
        yield c.day <= sought.until


def _begins(kind: str) -> Any:
    """A range, so that the index serves it."""
    return and_(chronicle.c.about >= kind, chronicle.c.about < kind + _AFTER_TEXT)


def _sorted(codes: frozenset[str]) -> list[str]:
    return sorted(codes)

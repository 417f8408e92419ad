"""How many projects of a region have each safeguard in place, now and over time, and which banks are late."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import ColumnElement, func, select

from infra.db.portraits.tables import SAFEGUARDS, coverage_days, portraits
from infra.db.portraits.wanted import Wanted
from infra.db.sight import within
from schemas.office import Sight

ASKED: Final = ("in_place", "lacking", "unknown")
"""The states of those who must have the safeguard by now: what a percentage is a share of."""


@dataclass(slots=True)
class Coverage:
    """The projects of one region that are not completed, by safeguard and state; `whole` are those with all six."""

    projects: int = 0
    whole: int = 0
    states: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in SAFEGUARDS})

    def count(self, safeguard: str, state: str) -> int:
        """How many projects stand so."""
        return self.states[safeguard].get(state, 0)

    def asked(self, safeguard: str) -> int:
        """How many projects must have the safeguard by now, the unknown ones included."""
        return sum(self.count(safeguard, state) for state in ASKED)

    def percent(self, safeguard: str) -> float | None:
        """The share of those in place among those asked, in per cent; None where nobody is asked."""
        asked = self.asked(safeguard)
        return 100 * self.count(safeguard, "in_place") / asked if asked else None


@dataclass(frozen=True, slots=True)
class Point:
    """One safeguard on one day: how many must have it, and how many do."""

    day: date
    safeguard: str
    asked: int
    in_place: int
    unknown: int

    @property
    def percent(self) -> float | None:
        """The share in per cent."""
        return 100 * self.in_place / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Feed:
    """A bank, the day up to which it has delivered (None: never), and how many projects bank there."""

    bank: str
    complete_until: date | None
    projects: int


_GOING_ON: Final = portraits.c.course.not_in(("completed", "unregistered"))


def coverage(
    connection: sqlalchemy.Connection, conditions: Sequence[ColumnElement[bool]], digits: int
) -> dict[str, Coverage]:
    """The coverage by region, cut to its first digits."""
    place = func.left(portraits.c.region, digits)
    states = [portraits.c[name] for name in SAFEGUARDS]
    query = select(place, *states, func.count()).where(*conditions, _GOING_ON).group_by(place, *states)
    found: defaultdict[str, Coverage] = defaultdict(Coverage)
    for region, *stands, projects in connection.execute(query):
        mine = found[region]
        mine.projects += projects
        mine.whole += projects if all(state not in ("lacking", "unknown") for state in stands) else 0
        for name, state in zip(SAFEGUARDS, stands, strict=True):
            mine.states[name][state] = mine.count(name, state) + projects
    return dict(found)


def trend(connection: sqlalchemy.Connection, wanted: Wanted, sight: Sight, since: date) -> list[Point]:
    """The coverage of a region (`wanted.region`) on each day since, by day and safeguard."""
    days = coverage_days.c
    conditions = [within(days.region, sight), days.region == wanted.region, days.day >= since, days.safeguard != ""]
    conditions += [days.sector == wanted.sector] if wanted.sector else []
    conditions += [days.funding == wanted.funding] if wanted.funding else []
    sums = [func.coalesce(func.sum(days.projects).filter(days.state == state), 0) for state in ASKED]
    query = select(days.day, days.safeguard, *sums).where(*conditions).group_by(days.day, days.safeguard)
    rows = connection.execute(query.order_by(days.day))
    return [
        Point(day, name, int(there + lacking + unknown), int(there), int(unknown))
        for day, name, there, lacking, unknown in rows
    ]


def feeds(connection: sqlalchemy.Connection, conditions: Sequence[ColumnElement[bool]]) -> list[Feed]:
    """The banks of the projects, the one that lags most first."""
    counts: defaultdict[str, int] = defaultdict(int)
    until: dict[str, date | None] = {}
    query = select(portraits.c.banks, func.count()).where(*conditions, _GOING_ON).group_by(portraits.c.banks)
    for banks, projects in connection.execute(query):
        for bank, day in json.loads(banks).items():
            counts[bank] += projects
            told = date.fromisoformat(day) if day else None
            until[bank] = max(filter(None, (told, until.get(bank))), default=None)
    found = [Feed(bank, until[bank], projects) for bank, projects in counts.items()]
    return sorted(found, key=lambda feed: (feed.complete_until or date.min, feed.bank))

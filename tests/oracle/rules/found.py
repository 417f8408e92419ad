"""What a rule finds, and what rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from tests.oracle.days import Month
from tests.oracle.terms import Project

LEVELS = ("yellow", "orange", "red")


class Found(NamedTuple):
    """One thing that is wrong; `workers` is None where rules.md names none."""

    rule: str
    subject: str
    level: str
    workers: frozenset[str] | None = None


Rule = Callable[[Project], Iterator[Found]]


def highest(*levels: str) -> str:
    """“where several apply, the highest is given”."""
    return max(levels, key=LEVELS.index)


def all_months(p: Project) -> list[Month]:
    """Return every month in which anybody was present, was due or was paid something."""
    return sorted({*p.months_present(), *p.months_due(), *p.months_paid()})


def after_next(month: Month) -> date:
    """Return the first day of M+2."""
    return month.plus(2).day(1)

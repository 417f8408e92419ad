"""A project at a glance: what the list of projects, the district's coverage and the index of workers need."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.portrait.safeguards import Standing
from monitors.portrait.six import six
from monitors.terms import Terms
from monitors.terms.site import Site
from schemas.finding import Finding


class Course(enum.StrEnum):
    """How far a project has come."""

    UNREGISTERED = "unregistered"
    PLANNED = "planned"
    BUILDING = "building"
    SUSPENDED = "suspended"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One project at the end of a day.

    `banks` says of each bank that holds an open account of the project up to which day it has delivered; `on_site`
    counts those enrolled and not exited.
    """

    project: str
    as_of: date
    course: Course
    registration: dict[str, Any]
    standings: tuple[Standing, ...]
    banks: dict[str, date | None]
    on_site: int

    @property
    def region(self) -> str:
        """The region code, empty where the project is not registered."""
        return str(self.registration.get("region_code", ""))


def glimpse(ledger: Ledger, as_of: date, policy: Policy, findings: Iterable[Finding]) -> Glimpse:
    """The project at a glance; `findings` are what the rules find in it on that day."""
    terms = Terms(ledger, as_of, policy)
    seen = glimpse_of(terms, findings)
    terms.rest()
    return seen


def glimpse_of(terms: Terms, findings: Iterable[Finding]) -> Glimpse:
    """The glimpse of terms that are being used for more than that."""
    accounts, roster = terms.accounts, terms.roster
    banks = {account.bank for account in accounts.all.values() if account.is_open}
    return Glimpse(
        terms.ledger.project,
        terms.as_of,
        course_of(terms.site, terms.as_of),
        terms.site.registration,
        six(terms, findings),
        {bank: accounts.complete_until(bank) for bank in sorted(banks)},
        sum(1 for worker in roster.workers if roster.enrolment(worker) and not roster.exit(worker)),
    )


def course_of(site: Site, as_of: date) -> Course:
    """How far the project has come."""
    if not site.registration:
        return Course.UNREGISTERED
    if site.is_completed:
        return Course.COMPLETED
    if site.started is None:
        return Course.PLANNED
    return Course.SUSPENDED if site.was_suspended(as_of) else Course.BUILDING


def workers_of(ledger: Ledger) -> set[str]:
    """Everyone who was ever enrolled in a project, seen on it, put on a sheet or paid."""
    seen = set(ledger.things("enrolment"))
    for month in filter(None, map(ledger.month, ledger.month_names())):
        seen.update(month.workers())
    ledger.rest()
    return seen

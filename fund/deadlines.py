"""Until when each step of a case is in time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fund.case import FundCase, State
from fund.explanation import Text
from fund.parameters import PARAMETERS
from fund.terms import FundTerms, Given
from schemas.measures import WorkingCalendar

LIMITS: Final[Mapping[State, str]] = {
    State.DRAFT: "draft_wd",
    State.CHECK: "check_wd",
    State.SECTOR: "sector_wd",
    State.FINANCE: "finance_wd",
    State.APPROVAL: "approval_wd",
    State.APPROVED: "prepare_wd",
    State.PREPARED: "release_wd",
    State.ORDERED: "bank_wd",
}
"""What limits each state; recovery has the claims' own days."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A limit that runs or has run: what it waits for, since when, until when, and when that came."""

    text: Text
    given: Given
    since: date
    until: date
    met_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether it ended without what it waits for, or what it waited for came too late."""
        return (self.met_on or today) > self.until


def due_on(state: State, region: str, day: date, terms: FundTerms, calendar: WorkingCalendar) -> date | None:
    """The last day of a state that begins on a day; None where nothing limits it."""
    name = LIMITS.get(state)
    return None if name is None else _timer(name, region, day, terms, calendar).until


def timers(case: FundCase, terms: FundTerms, calendar: WorkingCalendar) -> tuple[Timer, ...]:
    """The limits that a case runs against: of its state, and of the bond."""
    return tuple(_timers(case, terms, calendar))


def _timers(case: FundCase, terms: FundTerms, calendar: WorkingCalendar) -> Iterator[Timer]:
    name = LIMITS.get(case.state)
    if name is not None:
        yield _timer(name, case.region, case.state_since, terms, calendar)
    if case.bond is not None:
        bond = case.bond
        yield _timer("bond_pay_wd", case.region, bond.noticed_on, terms, calendar, bond.paid_on)
        if bond.paid_on is not None:
            yield _timer("bond_topup_wd", case.region, bond.paid_on, terms, calendar, bond.topped_up_on)


def _timer(  # noqa: PLR0913, PLR0917 (what a timer consists of)
    name: str,
    region: str,
    since: date,
    terms: FundTerms,
    calendar: WorkingCalendar,
    met_on: date | None = None,
) -> Timer:
    given = terms.in_force(name, region, since)
    assert isinstance(given.value, int)
    return Timer(PARAMETERS[name].text, given, since, calendar.working_days_after(since, given.value), met_on)

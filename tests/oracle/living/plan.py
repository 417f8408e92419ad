"""The constants of one project, and how it emits what happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from tests.oracle.days import Month, is_working_day, month_of, plus_days, plus_working_days
from tests.oracle.living.drafting import BANK, SITE, Event, draft, instant, make_uscc

TIMED = {"attendance.punched", "bank.account_credited", "bank.account_debited", "project.registered"}
"""What counts by `time` (or with it); the rest may be reported sooner or later than its own date says."""


@dataclass
class Worker:
    """One person on the site."""

    ident: str
    employer: str
    role: str
    basis: str | None
    rate: int
    enrolled_on: date
    contract: bool = True
    exited_on: date | None = None
    days: set[date] = field(default_factory=set)


class Plan:
    """What one project is to be; events are added in the order in which they happen to be thought of."""

    def __init__(self, rng: Random, ident: str, first: date, months: int, region: str, troubles: set[str]) -> None:
        """Choose the project's constants."""
        self.rng, self.ident, self.region, self.troubles = rng, ident, region, troubles
        self.events: list[Event] = []
        self.boundaries: dict[str, list[date]] = {}
        self.transactions: dict[str, int] = {}
        self.sloppy = rng.choice((0, 0, 0.1, 0.4))
        self.signed_on = first
        late_account = troubles & {"account_never", "account_late"}
        self.started_on = plus_days(first, rng.choice((45, 70, 10) if late_account else (0, 3, 10, 20, 32, 45)))
        self.months = [month_of(self.started_on).plus(index) for index in range(months)]
        self.end = self.months[-1].plus(1).day(31)
        self.pay_day = rng.choice((1, 5, 10, 10, 15, 15, 20, 25, 28, 30, 31))
        self.same_month = rng.random() < 0.12
        if self.same_month:
            self.pay_day = rng.choice((15, 20, 25, 28, 31))
        self.employers = [make_uscc(f"{region[:4]}00", f"MA{number}KJ5NB0") for number in range(1, 4)]
        self.amount = rng.choice((290_000_000, 299_999_999, 300_000_000, 500_000_000, 800_000_000))
        self.cycle_fen = rng.choice((None, None, 0, 1_000_000, 2_000_000))
        self.cycle_months = rng.choice((None, None, None, 1, 2))
        self.account, self.bank = "A1", rng.choice(("102", "103", "104"))
        self.workers: list[Worker] = []
        self.completed_on: date | None = None

    def has(self, trouble: str, probability: float = 1.0) -> bool:
        """Tell whether the project has this trouble (now)."""
        return trouble in self.troubles and self.rng.random() < probability

    def emit(self, kind: str, day: date, data: dict[str, Any], hour: int | None = None) -> Event:
        """Add an event that happens on a day."""
        rng = self.rng
        source = BANK if kind.startswith("bank.") else SITE
        hour = rng.choice((0, 8, 9, 10, 14, 15, 16, 17, 23)) if hour is None else hour
        if kind not in TIMED and rng.random() < self.sloppy:
            day = plus_days(day, rng.choice((-12, -3, -1, 0, 0, 1, 2, 5, 12)))
        at = instant(day, hour, rng.choice((0, 0, 30, 59)))
        event = draft(rng, kind, self.ident, source, at, data)
        self.events.append(event)
        return event

    def mind(self, topic: str, *days: date) -> None:
        """Remember days on which something may change, by what they are about."""
        self.boundaries.setdefault(f"{self.ident} {topic}", []).extend(days)

    def due_date(self, month: Month) -> date:
        """Return the day by which the wages of a month are due."""
        day = (month if self.same_month else month.plus(1)).day(self.pay_day)
        return day if is_working_day(day) else plus_working_days(day, -1)

    def some_day(self) -> date:
        """Return a random day of the project's life."""
        return plus_days(self.started_on, self.rng.randint(0, max(1, (self.end - self.started_on).days)))

"""Limits of the law and of practice, and the days on which they end: each with its unit, its source and its mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.measures import Mark, Unit, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take. `name` is what must have happened by then; texts are (中文, English)."""

    name: str
    text: tuple[str, str]
    count: int
    unit: Unit
    source: str
    mark: Mark

    def until(self, day: date, calendar: WorkingCalendar) -> date:
        """The last day of the limit that began to run on `day`; that day itself does not count."""
        if self.unit is Unit.WORKING_DAYS:
            return calendar.working_days_after(day, self.count)
        return day + timedelta(self.count)

    def of(self, counts: Mapping[str, int]) -> "Limit":
        """This limit with the count that an office has set for it, if it has."""
        count = counts.get(self.name, self.count)
        return Limit(self.name, self.text, count, self.unit, self.source, self.mark)


@dataclass(frozen=True, slots=True)
class Timer:
    """A limit that runs: since when, until when, and the day on which it was met, if it was."""

    limit: Limit
    since: date
    until: date
    met_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether what it waits for has not happened."""
        return self.met_on is None

    def is_overdue(self, today: date) -> bool:
        """Whether it ended without what it waits for, or what it waited for came too late."""
        return (self.met_on or today) > self.until

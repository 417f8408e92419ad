"""A shape says how big a county is and which days it covers; with a seed it settles everything else."""

from dataclasses import dataclass
from datetime import date

from streams.county import days


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a county.

    `workers` are per project, on average; `months` are the pay months from the one of `begins_on`;
    `offences` of different kinds are put in, each into a project of its own.
    """

    projects: int = 20
    workers: int = 100
    months: int = 4
    begins_on: date = date(2026, 1, 5)
    offences: int = 14

    @property
    def as_of(self) -> date:
        """The day after the 15th that follows the last pay month: most wages of that month were due by then."""
        return days.same_day_after(self.begins_on.replace(day=1), self.months).replace(day=16)

    @property
    def last_month(self) -> str:
        """The last whole pay month, YYYY-MM."""
        return days.month_before(days.month_of(self.as_of))

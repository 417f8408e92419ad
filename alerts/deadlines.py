"""Until when what an alert's state asks for is in time."""

from dataclasses import dataclass
from datetime import date

from alerts.limits import Limits, Span
from alerts.work import Work
from schemas.measures import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Timetable:
    """Computes deadlines from the limits and the official calendar."""

    limits: Limits
    calendar: WorkingCalendar

    def until(self, span: Span, work: Work, day: date) -> date:
        """The last day of a limit of this alert that begins to run on `day`."""
        limit = self.limits.in_force(span, work.level, work.region, day)
        return max(day, limit.until(day, self.calendar))

    def extended(self, work: Work, day: date) -> date:
        """Until when an extended investigation may last: both limits from the day on which it began."""
        began_on = work.state_since
        spans = (self.limits.in_force(span, work.level, work.region, day) for span in (Span.INVESTIGATE, Span.EXTEND))
        until = began_on
        for limit in spans:
            until = limit.until(until, self.calendar)
        return until

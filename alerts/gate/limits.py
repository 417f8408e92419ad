"""The gate's own figures: until when to decide, and above which sum a second person must agree. Ours, and settable.

No instrument sets them: 人社部发〔2020〕93号 names no days for the review, and no sum. They are published like the
deadlines of the work on alerts.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

from alerts.limits import Limits, Span
from alerts.timers import Limit
from schemas.finding import Level


@dataclass(frozen=True, slots=True)
class GateFigures:
    """The figures in force in a region on a day, each with its source. `second` counts fen."""

    decide: Limit
    climb: Limit
    second: Limit

    @classmethod
    @lru_cache(maxsize=1_024)
    def of(cls, limits: Limits, region: str, day: date) -> Self:
        """Those there and then; no alert's level has a say in them."""
        spans = (Span.GATE_DECIDE, Span.GATE_CLIMB, Span.GATE_SECOND)
        return cls(*(limits.in_force(span, Level.RED, region, day) for span in spans))

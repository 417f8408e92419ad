"""The only place that knows what time it is; everything else is told."""

import time
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, in Asia/Shanghai."""
    return datetime.now(SHANGHAI)  # noqa: TID251 (this is the place)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().date()


def elapsed() -> float:
    """Seconds since some fixed instant; never goes back, and is good for differences only."""
    return time.monotonic()

"""The clock: each day begins in the journal, shortly after midnight in Asia/Shanghai, as a tick for every project."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Final, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from infra.clock import SHANGHAI, now, today
from infra.db.engine import UnreachableError

_EVERY_MINUTE: Final = "* * * * *"
log = logging.getLogger(__name__)


class Ticks(Protocol):
    """Where ticks are written; safe to call from several schedulers at once."""

    def tick_to(self, day: date) -> list[date]:
        """Write the ticks of every missing day up to `day`, in order; return those days."""


class Clock:
    """Brings the journal to the present day: at once, and from then on within a minute of each midnight.

    Every minute it looks whether a day is missing, so that neither downtime, a suspended machine nor a database that
    was away costs a day. However many clocks run, each day is written once.
    """

    def __init__(self, ticks: Ticks, *, day: Callable[[], date] = today) -> None:
        self._ticks = ticks
        self._day = day
        self._away = False

    def catch_up(self) -> list[date]:
        """Write the days that are missing; none while the database is away."""
        try:
            days = self._ticks.tick_to(self._day())
        except UnreachableError as error:
            if not self._away:
                log.warning("waiting: %s", error)
            self._away = True
            return []
        self._away = False
        if days:
            log.info("%s began%s", days[-1], f", after {len(days) - 1} days that were missed" if days[1:] else "")
        return days

    def run(self, stop: threading.Event, *, first: Callable[[], datetime] = now) -> None:
        """Keep the time until told to stop."""
        scheduler = BackgroundScheduler(timezone=SHANGHAI)
        scheduler.add_job(
            self.catch_up,
            CronTrigger.from_crontab(_EVERY_MINUTE, timezone=SHANGHAI),
            next_run_time=first(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        try:
            stop.wait()
        finally:
            scheduler.shutdown(wait=True)

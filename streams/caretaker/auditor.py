"""The auditor: looks whether every escalation that was due has happened, and raises its own alarm if not.

It runs in another process than the caretaker, shares none of its code and trusts nothing but the rows: a deadline that
lies before today and still stands is an escalation that did not happen.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from infra.clock import elapsed
from infra.db.beats import Beats
from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError, engine_of
from infra.db.works.escalating import Audit, Overdue
from infra.settings import Settings
from streams.backoff import Backoff

_EVERY_S: Final = 5.0
TOLERANCE_S: Final = 300.0
"""So long may pass from the beginning of a day until it is judged and what is due on it has escalated."""

log: Final = logging.getLogger("wagewatch.auditor")


class Rows(Protocol):
    """What the auditor sees, and where it raises the alarm."""

    def overdue(self, day: date) -> list[Overdue]:
        """Every deadline before the day that has done nothing."""

    def waiting_news(self) -> int | None:
        """The oldest change of an alert that no work knows of."""

    def alarm(self, missed: Sequence[Overdue], day: date) -> list[int]:
        """Raise the alarm, once per deadline; the numbers of the alerts."""


class Auditor:
    """Remembers since when it has seen each thing overdue; alarms about what stays so beyond the tolerance."""

    def __init__(self, rows: Rows, *, tolerance_s: float = TOLERANCE_S) -> None:
        self._rows = rows
        self._tolerance_s = tolerance_s
        self._since_s: dict[Overdue | int, float] = {}

    def look(self, day: date, now_s: float) -> dict[str, int]:
        """One look; return how many deadlines are overdue, missed beyond the tolerance, and whether news are stuck."""
        overdue, news = self._rows.overdue(day), self._rows.waiting_news()
        seen: list[Overdue | int] = [*overdue, *([] if news is None else [news])]
        self._since_s = {what: self._since_s.get(what, now_s) for what in seen}
        late = [what for what in seen if now_s - self._since_s[what] >= self._tolerance_s]
        missed = [what for what in late if isinstance(what, Overdue)]
        for number in self._rows.alarm(missed, day) if missed else ():
            log.error("alert %d: its deadline passed and it has not escalated", number)
        stuck = len(late) - len(missed)
        if stuck:
            log.error("changes of alerts have waited for %.0f s to be admitted", self._tolerance_s)
        return {"overdue": len(overdue), "missed": len(missed), "stuck_news": stuck}


class Auditing:
    """Runs an auditor, with a sign of life at every look."""

    def __init__(self, settings: Settings, *, tolerance_s: float = TOLERANCE_S) -> None:
        self._settings = settings
        self._tolerance_s = tolerance_s

    def run(self, stop: threading.Event) -> None:
        """Look every few seconds until told to stop; a database that is away is waited for."""
        engine = engine_of(self._settings.database, connections=1)
        auditor, clock, beats = Auditor(Audit(engine), tolerance_s=self._tolerance_s), ClockStore(engine), Beats(engine)
        backoff = Backoff(log, stop)
        while not stop.is_set():
            try:
                day = clock.today()
                beats.beat("auditor", {} if day is None else auditor.look(day, elapsed()))
                backoff.well()
                stop.wait(_EVERY_S)
            except UnreachableError as error:
                backoff.wait(str(error))
            except Exception:  # it runs beside the relay, which must not end with it; its silence shows in `status`
                log.exception("the auditor failed")
                backoff.wait("the auditor failed")
        engine.dispose()

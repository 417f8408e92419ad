"""Keeps the portraits up with the ledgers: a few at a time, each from its ledger alone.

What the rules find is taken from the alerts that stand, not judged again. A portrait costs a millisecond or two beside
reading the ledger, and one batch of ledgers is all that is ever in memory.
"""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Engine

from infra import clock
from infra.db.ledgers import LedgerStore, LoadedLedger
from infra.db.portraits import Made, Refreshing
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.portrait import glimpse
from monitors.portrait.glimpse import workers_of
from streams.caretaker.coverage import catch_up

BATCH: Final = 20
AT_ONCE: Final = 1_000
"""Projects in one call; the next call goes on."""
PAUSE: Final = timedelta(seconds=20)
"""So long a portrait stands, however often its ledger moves on."""


def refresh(engine: Engine, policy: Policy, day: date, *, pause: timedelta = PAUSE) -> int:
    """Make the portraits of projects whose ledger has moved on, and the day's coverage; return how many were made.

    Where none was to be made, the coverage of past weeks is caught up with; then the number of days is returned.

    Raises:
        UnreachableError: the database went away; what was made before stays, the next call goes on.
    """
    refreshing, ledgers = Refreshing(engine), LedgerStore(engine)
    made = 0
    while made < AT_ONCE:
        at = clock.now()
        stale = refreshing.stale(at - pause, BATCH)
        loaded = ledgers.load(stale)
        refreshing.write([_made(project, loaded[project], policy, day) for project in stale], at)
        made += len(stale)
        if len(stale) < BATCH:
            break
    if made:
        refreshing.count(day)
        return made
    return catch_up(engine, policy, day)


def _made(project: str, loaded: LoadedLedger, policy: Policy, day: date) -> Made:
    """The portrait on the day for which the alerts are right, or on `day` before anything was judged."""
    ledger = Ledger.restored(project, loaded.state, loaded.months)
    seen = glimpse(ledger, loaded.as_of or day, policy, loaded.open_findings.values())
    return Made(seen, loaded.version, frozenset(workers_of(ledger)), len(loaded.open_findings))

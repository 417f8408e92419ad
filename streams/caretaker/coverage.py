"""The trend's past: weeks of which nobody wrote the coverage down are played again from the journal, as known then.

Done where there are few projects only: elsewhere the trend begins on the day on which the offices begin to work.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Engine

from infra.db.journal import Journal
from infra.db.portraits import Refreshing
from infra.db.portraits.refreshing import LEVELS, Place
from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.portrait import Course, glimpse
from schemas.frame import TICKED, Frame, decoded

MOST: Final = 100
"""Projects; each costs folding its whole journal once, and judging it once a week."""
WEEKS: Final = 26
_PAGE: Final = 1_000
_LEFT_OUT: Final = (Course.UNREGISTERED, Course.COMPLETED)


def catch_up(engine: Engine, policy: Policy, today: date) -> int:
    """Write the coverage of the past weeks that are missing; return how many days that were, 0 when none is."""
    refreshing, journal = Refreshing(engine), Journal(engine)
    missing = refreshing.missing([today - timedelta(weeks=week) for week in range(1, WEEKS + 1)])
    projects = refreshing.projects(MOST + 1) if missing else []
    if not missing or len(projects) > MOST:
        return 0
    counts: dict[date, Counter[Place]] = {day: Counter() for day in missing}
    for project in projects:
        for day, places in _stood(_frames(journal, project), project, policy, set(missing)):
            counts[day].update(places)
    refreshing.keep(counts)
    return len(missing)


def _stood(
    frames: Iterator[Frame], project: str, policy: Policy, days: set[date]
) -> Iterator[tuple[date, list[Place]]]:
    """How the project stood at the end of each of the days: right before the tick of the day after."""
    ledger = Ledger.new(project)
    for frame in frames:
        ended = frame.on - timedelta(1)
        if frame.kind == TICKED and ended in days:
            yield ended, _places(ledger, ended, policy)
        ledger.apply(frame)


def _places(ledger: Ledger, day: date, policy: Policy) -> list[Place]:
    seen = glimpse(ledger, day, policy, evaluate(ledger, day, policy).findings)
    if seen.course in _LEFT_OUT:
        return []
    told = seen.registration
    regions = [seen.region[:digits] for digits in LEVELS if digits <= len(seen.region)]
    return [
        (region, told["sector"], told["funding"], standing.safeguard.value, standing.state.value)
        for region in regions
        for standing in seen.standings
    ]


def _frames(journal: Journal, project: str) -> Iterator[Frame]:
    after = 0
    while page := journal.frames(project, after, _PAGE):
        yield from map(decoded, page)
        after += len(page)

"""The daily digest of each office, and reminders of what nobody has answered."""

from datetime import date

from sqlalchemy import Engine

from alerts.notices import Notice, Reason
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.notices.posting import post
from infra.db.notices.repeating import repeats
from infra.db.notices.summary import Summary, summaries
from monitors.calendar import working_days_before

__all__ = ["Reminders", "digests", "repeats"]


def digests(engine: Engine, day: date) -> int:
    """Post each office's digest of the day, once however often it is asked; return how many were new.

    It covers what happened since the last working day before, so that a Monday's tells of the weekend, and what is
    due and overdue on the day. Contact points get it as they wish: never, on working days, every day.
    """
    since = working_days_before(day, 1)
    with connected(engine) as connection:
        waiting = summaries(connection, since, day)
        head = head_text(engine) if waiting else ""
        return post(connection, [digest(summary, since, day, head) for summary in waiting])


class Reminders:
    """`repeats`, looked for once a day by each process: looking again the same day finds nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._done_on: date | None = None

    def remind(self, day: date) -> int:
        """Remind of what is due for it; return how many notices that made."""
        if day == self._done_on:
            return 0
        count = repeats(self._engine, day)
        self._done_on = day
        return count


def head_text(engine: Engine) -> str:
    """The head of the chronicle, as `wagewatch audit verify --head` takes it; empty before the first entry.

    Whoever keeps the digest can later show that nothing before it was changed or cut off.
    """
    n, sha256 = ChronicleStore(engine).head()
    return f"{n}:{sha256}" if sha256 else ""


def digest(summary: Summary, since: date, day: date, head: str = "") -> Notice:
    """An office's digest as a notice, with the head of the chronicle."""
    facts = {"since": since.isoformat(), **summary.figures, "items": [dict(item) for item in summary.urgent]}
    if head:
        facts["head"] = head
    return Notice(f"office:{summary.office}", summary.office, Reason.DIGEST, day, day.isoformat(), facts=facts)

"""A hand-off as it stands, the documents it lacks, and the timers of its kind."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from alerts.handoffs.kinds import Document, Kind, Owed, Stage
from alerts.handoffs.registry import KINDS
from alerts.timers import Timer
from schemas.measures import WorkingCalendar


class HandoffState(enum.StrEnum):
    """Where a hand-off stands."""

    PREPARED = "prepared"
    SENT = "sent"
    RECEIVED = "received"
    DECIDED = "decided"
    RETURNED = "returned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Handoff:
    """One hand-off of one alert. `had` names the documents that are there, with what proves it."""

    kind: Kind
    office: str
    region: str
    recipient: str
    prepared_on: date
    state: HandoffState = HandoffState.PREPARED
    dates: Mapping[Stage, date] = field(default_factory=dict)
    had: Mapping[str, str] = field(default_factory=dict)
    document_no: str = ""
    reply_no: str = ""
    result: str = ""
    reason: str = ""
    returned_on: date | None = None
    closed_on: date | None = None


def prepared(kind: Kind, office: str, region: str, recipient: str, day: date) -> Handoff:
    """A new hand-off; what the system makes by itself is there from the beginning."""
    had = {document.key: "system" for document in KINDS[kind].documents if document.owed_by is Owed.SYSTEM}
    return Handoff(kind, office, region, recipient, day, had=had)


def missing_documents(handoff: Handoff) -> tuple[Document, ...]:
    """The documents that are not there, essential ones first."""
    missing = [document for document in KINDS[handoff.kind].documents if not handoff.had.get(document.key)]
    return tuple(sorted(missing, key=lambda document: not document.essential))


def timers(handoff: Handoff, calendar: WorkingCalendar) -> Iterator[Timer]:
    """Every limit that has begun to run since it was last sent."""
    for running in KINDS[handoff.kind].running:
        since = handoff.dates.get(running.start)
        if since is not None:
            met = handoff.dates.get(running.end) or handoff.dates.get(Stage.DECIDED)
            ended = met or handoff.returned_on or handoff.closed_on
            yield Timer(running.limit, since, running.limit.until(since, calendar), ended)


def due_on(handoff: Handoff, calendar: WorkingCalendar) -> date | None:
    """The next day by which the other side must have done something; None where no limit runs."""
    return min((timer.until for timer in timers(handoff, calendar) if timer.is_open), default=None)

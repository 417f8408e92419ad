"""A trial as it is asked for and as it stands, and the rows that it is kept in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec

from alerts.differences import Change
from infra import clock
from monitors.whatif import Hypothesis
from schemas.office import Officer, Sight

WAITING, RUNNING, DONE, CANCELLED, FAILED = "waiting", "running", "done", "cancelled", "failed"
_HYPOTHESIS: Final = msgspec.json.Decoder(Hypothesis)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be tried, over which projects and days. `region` is a prefix within the asker's sight."""

    title: str
    hypothesis: Hypothesis
    region: str
    from_day: date
    until_day: date
    project: str | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A trial. `done` of `total` project-days are judged."""

    id: int
    question: Question
    office: str
    asked_by: str
    asked_at: datetime
    sight: Sight
    state: str
    done: int
    total: int
    error: str | None
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in (DONE, CANCELLED, FAILED)

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return 1.0 if self.state == DONE else self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Busy:
    """The office has a trial that is not over."""

    id: int


@dataclass(frozen=True, slots=True)
class Place:
    """A project of a trial."""

    project: str
    region: str
    name: str


def values_of(question: Question, officer: Officer) -> dict[str, Any]:
    """The row of a trial that is asked for."""
    return {
        "title": question.title,
        "office": officer.office,
        "asked_by": officer.id,
        "asked_at": clock.now(),
        "sight": msgspec.json.encode(officer.sight.regions).decode(),
        "region": question.region,
        "project": question.project,
        "from_day": question.from_day,
        "until_day": question.until_day,
        "hypothesis": msgspec.json.encode(question.hypothesis).decode(),
        "state": WAITING,
        "done": 0,
        "total": 0,
    }


def whatif_of(row: Any) -> WhatIf:
    """The trial of a row."""
    hypothesis = _HYPOTHESIS.decode(row.hypothesis)
    question = Question(row.title, hypothesis, row.region, row.from_day, row.until_day, row.project)
    sight = Sight(tuple(msgspec.json.decode(row.sight)))
    told = (row.asked_by, row.asked_at, sight, row.state, row.done, row.total, row.error, row.ended_at)
    return WhatIf(row.id, question, row.office, *told)


def row_of(number: int, n: int, place: Place, change: Change) -> dict[str, Any]:
    """The row of what differs in a project, the nth of it."""
    before, after = change.before, change.after
    return {
        "whatif_id": number,
        "project": place.project,
        "n": n,
        "kind": change.kind.value,
        "rule": change.key.rule,
        "subject": change.key.subject,
        "region": place.region,
        "level": change.level.value,
        "days": change.days,
        "before_first": before and before.first,
        "before_last": before and before.last,
        "before_level": before and before.level.value,
        "after_first": after and after.first,
        "after_last": after and after.last,
        "after_level": after and after.level.value,
        "workers": max((episode.workers for episode in (before, after) if episode), default=0),
    }

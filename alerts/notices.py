"""Whether the offices are told of an alert, and why, or why not.

Nothing here sends anything: a decision is a value, and what was told before is one of its arguments. The decision
goes by what stands now and not by the path to it, so that a repeated question is answered `Quiet`.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import msgspec

from schemas.finding import Level


class Reason(enum.StrEnum):
    """Why somebody is told."""

    FIRST = "first"
    WORSE = "worse"
    REPEAT = "repeat"
    RETURNED = "returned"
    CURED = "cured"
    CLOSED = "closed"
    """An officer closed it."""
    DUE = "due"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    UNESCALATED = "unescalated"
    """The auditor's: an escalation was due and did not happen."""
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    WAIVER_PROPOSED = "waiver_proposed"
    WAIVED = "waived"
    WAIVER_ENDED = "waiver_ended"
    EXTENSION_PROPOSED = "extension_proposed"
    LEAD_RECEIVED = "lead_received"
    LEAD_DUE = "lead_due"
    HAND_OFF_DUE = "hand_off_due"
    FUND_STEP = "fund_step"
    """A case of the emergency wage fund waits for its next step, or ended."""
    FUND_DUE = "fund_due"
    FUND_OVERDUE = "fund_overdue"
    """A limit of such a case is past: its own office and those above are told, one after the other."""
    FUND_RETURNED = "fund_returned"
    """The bank sent an advance back."""
    FUND_PROPOSED = "fund_proposed"
    """Something about a fund itself waits for a second person: told to each who may decide it."""
    RESTRICTION_ASKED = "restriction_asked"
    """A bank holds an order against a protected account until somebody has reviewed it."""
    RESTRICTION_PROPOSED = "restriction_proposed"
    RESTRICTION_EXECUTED = "restriction_executed"
    """It was executed without waiting for the review, or against an objection."""
    ANSWERED = "answered"
    DIGEST = "digest"
    UNDELIVERABLE = "undeliverable"
    TEST = "test"


class Why(enum.StrEnum):
    """Why nobody is told."""

    MUTED_BY_PARENT = "muted_by_parent"
    WAIVED = "waived"
    UNCHANGED = "unchanged"
    BETTER = "better"
    ALREADY_TOLD = "already_told"
    NEVER_TOLD = "never_told"


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was told of one alert so far: the level and the day of the last telling, and what is told only once.

    `worst` is the gravest level told since it began, `standing` is False once its end was told, `marks` is sorted.
    It is kept with the alert as JSON.
    """

    level: Level | None = None
    worst: Level | None = None
    on: date | None = None
    standing: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stands:
    """How an alert stands. `answered`: somebody has taken it on, so it is not repeated."""

    level: Level
    present: bool = True
    answered: bool = False
    muted_by: str | None = None
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one office (or one officer of it) is told.

    `about` is "alert:17", "case:4", "lead:L1", "office:520103" …; `mark` tells it from an earlier one for the same
    reason about the same thing (the alert's version, the deadline): the same (about, reason, mark, office, officer) is
    posted once. `facts` are what `alerts.wording` reads: rule, project, project_name, subject, level, since, workers,
    amount_fen, due_on, region, by, why.
    """

    about: str
    office: str
    reason: Reason
    day: date
    mark: str = ""
    officer: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell them, for this reason. `told` is what has been told then, `extra` what the reason adds to the facts."""

    reason: Reason
    told: Told
    extra: Mapping[str, Any] = field(default_factory=dict)

    def notice(  # noqa: PLR0913 (what a notice consists of)
        self, about: str, office: str, day: date, *, mark: str, facts: Mapping[str, Any], officer: str | None = None
    ) -> Notice:
        """The notice to one office or officer."""
        return Notice(about, office, self.reason, day, mark, officer, {**facts, **self.extra})


@dataclass(frozen=True, slots=True)
class Quiet:
    """Tell nobody, for this reason. `told` is what to remember all the same."""

    why: Why
    told: Told


Decision = Tell | Quiet


@dataclass(frozen=True, slots=True)
class Repeat:
    """After how many working days an alert that nobody answers is told again; `passed` are those since it was told."""

    after_days: int
    passed: int

    @classmethod
    def never(cls) -> Self:
        """Nothing is repeated."""
        return cls(0, 0)

    @property
    def is_due(self) -> bool:
        """Whether it is time."""
        return 0 < self.after_days <= self.passed


def decide(now: Stands, told: Told, day: date, repeat: Repeat) -> Decision:
    """Whether the alert as it stands is news to those who were told `told`."""
    if now.muted_by is not None:
        return Quiet(Why.MUTED_BY_PARENT, told)
    if not now.present:
        return _of_absent(told, day)
    return Quiet(Why.WAIVED, told) if now.waived else _of_present(now, told, day, repeat)


def once(reason: Reason, mark: str, now: Stands, told: Told, *, to_person: bool = False) -> Decision:
    """Whether to tell something that is told once per mark, such as one deadline missed or one step of escalation.

    What a person did to another (`to_person`: assigned, handed over, asked to confirm) is told even of what is muted.
    """
    text = f"{reason}:{mark}"
    if text in told.marks:
        return Quiet(Why.ALREADY_TOLD, told)
    if now.muted_by is not None and not to_person:
        return Quiet(Why.MUTED_BY_PARENT, told)
    if now.waived and not to_person:
        return Quiet(Why.WAIVED, told)
    return Tell(reason, msgspec.structs.replace(told, marks=tuple(sorted({*told.marks, text}))))


def _of_present(now: Stands, told: Told, day: date, repeat: Repeat) -> Decision:
    after = msgspec.structs.replace(told, level=now.level, worst=_worst(now.level, told), on=day, standing=True)
    if told.level is None:
        return Tell(Reason.FIRST, after)
    if not told.standing:
        return Tell(Reason.RETURNED, after)
    if now.level.rank > told.level.rank:
        return Tell(Reason.WORSE, after, {"was": told.level.value})
    if not now.answered and repeat.is_due:
        return Tell(Reason.REPEAT, after, {"after_days": repeat.passed})
    if now.level.rank < told.level.rank:
        return Quiet(Why.BETTER, msgspec.structs.replace(told, level=now.level))
    return Quiet(Why.UNCHANGED, told)


def _of_absent(told: Told, day: date) -> Decision:
    if told.level is None:
        return Quiet(Why.NEVER_TOLD, told)
    if not told.standing:
        return Quiet(Why.ALREADY_TOLD, told)
    after = msgspec.structs.replace(told, on=day, standing=False)
    return Tell(Reason.CURED, after, {"worst": (told.worst or told.level).value})


def _worst(level: Level, told: Told) -> Level:
    """The gravest of the levels told in this spell."""
    before = told.worst if told.standing else None
    return level if before is None else max(level, before, key=lambda one: one.rank)

"""The work on an alert: its state, whose it is, until when, and everything that may happen to it.

An alert is worked under one number for ever: what returns after it was closed is the same work again.
"""

import enum
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alerts.notices import Told
from alerts.scope import Scope, amount_fen
from schemas.finding import Finding, Key, Level


class State(enum.StrEnum):
    """How far the work is. Every state but the last has a deadline."""

    OPEN = "open"
    """待签收: nobody has answered yet."""
    ACKNOWLEDGED = "acknowledged"
    """已签收."""
    INVESTIGATING = "investigating"
    """调查中."""
    RECTIFICATION_ORDERED = "rectification_ordered"
    """责令限期改正, with a day until which it is to be put right."""
    DECIDED = "decided"
    """行政处理决定."""
    WAIVED = "waived"
    """豁免, until a day and within a scope."""
    CLOSED = "closed"
    """已办结."""


class Outcome(enum.StrEnum):
    """How a closed alert ended."""

    CURED = "cured"
    """已整改: what was found is gone."""
    UNFOUNDED = "unfounded"
    """不成立, for a reason that is stated."""
    REFERRED = "referred"
    """已移送 to somebody who is responsible."""


class Act(enum.StrEnum):
    """What happened to an alert: the `act` of its entry in the chronicle, and what a notice may be about."""

    OPENED = "opened"
    CHANGED = "changed"
    WORSENED = "worsened"
    GONE = "gone"
    CURED = "cured"
    """The finding went before anybody had answered: the alert closed itself."""
    RETURNED = "returned"
    REOPENED = "reopened"
    """A closed or waived alert whose finding grew beyond what was accepted."""
    ESCALATED = "escalated"
    REMINDED = "reminded"
    """A deadline passed with the last office of the chain."""
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATED = "investigated"
    RECTIFICATION_ORDERED = "rectification_ordered"
    RECTIFICATION_EXPIRED = "rectification_expired"
    """The day of the order passed and the alert still stands open: it is to be decided."""
    DECIDED = "decided"
    CLOSED = "closed"
    WAIVER_PROPOSED = "waiver_proposed"
    WAIVER_REFUSED = "waiver_refused"
    WAIVED = "waived"
    WAIVER_ENDED = "waiver_ended"
    EXTENSION_PROPOSED = "extension_proposed"
    EXTENSION_REFUSED = "extension_refused"
    EXTENDED = "extended"
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    COMMENTED = "commented"
    MUTED = "muted"
    UNMUTED = "unmuted"


@dataclass(frozen=True, slots=True)
class Rung:
    """One office of a chain, as it was called when the chain was frozen."""

    office: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What waits for a second person, or was confirmed by one. `reason` is for what there is no document."""

    by: str
    on: date
    reason: str
    confirmed_by: str | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """豁免: no action on this alert until the end of a day, as long as nothing is worse than the scope."""

    ground: str
    document_no: str
    until: date
    scope: Scope
    proposal: Proposal

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person has confirmed it."""
        return self.proposal.confirmed_by is not None


@dataclass(frozen=True, slots=True)
class Work:
    """One alert as it is worked.

    `due_on` is the last day on which what the state asks for is in time; None only where it is closed. `chain` holds
    the offices from the responsible one upwards, frozen when it opened; `step` is how far up it has escalated.
    `present` says whether the finding stands; of one that is gone `finding` is the last. `accepted` is what was found
    when it was closed although it stood. `region` is where it is seen, `version` grows with each step.
    """

    id: int
    finding: Finding
    region: str
    office: str
    chain: tuple[Rung, ...]
    opened_on: date
    state_since: date
    due_on: date | None
    state: State = State.OPEN
    present: bool = True
    version: int = 1
    step: int = 0
    escalated_on: date | None = None
    assignee: str | None = None
    reopened: int = 0
    case_id: int | None = None
    muted_by: int | None = None
    rectify_by: date | None = None
    document_no: str | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    closed_on: date | None = None
    accepted: Scope | None = None
    waiver: Waiver | None = None
    extension: Proposal | None = None
    project_name: str | None = None
    sector: str | None = None
    funding: str | None = None
    told: Told = field(default_factory=Told)

    @property
    def key(self) -> Key:
        """The finding's identity."""
        return self.finding.key

    @property
    def level(self) -> Level:
        """How grave it is."""
        return self.finding.level

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is asked of anybody."""
        return self.state is State.CLOSED

    @property
    def amount_fen(self) -> int | None:
        """How much money it is about, where the finding says."""
        return amount_fen(self.finding)

    @property
    def workers(self) -> int:
        """How many workers the finding names."""
        return len(self.finding.workers or ())

    @property
    def responsible(self) -> str:
        """The office that is to act now: the own one, or the one it has escalated to."""
        return self.escalated_to or self.office

    @property
    def escalated_to(self) -> str | None:
        """The office that it has escalated to; None while it has not."""
        return self.chain[self.step].office if self.step else None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an alert on a day, and why; `body` holds what belongs to it, as JSON.

    `by` is the officer who did it, empty where nobody did: news, or a day that passed.
    """

    act: Act
    day: date
    why: str = ""
    by: str = ""
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a work, and everything that happened on the way, in order."""

    work: Work
    happened: tuple[Happened, ...]


class Why(enum.Enum):
    """Why a command is refused, for people: (中文, English)."""

    CLOSED = ("已办结的预警不能再办理", "the alert is closed")
    NOT_FROM_HERE = ("当前状态不能执行此操作", "this cannot follow the present state")
    NOT_YOURS = ("该预警不由您所在的机构办理", "the alert belongs to another office")
    ROLE = ("您没有执行此操作的权限", "your role does not allow this")
    CHIEF_ONLY = ("须由负责人执行", "only a chief may do this")
    SECOND_PERSON = ("须由提出人以外的另一人确认", "a second person must confirm, not the proposer")
    NOTHING_PROPOSED = ("没有待确认的事项", "nothing waits to be confirmed")
    PROPOSED_ALREADY = ("已有待确认或已批准的事项", "it is proposed or confirmed already")
    REASON = ("请说明理由", "state a reason")
    DOCUMENT = ("请填写文书编号", "state the document's number")
    GROUND = ("请填写法律依据", "state the legal ground")
    PAST_DAY = ("日期须晚于今天", "the day must lie after today")
    STILL_FOUND = ("问题仍然存在,不能按已整改办结", "what was found still stands: it is not cured")
    NOT_FOUND_ANY_MORE = ("问题已不存在,无需豁免", "what was found is gone: there is nothing to waive")
    WORSE = ("情况已比提出时严重,请重新提出", "it is worse than when this was proposed: propose it anew")
    NO_SUCH_OFFICE = ("没有这个机构,或预警已在该机构", "no such office, or the alert is there already")
    NO_SUCH_OFFICER = ("该机构没有这名人员", "no such officer in the office")


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that changes nothing, and why."""

    why: Why

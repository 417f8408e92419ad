"""A case of the emergency wage fund: who is owed what, what was settled, who signed, what was paid and came back.

Facts and decisions are kept; everything that follows from them is computed elsewhere in this room.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fund.debt import Claim, Instalment, Pressed, Pressure, Repayment, WriteOff
from fund.earlier import BondDrawing, Outcome, Party, PartyRole, Settlement, Source
from fund.happening import Act, Happened
from fund.lines import Arrear, Line, LineState, Override, Slot
from fund.records import Records
from fund.signed import Duty, Order, Signature
from fund.state import IN_REVIEW, LABELS, OVER, State

__all__ = [
    "IN_REVIEW",
    "LABELS",
    "OVER",
    "Act",
    "Answer",
    "Arrear",
    "BondDrawing",
    "Claim",
    "Duty",
    "FundCase",
    "Happened",
    "Instalment",
    "Kind",
    "Line",
    "LineState",
    "Order",
    "Outcome",
    "Override",
    "Party",
    "PartyRole",
    "Pressed",
    "Pressure",
    "Records",
    "Repayment",
    "Settlement",
    "Signature",
    "Slot",
    "Source",
    "State",
    "Trigger",
    "WriteOff",
]


class Kind(enum.StrEnum):
    """What is advanced."""

    WAGES = "wages"
    """部分工资."""
    LIVING = "living"
    """基本生活费、路途费."""


class Trigger(enum.StrEnum):
    """Why the fund steps in (REG 63 names the first two)."""

    TEMP_UNABLE = "temp_unable"
    ABSCONDED = "absconded"
    FORCE_MAJEURE = "force_majeure"
    GOV_APPROVED = "gov_approved"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an item of the checklist, by data (`by` empty) or by a person."""

    item: str
    met: bool | None
    on: date
    value: str = ""
    evidence: tuple[str, ...] = ()
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class FundCase:
    """One case. `id` is its row, `number` the one on paper; `origin` is `alert:17`, `lead:L1` or `application`.

    `region` is where it is seen; `fund` is the fund that pays. `due_on` is the last day on which what the state asks
    for is in time. `papers` names the documents that are there, with what proves it. `version` grows with each step,
    `revision` with each submission. `applied_on` is the day of the first submission, whose terms hold ever after.
    `records` is what the records said beside the lines when they were last gathered.
    """

    id: int
    number: str
    region: str
    office: str
    fund: str
    origin: str
    project: str
    employer: str
    opened_on: date
    opened_by: str
    state_since: date
    version: int = 1
    revision: int = 0
    state: State = State.DRAFT
    due_on: date | None = None
    kind: Kind = Kind.WAGES
    trigger: Trigger | None = None
    is_construction: bool = True
    lines: tuple[Line, ...] = ()
    parties: tuple[Party, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    bond: BondDrawing | None = None
    answers: tuple[Answer, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    orders: tuple[Order, ...] = ()
    claims: tuple[Claim, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    write_offs: tuple[WriteOff, ...] = ()
    approval_no: str = ""
    reason: str = ""
    closed_on: date | None = None
    project_name: str = ""
    records: Records | None = None
    applied_on: date | None = None

    def terms_on(self, day: date) -> date:
        """The day whose terms hold for the case on a day: that of its application, once there is one."""
        return self.applied_on or day

    @property
    def live(self) -> tuple[Line, ...]:
        """The lines that were not dropped."""
        return tuple(line for line in self.lines if line.state is not LineState.DROPPED)

    @property
    def total_fen(self) -> int:
        """What the case is to advance, or has."""
        return sum(line.amount_fen for line in self.live)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked of anybody."""
        return self.state in OVER

    @property
    def order(self) -> Order | None:
        """The last order that was not cancelled."""
        return next((order for order in reversed(self.orders) if not order.cancelled), None)

    @property
    def workers(self) -> int:
        """How many people it advances to: one who is owed by two employers has two lines."""
        return len({line.worker for line in self.live})

    def line(self, name: str) -> Line | None:
        """The line of a name: see `name_of`. None for a worker of several employers named without the employer."""
        return next((line for line in self.lines if self.name_of(line) == name), None)

    def name_of(self, line: Line) -> str:
        """What the case calls a line: its worker, and the employer where the worker has several in this case."""
        others = (other for other in self.lines if other.worker == line.worker and other.employer != line.employer)
        return f"{line.worker}@{line.employer}" if any(others) else line.worker

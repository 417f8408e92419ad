"""What an officer may do with an alert."""

from dataclasses import dataclass
from datetime import date

from alerts.work import Outcome, Rung


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """签收: somebody has seen it and answers for it."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Investigate:
    """立案调查; within 60 working days (《劳动保障监察条例》第十七条)."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class OrderRectification:
    """责令限期改正, until the end of `due_on`, by a numbered document."""

    due_on: date
    document_no: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """作出行政处理决定, by a numbered document."""

    document_no: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """办结. Cured only once the finding is gone; unfounded and referred need a reason."""

    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProposeWaiver:
    """提出豁免, on a legal ground and a numbered document, until the end of a day."""

    ground: str
    document_no: str
    until: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmWaiver:
    """批准豁免, as a chief who did not propose it."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class RefuseWaiver:
    """不予豁免; the proposer may withdraw it the same way."""

    why: str


@dataclass(frozen=True, slots=True)
class ProposeExtension:
    """申请延长调查 by 30 working days (《劳动保障监察条例》第十七条)."""

    why: str


@dataclass(frozen=True, slots=True)
class ConfirmExtension:
    """批准延长调查, as a chief who did not propose it."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class RefuseExtension:
    """不予延长; the proposer may withdraw it the same way."""

    why: str


@dataclass(frozen=True, slots=True)
class Assign:
    """指派 to an officer of the office, or to nobody."""

    officer: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """移交 to another office. The store fills in `chain` and `region`, those of the office that takes it."""

    office: str
    why: str
    chain: tuple[Rung, ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """备注: something for the history."""

    why: str


Command = (
    Acknowledge
    | Investigate
    | OrderRectification
    | Decide
    | Close
    | ProposeWaiver
    | ConfirmWaiver
    | RefuseWaiver
    | ProposeExtension
    | ConfirmExtension
    | RefuseExtension
    | Assign
    | HandOver
    | Comment
)

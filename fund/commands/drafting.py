"""What makes an application: data gathered, sources settled, the bond drawn, items answered, overrides of the caps."""

from dataclasses import dataclass
from datetime import date

from fund.case import Answer, Kind, Line, Outcome, Party, Records, Settlement, Source, Trigger


@dataclass(frozen=True, slots=True)
class Gather:
    """What data says now: lines, parties, answers and settlements; a person's own answers stand. Only in a draft."""

    lines: tuple[Line, ...]
    parties: tuple[Party, ...]
    answers: tuple[Answer, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    records: Records | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class StateTrigger:
    """What is advanced and why the fund steps in, with what proves it."""

    trigger: Trigger
    kind: Kind = Kind.WAGES
    evidence: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """What came of a source; the sources before it must be settled."""

    source: Source
    outcome: Outcome
    evidence: tuple[str, ...]
    paid_fen: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class NoticeBond:
    """支付通知书 to the bank that holds the bond."""

    notice_no: str
    asked_fen: int
    on: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class BondPaid:
    """The bank has paid workers from the bond."""

    paid_fen: int
    on: date
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class BondToppedUp:
    """The contractor has topped the bond up."""

    fen: int
    on: date
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """An item of the checklist is met or not, with evidence."""

    item: str
    met: bool
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class AttachPaper:
    """A document is there: `proof` is its number, SHA-256 or place; empty takes it away."""

    paper: str
    proof: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProposeOverride:
    """More for a worker than the caps allow, never more than is owed."""

    worker: str
    amount_fen: int
    approval_no: str
    why: str


@dataclass(frozen=True, slots=True)
class ConfirmOverride:
    """As another person than the proposer."""

    worker: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RefuseOverride:
    """The caps hold for this worker."""

    worker: str
    why: str

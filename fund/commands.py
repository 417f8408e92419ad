"""What may be done to a case of the fund."""

from dataclasses import dataclass
from datetime import date

from fund.case import Answer, Instalment, Kind, Line, Outcome, Party, Pressure, Settlement, Source, Trigger


@dataclass(frozen=True, slots=True)
class Gather:
    """What data says now: lines, parties, answers and settlements; a person's own answers stand. Only in a draft."""

    lines: tuple[Line, ...]
    parties: tuple[Party, ...]
    answers: tuple[Answer, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class StateTrigger:
    """What is advanced and why the fund steps in, with what proves it."""

    trigger: Trigger
    kind: Kind = Kind.WAGES
    evidence: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class SetCard:
    """Where a worker is to be paid; also after a payment came back."""

    worker: str
    card: str
    bank: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class DropLine:
    """A worker is not to be paid by this case."""

    worker: str
    why: str


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


@dataclass(frozen=True, slots=True)
class Submit:
    """申请: the amounts are computed and reserved."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Agree:
    """The opinion of the step that the case is at; the last is the approval, with its document's number."""

    why: str
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class SendBack:
    """To be amended, by whose turn it is; what was reserved is free again."""

    why: str


@dataclass(frozen=True, slots=True)
class Amend:
    """Taken back to be amended, by the clerks; what was reserved is free again."""

    why: str


@dataclass(frozen=True, slots=True)
class Reject:
    """不予批准, by whose turn it is, for a reason. Final."""

    why: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """撤回, by the clerks, as long as nothing was paid. Final."""

    why: str


@dataclass(frozen=True, slots=True)
class PrepareOrder:
    """拟支付令 for every open line."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseOrder:
    """复核支付令, as another person."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """作废支付令 before it was released."""

    why: str


@dataclass(frozen=True, slots=True)
class Pay:
    """The bank paid a worker."""

    worker: str
    on: date
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """The bank sent a worker's payment back, before or after it had said that it paid."""

    worker: str
    on: date
    reason: str
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class RecordRepayment:
    """A party repaid; waits for a second person. `debtor` is whose debt it reduces."""

    party: str
    debtor: str
    fen: int
    on: date
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmRepayment:
    """The money is there, as another person."""

    number: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class RefuseRepayment:
    """The money is not there."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class AgreePlan:
    """分期还款协议 with a party; its instalments make up what is outstanding."""

    party: str
    debtor: str
    instalments: tuple[Instalment, ...]
    document_no: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """催收函, 失信名单 or 法院, by a numbered document."""

    party: str
    debtor: str
    pressure: Pressure
    document_no: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProposeWriteOff:
    """核销 of a part of a debt."""

    debtor: str
    fen: int
    why: str


@dataclass(frozen=True, slots=True)
class ConfirmWriteOff:
    """As the approver, another person, by a numbered document."""

    number: int
    approval_no: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RefuseWriteOff:
    """It stays a debt."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Comment:
    """备注."""

    why: str


Told = Gather | Pay | Return
"""What data may say as well as a person."""
Overriding = ProposeOverride | ConfirmOverride | RefuseOverride
Drafting = StateTrigger | Settle | AnswerItem | AttachPaper
Bonding = NoticeBond | BondPaid | BondToppedUp
Deciding = Submit | Agree | SendBack | Amend | Reject | Withdraw
Paying = PrepareOrder | ReleaseOrder | CancelOrder | SetCard | DropLine
Repaying = RecordRepayment | ConfirmRepayment | RefuseRepayment
Recovering = AgreePlan | Press | ProposeWriteOff | ConfirmWriteOff | RefuseWriteOff
ByPerson = Overriding | Drafting | Bonding | Deciding | Paying | Repaying | Recovering | Comment
Command = Told | ByPerson

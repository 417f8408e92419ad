"""What brings back what was advanced: repayments, plans, pressure, write-offs."""

from dataclasses import dataclass
from datetime import date

from fund.case import Instalment, Pressure


@dataclass(frozen=True, slots=True)
class RecordRepayment:
    """A party repaid; waits for a second person. `debtor` is whose debt it reduces.

    `reference` is the number of the bank statement's line, by which it is booked once.
    """

    party: str
    debtor: str
    fen: int
    on: date
    evidence: tuple[str, ...]
    why: str = ""
    reference: str = ""


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

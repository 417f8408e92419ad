"""What is to be recovered: claims, plans, what was done about them, what came back and what was given up."""

import enum
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Instalment:
    """One agreed part of a repayment."""

    on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money that came back from a party for a debtor's debt; it counts once a second person has confirmed it.

    `reference` is the number of the bank statement's line: one line stands behind one receipt of the fund.
    """

    number: int
    party: str
    debtor: str
    fen: int
    on: date
    evidence: tuple[str, ...]
    by: str
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    refused: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class WriteOff:
    """A part of a debt given up, by two persons and the approver's document."""

    number: int
    debtor: str
    fen: int
    why: str
    by: str
    on: date
    approval_no: str = ""
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    refused: bool = False


class Pressure(enum.StrEnum):
    """What was done so that a party pays."""

    DUNNED = "dunned"
    BLACKLIST = "blacklist"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A dunning letter or a hand-off; `until` is until when it is to be answered, `fen` what was outstanding."""

    pressure: Pressure
    on: date
    document_no: str
    by: str
    until: date | None = None
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """追偿: a party's liability for what was advanced to a debtor's workers. Several may be liable for one debt."""

    party: str
    debtor: str
    ground: str
    opened_on: date
    plan: tuple[Instalment, ...] = ()
    plan_no: str = ""
    plan_after: int = 0
    """The last repayment that came before the plan."""
    pressed: tuple[Pressed, ...] = ()

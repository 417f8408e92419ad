"""What may be proposed about a fund itself, and what each matter consists of."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


class Matter(enum.StrEnum):
    """What a proposal is about."""

    FOUNDING = "founding"
    DETAILS = "details"
    BUDGET = "budget"
    RECEIPT = "receipt"


LABELS: Final[Mapping[Matter, tuple[str, str]]] = {
    Matter.FOUNDING: ("设立周转金", "Founding a fund"),
    Matter.DETAILS: ("变更名称或账户", "Change of name or account"),
    Matter.BUDGET: ("下一次拨款安排", "The next budget"),
    Matter.RECEIPT: ("到账资金", "Money received"),
}
"""What each matter is called: (中文, English)."""


class Origin(enum.StrEnum):
    """Where money comes from that is nobody's repayment."""

    ALLOCATION = "allocation"
    DONATION = "donation"
    INTEREST = "interest"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Founding:
    """A fund is set up for a region, with the account that it pays from."""

    name: str
    region: str
    account_no: str
    bank: str


@dataclass(frozen=True, slots=True)
class Details:
    """A fund is called otherwise, or pays from another account."""

    name: str
    account_no: str
    bank: str


@dataclass(frozen=True, slots=True)
class NextBudget:
    """When a fund is given money again, and how much."""

    on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money on the fund's account, as a line of the bank's statement says: `reference` is that line's number."""

    origin: Origin
    payer: str
    fen: int
    on: date
    reference: str


Content = Founding | Details | NextBudget | Receipt
CONTENTS: Final[Mapping[Matter, type[Content]]] = {
    Matter.FOUNDING: Founding,
    Matter.DETAILS: Details,
    Matter.BUDGET: NextBudget,
    Matter.RECEIPT: Receipt,
}

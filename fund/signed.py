"""What people sign for in a case: opinions, and the orders to pay."""

import enum
from dataclasses import dataclass
from datetime import date


class Duty(enum.StrEnum):
    """What a person signs for. In one case nobody ever signs for two of them."""

    SUBMIT = "submit"
    CHECK = "check"
    SECTOR = "sector"
    FINANCE = "finance"
    APPROVE = "approve"
    PREPARE = "prepare"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for what, in which revision of the case. Kept for ever."""

    duty: Duty
    by: str
    office: str
    on: date
    revision: int
    opinion: str = ""
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """支付令: which workers are paid how much by which order."""

    number: int
    prepared_by: str
    prepared_on: date
    lines: tuple[tuple[str, int], ...]
    released_by: str | None = None
    released_on: date | None = None
    cancelled: bool = False

    @property
    def total_fen(self) -> int:
        """The sum of the order."""
        return sum(fen for _, fen in self.lines)

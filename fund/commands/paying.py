"""What pays the workers of an approved case: cards, orders by two persons, the bank's answers."""

from dataclasses import dataclass
from datetime import date


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

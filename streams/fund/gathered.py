"""What a case of the fund gathers from the records: figures, each with the records behind it, and what is missing."""

from dataclasses import dataclass
from datetime import date

from fund.records import AccountBalance, BondBalance, Missing
from monitors.portrait.cells import Mark
from monitors.portrait.parties import Parties
from streams.fund.inspecting import Inspecting


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A worker's line of a current pay sheet; `seq` is its frame in the project's journal."""

    sheet: str
    seq: int
    on: date
    due_fen: int
    signed: bool


@dataclass(frozen=True, slots=True)
class BankLine:
    """A worker's payment as the bank reports it: `status` is paid, failed or returned."""

    batch: str
    line: str
    seq: int
    on: date
    fen: int
    status: str
    returned_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one worker is owed for one month, and everything behind it. `owed_fen` None: owed, nobody said how much."""

    worker: str
    month: str
    employer: str
    owed_fen: int | None
    due_fen: int | None
    paid_fen: int
    returned_fen: int
    mark: Mark
    due_on: date
    days: tuple[date, ...]
    sheets: tuple[SheetLine, ...]
    payments: tuple[BankLine, ...]
    on_roster: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A worker's own card, as the last payment under the worker's own name used it."""

    payee_token: str
    bank_code: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that the records know of a case at the end of `as_of`."""

    project: str
    project_name: str
    region: str
    office: str
    employer: str
    contract_fen: int | None
    as_of: date
    figures: tuple[Figure, ...]
    cards: dict[str, Card]
    bonds: tuple[BondBalance, ...]
    accounts: tuple[AccountBalance, ...]
    steps: Inspecting
    missing: tuple[Missing, ...]
    parties: Parties | None
    minimum_wage_fen: int
    work_id: int | None = None
    lead_id: str | None = None

    @property
    def workers(self) -> tuple[str, ...]:
        """Everyone owed, sorted."""
        return tuple(sorted({figure.worker for figure in self.figures}))

    @property
    def owed_fen(self) -> int:
        """What is owed beyond doubt and measured."""
        return sum(figure.owed_fen or 0 for figure in self.figures)

    @property
    def bond_left_fen(self) -> int:
        """What is left of all bonds."""
        return sum(bond.left_fen for bond in self.bonds)

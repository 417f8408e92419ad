"""What a bank asks before it restricts an account, and the review that an officer makes of it."""

import enum
import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from alerts.work import Rung

_CASE_BYTES: Final = 10


class Action(enum.StrEnum):
    """What the authority's document orders."""

    SEAL = "seal"
    FREEZE = "freeze"
    DEDUCT = "deduct"


class Channel(enum.StrEnum):
    """How the bank executes orders of this kind."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class State(enum.StrEnum):
    """How far a review has come. Only an officer's command leads to `DECIDED`: time never does."""

    HELD = "held"
    DECIDED = "decided"
    EXECUTED = "executed"
    NOT_EXECUTED = "not_executed"
    RELEASED = "released"
    UNPROTECTED = "unprotected"
    """It was held because nobody knew, and the account turned out to be none of the protected ones."""


class Decision(enum.StrEnum):
    """What the labour inspection says to the order."""

    OBJECT = "object"
    PROJECT_WAGES = "no_objection_project_wages"
    EXCESS = "no_objection_excess_funds"


@dataclass(frozen=True, slots=True)
class Check:
    """A bank's question: may this account be restricted by this document?

    `client` is who asks; `amount_fen` None is the whole account.
    """

    client: str
    bank_code: str
    account_id: str
    action: Action
    authority: str
    document_no: str
    amount_fen: int | None = None
    for_project_wages: bool = False
    channel: Channel = Channel.AUTOMATIC

    @property
    def case(self) -> str:
        """The case number, the same wherever and however often it is asked: made of who, which account, which order."""
        return case_number(self.client, self.bank_code, self.account_id, self.action.value, self.document_no)


def case_number(client: str, bank_code: str, account_id: str, action: str, document_no: str) -> str:
    """`FR-` and sixteen characters; no two questions share one, and nobody can tell the account from it."""
    told = f"{client}\x00{bank_code}\x00{account_id}\x00{action}\x00{document_no}"
    return "FR-" + b32encode(hashlib.sha256(told.encode()).digest()[:_CASE_BYTES]).decode()


@dataclass(frozen=True, slots=True)
class Mark:
    """A protected account: of one bank, for one project; `kind` is `wage` or `bond`."""

    bank_code: str
    account_id: str
    project: str
    kind: str
    name: str
    region: str
    opened_on: date
    closed_on: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer decided or proposes. `up_to_fen` limits the excess funds to which there is no objection."""

    decision: Decision
    reason: str
    by: str
    up_to_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Execution:
    """What the bank reports to have done."""

    restriction_id: str
    at: datetime
    amount_fen: int | None
    channel: Channel
    prompted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Review:
    """One case. `chain` are the offices that answer for it, `step` the one whose turn it is."""

    case: str
    check: Check
    project: str
    kind: str
    region: str
    chain: tuple[Rung, ...]
    asked_at: datetime
    asked_on: date
    due_on: date
    version: int = 1
    state: State = State.HELD
    step: int = 0
    said: Said | None = None
    proposed: Said | None = None
    confirmed_by: str = ""
    decided_at: datetime | None = None
    execution: Execution | None = None
    released_on: date | None = None
    why_not: str = ""
    """Why the bank did not execute, in its words."""

    @property
    def office(self) -> str:
        """The office whose turn it is; empty while none is responsible."""
        return self.chain[self.step].office if self.chain else ""

    @property
    def is_open(self) -> bool:
        """Whether a decision is waited for."""
        return self.state is State.HELD

    @property
    def executed_unreviewed(self) -> bool:
        """Whether the bank executed without waiting for the decision."""
        return self.execution is not None and self.said is None

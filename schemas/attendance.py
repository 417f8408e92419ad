"""The events of the gate and the roster, as in the contract (real-name attendance)."""

from typing import Annotated, Literal

from schemas.expectation import one_of
from schemas.fields import CardToken, Day, Fen, Flag, Id, Instant, Several, Text, Token, Uscc
from schemas.record import Record


class WorkerEnrolled(Record):
    """A worker was enrolled at the project; again for the same worker: replaces."""

    worker_id: Token
    employer_uscc: Uscc
    crew: Text | None = None
    role: Annotated[Literal["worker", "manager"], one_of("worker", "manager")]
    enrolled_on: Day
    contract_signed_on: Day | None = None
    wage_basis: Annotated[Literal["daily", "monthly", "piece"], one_of("daily", "monthly", "piece")] | None = None
    wage_rate_fen: Fen | None = None
    """Per day or per month, as `wage_basis` says."""
    card_token: CardToken | None = None


class WorkerExited(Record):
    """A worker left the project."""

    worker_id: Token
    exited_on: Day


class ExitSettled(Record):
    """The wages of a worker who left were settled."""

    worker_id: Token
    settled_on: Day
    confirmed_by_worker: Flag


class Punch(Record):
    """One passage of one worker through a gate."""

    worker_id: Token
    at: Instant
    direction: Annotated[Literal["in", "out"], one_of("in", "out")]
    method: Text | None = None


class Punched(Record):
    """A device delivers punches; each is a record of its own."""

    device_id: Id
    punches: Several[Punch]


class DayCorrected(Record):
    """Someone states whether a worker was present on a day; the latest statement wins over the punches."""

    worker_id: Token
    date: Day
    present: Flag
    reason: Text

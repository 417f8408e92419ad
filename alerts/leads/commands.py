"""What may be done with a lead, and what may happen to it."""

from dataclasses import dataclass
from datetime import date

from alerts.leads.lead import Ground, Outcome


@dataclass(frozen=True, slots=True)
class Match:
    """The lead is about this project, this employer, these workers."""

    project: str | None
    employer_uscc: str | None
    workers: tuple[str, ...]
    region: str
    why: str


@dataclass(frozen=True, slots=True)
class Accept:
    """The lead is accepted (受理)."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The lead is refused in writing (不予受理)."""

    ground: Ground
    reason: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """The lead belongs to another office (移送); the first receiver stays answerable."""

    office: str
    region: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extend:
    """The head extends the investigation."""

    reason: str


@dataclass(frozen=True, slots=True)
class TellExtension:
    """The complainant was told of the extension."""

    how: str


@dataclass(frozen=True, slots=True)
class Handle:
    """The lead was checked (核处): what was found and done."""

    outcome: Outcome
    result: str
    paid_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The complainant was told the result, or why that is impossible."""

    how: str
    letter: str


@dataclass(frozen=True, slots=True)
class Close:
    """The lead is filed away."""


@dataclass(frozen=True, slots=True)
class ClosedOutside:
    """A feed says that the lead was dealt with."""

    outcome: str
    on: date


Command = Match | Accept | Refuse | Transfer | Extend | TellExtension | Handle | Answer | Close
Happening = Command | ClosedOutside

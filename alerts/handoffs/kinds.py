"""What a kind of hand-off consists of: to whom, on what ground, with which documents and within which limits."""

import enum
from dataclasses import dataclass

from alerts.timers import Limit


class Kind(enum.StrEnum):
    """Where an alert may be handed to."""

    ARBITRATION = "arbitration"
    LEGAL_AID = "legal_aid"
    POLICE = "police"
    COURT = "court"
    SECTOR_AUTHORITY = "sector_authority"
    BLACKLIST = "blacklist"
    WAGE_FUND = "wage_fund"


class Stage(enum.StrEnum):
    """What a limit begins to run from, or ends with."""

    SENT = "sent"
    RECEIVED = "received"
    DECIDED = "decided"
    OBJECTED = "objected"


class Owed(enum.StrEnum):
    """Who has to bring a document."""

    SYSTEM = "system"
    """Made by the system itself."""
    OFFICE = "office"
    EMPLOYER = "employer"
    WORKER = "worker"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of a dossier. One that is not `essential` may follow later (容缺受理)."""

    key: str
    text: tuple[str, str]
    owed_by: Owed
    essential: bool = True


@dataclass(frozen=True, slots=True)
class Running:
    """A limit between two stages."""

    start: Stage
    end: Stage
    limit: Limit


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of hand-off. `stages` says what sent, received and decided are called here: (中文, English)."""

    kind: Kind
    title: tuple[str, str]
    recipient: tuple[str, str]
    law: tuple[str, ...]
    note: tuple[str, str]
    stages: dict[Stage, tuple[str, str]]
    documents: tuple[Document, ...]
    running: tuple[Running, ...] = ()
    results: tuple[tuple[str, str, str], ...] = ()
    """What may be decided: (key, 中文, English)."""

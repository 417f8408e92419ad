"""What an officer asks to see, and what is shown."""

from dataclasses import dataclass
from datetime import date, datetime

from infra.db.chronicle import Entry
from schemas.office import Officer
from schemas.sensitive import Kind


@dataclass(frozen=True, slots=True)
class Revealed:
    """A number that an officer may read until an instant."""

    id: str
    token: str
    kind: Kind
    number: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer asks to see of a worker, and why: the law wants it written down first."""

    token: str
    worker: str
    purpose: str
    reason: str
    case: str
    about: str
    """The alert or the case that concerns the worker, as the chronicle names it."""

    def entries(self, officer: Officer, day: date, *, found: bool) -> list[Entry]:
        """For the history of the worker, and of what it was for."""
        body = {"purpose": self.purpose, "reason": self.reason, "case": self.case, "found": found}
        if self.token != self.worker:
            body["card"] = self.token
        who = (officer.id, officer.office, day)
        return [
            Entry(f"worker:{self.worker}", "revealed", *who, {**body, "about": self.about}),
            Entry(self.about, "revealed", *who, body),
        ]

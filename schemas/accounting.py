"""The accounting of records: received = applied + duplicate + quarantined, always."""

from dataclasses import dataclass


@dataclass(slots=True)
class Accounting:
    """Records by what became of them: a punch, a pay-sheet line and a wage line are one each, other events one."""

    applied: int = 0
    duplicate: int = 0
    quarantined: int = 0

    @property
    def received(self) -> int:
        """All records."""
        return self.applied + self.duplicate + self.quarantined

    def as_dict(self) -> dict[str, int]:
        """The four figures, as commands print them."""
        return {
            "received": self.received,
            "applied": self.applied,
            "duplicate": self.duplicate,
            "quarantined": self.quarantined,
        }

"""What the gate knows without asking anybody: the last known marks, kept in a file so that a restart knows them too."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec

from alerts.gate import Mark
from infra.db.gate.marks import is_protected

MARKS_FILE: Final = "marks.json"


class _Kept(msgspec.Struct):
    """The file."""

    version: int
    as_of: datetime
    day: date
    marks: list[Mark]


@dataclass(slots=True)
class Memory:
    """Marks by bank and account, as they stood at an instant. `as_of` None: nothing is known at all."""

    version: int = 0
    as_of: datetime | None = None
    day: date = date.min
    marks: dict[tuple[str, str], list[Mark]] = field(default_factory=dict)
    reachable: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the marks were ever seen."""
        return self.as_of is not None

    def protects(self, bank_code: str, account_id: str) -> Mark | None:
        """The mark that protects the account; None where none does."""
        marks = self.marks.get((bank_code, account_id))
        if marks is None:
            return None
        return next((mark for mark in marks if is_protected(mark, self.day)), None)

    def learn(self, marks: Iterable[Mark], version: int, as_of: datetime, day: date) -> None:
        """Take what has changed; afterwards it stands as it did at the instant."""
        for mark in marks:
            others = [
                one for one in self.marks.get((mark.bank_code, mark.account_id), []) if one.project != mark.project
            ]
            self.marks[mark.bank_code, mark.account_id] = [*others, mark]
        self.version, self.as_of, self.day, self.reachable = version, as_of, day, True

    def save(self, folder: Path) -> None:
        """Keep it in a file, whole or not at all."""
        if self.as_of is None:
            return
        told = _Kept(
            self.version, self.as_of, self.day, [mark for marks in list(self.marks.values()) for mark in marks]
        )
        fresh = folder / f"{MARKS_FILE}.new"
        fresh.write_bytes(msgspec.json.encode(told))
        fresh.replace(folder / MARKS_FILE)

    @classmethod
    def kept(cls, folder: Path) -> "Memory":
        """What the file remembers; nothing where there is none, or it is damaged."""
        try:
            told = msgspec.json.decode((folder / MARKS_FILE).read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return cls()
        memory = cls()
        memory.learn(told.marks, told.version, told.as_of, told.day)
        memory.reachable = False
        return memory

"""One entry of the chronicle, and the exact text whose digest the next one carries."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

import msgspec


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did, before it is written.

    `about` names the subject: `alert:17`, `case:4`, `lead:L1`, `worker:<token>`, `project:P1`, `officer:zhang`, …;
    `act` is a past participle; `actor` an officer's id or the name of a process; `day` the clock's day on which it
    was done; `body` JSON of whatever belongs to it.
    """

    about: str
    act: str
    actor: str
    office: str
    day: date
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as the chronicle has it. `text` is what `sha256` is the digest of, byte for byte (UTF-8)."""

    n: int
    at: datetime
    about: str
    act: str
    actor: str
    office: str
    day: date
    text: str
    sha256: str

    @property
    def body(self) -> dict[str, Any]:
        """What belongs to the entry."""
        told: dict[str, Any] = msgspec.json.decode(self.text)["body"]
        return told

    @property
    def before(self) -> str | None:
        """The digest of the previous entry about the same subject; None if it is the first."""
        told: str | None = msgspec.json.decode(self.text)["before"]
        return told

    @classmethod
    def of(cls, entry: Entry, n: int, at: datetime, prev: str | None, before: str | None) -> Self:
        """The entry as number `n`, chained to the last of all and to the last about the same subject."""
        text = text_of(entry, n, at, prev, before)
        return cls(n, at, entry.about, entry.act, entry.actor, entry.office, entry.day, text, sha256_of(text.encode()))


def text_of(entry: Entry, n: int, at: datetime, prev: str | None, before: str | None) -> str:
    """The canonical JSON of a whole entry: keys sorted, no spaces, nothing escaped that need not be."""
    whole = {
        "about": entry.about,
        "act": entry.act,
        "actor": entry.actor,
        "at": at.isoformat(),
        "before": before,
        "body": entry.body,
        "day": entry.day.isoformat(),
        "n": n,
        "office": entry.office,
        "prev": prev,
    }
    return msgspec.json.encode(whole, order="sorted").decode()


def sha256_of(content: bytes) -> str:
    """The digest as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()


def history_stamp(row_id: int, columns: tuple[str, str, str, str, date, int, str]) -> dict[str, Any]:
    """What an entry's body keeps under `history` of the row of `alert_history` that it tells of.

    Args:
        row_id: The row's id.
        columns: Its rule, project, subject, kind, as_of, seq and finding.
    """
    return {"id": row_id, "sha256": sha256_of(msgspec.json.encode((row_id, *columns)))}

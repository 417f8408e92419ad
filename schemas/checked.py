"""What the door knows of one line of a submission: what it accepts, what it sets aside, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is set aside: the field, what was found there, what was expected.

    `field` is a path such as `data.lines[3].status`, and empty for the whole line. `found` is cut to 80 characters
    and never shows an identity-card number.
    """

    field: str
    found: str
    expected: str
    expected_zh: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """One quarantined record, or an event with all its lines.

    `line` is the index in the event's list of lines, None for the whole event; `records` is how many records of the
    accounting it stands for; `value` is the broken line as received, with null in place of an identity-card number.
    It may hold what a database cannot (NUL, lone surrogates, infinities, integers of any size).
    """

    line: int | None
    records: int
    reasons: tuple[Reason, ...]
    value: Any


class Checked(NamedTuple):
    """One line of a submission, checked.

    `source`, `id` and `type` are None where unreadable; `project` is None for what belongs to no single project.
    `received` is `receivedtime`, else `time`; None means that it cannot be read and the event is quarantined on every
    day. `on` is the day of `time` in Asia/Shanghai. `data` is canonical (see `schemas.frame`), and None if the event
    as a whole is quarantined.
    """

    source: str | None
    id: str | None
    type: str | None
    project: str | None
    time: datetime | None
    received: datetime | None
    on: date | None
    records: int
    rejected: tuple[Rejected, ...]
    data: dict[str, Any] | None

    @property
    def accepted(self) -> int:
        """The records that count; with the rejected ones they are all records of the line."""
        return self.records - sum(rejected.records for rejected in self.rejected) if self.rejected else self.records

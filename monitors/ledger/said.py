"""What was said of one thing, in the order of acceptance, and which of it counts on a day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec


class Said(msgspec.Struct, array_like=True, frozen=True):
    """One accepted event about one thing.

    It has its kind, the day on which it happens, its place in the sequence, and its name: (`source`, `id`).
    """

    kind: str
    on: date
    seq: int
    data: dict[str, Any]
    name: tuple[str, str] = ("", "")
    at: datetime | None = None

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands among what follows what: by date, on the same date by acceptance."""
        return (self.on, self.seq)


def replace(versions: list[Said], said: Said) -> None:
    """Put a version that replaces the earlier ones from its day on.

    Until that day the earlier versions stand, so only those are dropped that can never count again.
    """
    while versions and versions[-1].on >= said.on:
        versions.pop()
    versions.append(said)


def visible(saids: Iterable[Said], as_of: date) -> Iterator[Said]:
    """What has happened by the end of the day."""
    return (said for said in saids if said.on <= as_of)


def standing(versions: Iterable[Said], as_of: date) -> Said | None:
    """The last accepted version that has happened by the end of the day."""
    found = None
    for said in versions:
        if said.on <= as_of:
            found = said
    return found

"""What a client reads back of its own: rows set aside, versions of a record, its feed's health.

The types are the client's own and not the server's: a test holds them against the OpenAPI document, so a field that the
server renames is noticed here.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from portal.client.sender import Sender


class Reason(msgspec.Struct, frozen=True):
    """Why a row was set aside."""

    field: str
    found: str
    expected: str
    expected_zh: str


class Row(msgspec.Struct, frozen=True):
    """A row that is or was set aside. `state` is open, retried (repaired) or superseded (wrong again)."""

    id: int
    submission: str
    name: str
    received_at: datetime
    line_no: int
    line_index: int | None
    source: str | None
    event_id: str | None
    kind: str | None
    project: str | None
    records: int
    reasons: tuple[Reason, ...]
    state: str
    repaired_by: str | None
    superseded_by: int | None
    superseded_in: str | None
    supersedes: tuple[int, ...]


class Version(msgspec.Struct, frozen=True):
    """One version of a record; `supersedes` is the `seq` of the one before."""

    source: str
    id: str
    seq: int
    time: datetime | None
    received_at: datetime
    data: dict[str, Any]
    supersedes: int | None
    superseded: bool


class ReasonCount(msgspec.Struct, frozen=True):
    """A reason, and how many records it set aside."""

    field: str
    expected: str
    expected_zh: str
    records: int


class Health(msgspec.Struct, frozen=True):
    """A month of the feed."""

    month: str
    today: date
    complete_until: date | None
    lag_days: int | None
    last_delivery_at: datetime | None
    received: int
    accepted: int
    duplicate: int
    quarantined: int
    wrong_again: int
    waiting: int
    days_expected: int
    days_in_time: int
    accuracy: float
    completeness: float
    quality: int
    reasons: tuple[ReasonCount, ...]
    formula: str


class _Page(msgspec.Struct, frozen=True):
    items: tuple[Row, ...]
    next: int | None


class _Versions(msgspec.Struct, frozen=True):
    versions: tuple[Version, ...]


def set_aside(sender: Sender, *, everything: bool = False) -> Iterator[Row]:
    """The rows that wait for repair, the newest first; `everything` brings those that waited once. Raises `Failed`."""
    given: dict[str, Any] = {"all": "true"} if everything else {}
    while True:
        page = msgspec.json.decode(sender.ask("GET", "/v1/quarantine", params=given).content, type=_Page)
        yield from page.items
        if page.next is None:
            return
        given["before"] = page.next


def versions(
    sender: Sender, project: str, kind: str, same: Mapping[str, str], known_at: datetime | None = None
) -> tuple[Version, ...]:
    """All versions of the record that carries these names; with `known_at` those only that were known then."""
    given: dict[str, Any] = {
        "project": project,
        "type": kind,
        "same": [f"{name}={told}" for name, told in same.items()],
    }
    given |= {"known_at": known_at.isoformat()} if known_at else {}
    return msgspec.json.decode(sender.ask("GET", "/v1/records", params=given).content, type=_Versions).versions


def health(sender: Sender, month: str | None = None) -> Health:
    """The health of the feed in a month such as 2026-05, by default in this one."""
    given = {"month": month} if month else {}
    return msgspec.json.decode(sender.ask("GET", "/v1/feed", params=given).content, type=Health)

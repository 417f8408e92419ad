"""A client's deliveries as its people read them: figures of the receipt, rows set aside, and what repaired them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from infra.db.door import Deliveries, Delivery
from infra.db.door.own import Own, OwnRow
from infra.signing import Signer
from portal.i18n import mark
from schemas.client import Client
from schemas.feeds.catalogue import FEEDS
from schemas.feeds.feed import Feed
from streams.arrivals import pair_of

STATES: Final = {
    "waiting": (mark("排队中"), "is-info"),
    "reading": (mark("读取中"), "is-info"),
    "done": (mark("已受理"), "is-good"),
    "refused": (mark("整份退回"), "is-bad"),
    "failed": (mark("未完成,请重新上传"), "is-bad"),
}
_LATEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A delivery with its receipt, and how many of its rows wait for repair."""

    it: Delivery
    receipt: Mapping[str, Any] | None
    waiting: int

    @property
    def records(self) -> Mapping[str, int] | None:
        """What became of its records."""
        return None if self.receipt is None else self.receipt["records"]

    @property
    def problem(self) -> Mapping[str, str] | None:
        """Why it was not read, in English and Chinese."""
        return json.loads(self.it.problem) if self.it.problem else None

    @property
    def asks_for_statement(self) -> bool:
        """Whether its sender said that the day is complete with it, and it had no place to state so itself."""
        if self.receipt is None or not json.loads(self.it.said).get("complete"):
            return False
        return "bank.feed_completed" not in self.receipt["totals"]

    @property
    def state(self) -> tuple[str, str]:
        """Its state in words, and the badge's class."""
        if self.it.state == "done" and self.waiting:
            return mark("有行待更正"), "is-warn"
        return STATES[self.it.state]


def shown(own: Own, signer: Signer, client: Client, found: Sequence[Delivery]) -> list[Shown]:
    """Deliveries with their receipts."""
    waiting = own.waiting(client.id)
    return [
        Shown(one, json.loads(signer.read(one.receipt)) if one.receipt else None, waiting.get(one.id, 0))
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Link:
    """A row that was set aside, and the delivery in which it was sent again, repaired or not."""

    row: OwnRow
    by: str


def links(own: Own, client: Client) -> list[Link]:
    """The latest rows of a client that were sent again: which came in which delivery, repaired or wrong again."""
    rows = own.sent_again(client.id, _LATEST)
    pairs = {row.id: pair for row in rows if (pair := pair_of(row.source or client.source, row.repaired_by))}
    carriers = own.carriers(client.id, list(pairs.values()))
    found = ((row, row.superseded_in or carriers.get(pairs.get(row.id, b""))) for row in rows)
    return [Link(row, by) for row, by in found if by is not None]


def names_of(deliveries: Deliveries, client: Client, numbers: set[str]) -> dict[str, str]:
    """What the sender called some deliveries."""
    return {number: found.name for number in numbers if (found := deliveries.of(client.id, number)) is not None}


def feeds_of(client: Client) -> list[Feed]:
    """The tables that a client of this kind fills in."""
    return [feed for feed in FEEDS.values() if any(map(client.tells_of, feed.kinds.values()))]

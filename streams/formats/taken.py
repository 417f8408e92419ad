"""What a reader makes of a file: its rows, checked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from schemas.checking import Checked
from schemas.feeds.beside import Accounts, Payment, Payments
from schemas.feeds.feed import Feed
from streams.identity import ASTERISKS, Tokens


class Taken(NamedTuple):
    """Something to accept: the number of the sender's row (line, element) that it begins with, and what it is."""

    number: int
    checked: Checked | None
    """None for what is no record: an entry that is not booked."""
    repairs: tuple[int, ...] = ()
    """The quarantined records that it repairs, as the sender says; wrong again, it takes their place."""


@dataclass(slots=True)
class Tally:
    """The rows of a file by what became of them: every one is data or passed over."""

    rows: int = 0
    passed: int = 0
    """Empty rows, notes, totals, entries that are not booked."""
    notes: list[str] = field(default_factory=list)


class Reader(Protocol):
    """One file being read."""

    @property
    def form(self) -> str:
        """What kind of file it is."""
        ...

    @property
    def feed(self) -> str | None:
        """What kind of table; None where the events say it themselves."""
        ...

    @property
    def tally(self) -> Tally:
        """The rows read so far."""
        ...

    @property
    def close(self) -> Callable[[], None]:
        """Gives back what the reader holds."""
        ...

    def taken(self) -> Iterator[Taken]:
        """Everything in the file, once.

        Raises:
            streams.formats.refused.Refused: the file ends here, and nothing of it counts.
        """
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """What the sender says about a file beside the file itself."""

    feed: str | None = None
    table: Feed | None = None
    """A table that is no feed of its own, for what stands beside a message."""
    source: str | None = None
    sheet: str | None = None
    accounts: Accounts = field(default_factory=dict[str, tuple[str, str]])
    """ISO 20022: (project, account id) by the account number of the bank's messages."""
    purposes: Mapping[str, str] = field(default_factory=dict)
    """ISO 20022: the purpose by code, see `schemas.feeds.purposes`."""
    payments: Payments = field(default_factory=dict[tuple[str, str], Payment])
    """pain.002: what was instructed."""
    submitted: Callable[[str, str, str], Mapping[str, Payment]] = lambda _project, _account, _batch: {}
    """pain.002: the payments of a project's account and batch that were told before, by line."""
    aside: Callable[[], Mapping[str, tuple[int, ...]]] = dict
    """ISO 20022: the client's quarantined parts of messages that wait to be repaired, by their names."""
    tokens: Tokens = ASTERISKS
    """What turns identity and card numbers into tokens."""
    complete_for: str | None = None
    """ISO 20022: the bank whose statement also says that everything up to its date was delivered."""

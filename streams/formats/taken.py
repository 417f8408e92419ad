"""What a reader makes of a file: its rows, checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from schemas.checking import Checked
from schemas.feeds.feed import Feed
from streams.identity import Tokens


class Taken(NamedTuple):
    """Something to accept: the number of the sender's row (line, element) that it begins with, and what it is."""

    number: int
    checked: Checked | None
    """None for what is no record: an empty row, a note."""
    repairs: tuple[int, ...] = ()
    """The quarantined records that it repairs, as the sender says."""


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
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """ISO 20022: (project, account id) by the account number of the bank's messages."""
    purposes: dict[str, str] = field(default_factory=dict)
    """ISO 20022: the purpose by code, see `schemas.feeds.purposes`."""
    payments: Any = None
    """ISO 20022: what was instructed, see `streams.formats.payments`."""
    tokens: Tokens | None = None
    """What turns identity and card numbers into tokens; None where they are refused."""
    complete_for: str | None = None
    """ISO 20022: the bank whose statement also says that everything up to its date was delivered."""

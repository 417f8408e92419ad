"""What the watch needs of the database, said by the watch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from infra.db.journal import Behind
from infra.db.ledgers import LedgerWrite, LoadedLedger


class Ledgers(Protocol):
    """The ledgers as the last checkpoint left them. Blocking; used from threads."""

    def load(self, projects: Iterable[str]) -> Mapping[str, LoadedLedger]:
        """The ledgers of the projects that have one."""

    def checkpoint(self, writes: Sequence[LedgerWrite]) -> frozenset[str]:
        """Write what still stands on its version, all in one transaction; return the projects that do not."""


class Frames(Protocol):
    """The journal. Blocking; used from threads."""

    def frames(self, project: str, after_seq: int, limit: int) -> Sequence[bytes]:
        """The encoded frames that follow, in order."""

    def behind(self) -> Mapping[str, Behind]:
        """The projects whose ledger has not reached their last frame."""

"""Bringing the open alerts into line with what was seen."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Protocol

import msgspec

from schemas.finding import Finding, Key


class Seen(Protocol):
    """What an evaluation says: the findings, and the rules that were judged."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""
        ...

    @property
    def judged(self) -> frozenset[str]:
        """The rules whose silence means that nothing is wrong."""
        ...


class _Change(msgspec.Struct, frozen=True):
    kind: ClassVar[str]
    finding: Finding
    previous: Finding | None = None

    @property
    def key(self) -> Key:
        """The alert that changes."""
        return self.finding.key


class Opened(_Change, frozen=True):
    """Something is wrong that was not."""

    kind = "opened"


class Changed(_Change, frozen=True):
    """Something is wrong in another way than before."""

    kind = "changed"


class Cleared(_Change, frozen=True):
    """Something is no longer wrong."""

    kind = "cleared"


Change = Opened | Changed | Cleared


def reconcile(open_alerts: Mapping[Key, Finding], seen: Seen) -> Iterator[Change]:
    """Yield the fewest changes after which the open alerts match what was seen.

    Silence clears an alert only if its rule was judged.
    """
    found = {finding.key: finding for finding in seen.findings}
    for key, finding in found.items():
        previous = open_alerts.get(key)
        if previous is None:
            yield Opened(finding)
        elif previous != finding:
            yield Changed(finding, previous)
    for key, previous in open_alerts.items():
        if key not in found and key.rule in seen.judged:
            yield Cleared(previous, previous)

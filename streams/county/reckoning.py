"""The reckoning holds what was found against what was put in: nothing may be missing and nothing may be too much."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.finding import Finding, Key
from streams.county.injected import Expected, Injected


class Outcome(enum.Enum):
    """What became of one expected or one found alert."""

    FOUND = enum.auto()
    WRONG_LEVEL = enum.auto()
    MISSED = enum.auto()
    UNEXPECTED = enum.auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the reckoning; `offence` and `expected` are absent from an alert that nothing explains."""

    outcome: Outcome
    offence: Injected | None = None
    expected: Expected | None = None
    found: Finding | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The rows, those of an offence together, the unexpected last."""

    rows: tuple[Row, ...]

    @property
    def exact(self) -> bool:
        """Whether everything that was put in was found, at its level, and nothing else."""
        return all(row.outcome is Outcome.FOUND for row in self.rows)

    def count(self, outcome: Outcome) -> int:
        """How many rows ended so."""
        return sum(row.outcome is outcome for row in self.rows)


def reckon(injected: Iterable[Injected], found: Iterable[Finding]) -> Reckoning:
    """Hold the alerts that are open against the offences that were put in."""
    left = {finding.key: finding for finding in found}
    rows = [row for offence in injected for row in _rows(offence, left)]
    unexpected = [Row(Outcome.UNEXPECTED, found=finding) for _, finding in sorted(left.items())]
    return Reckoning((*rows, *unexpected))


def _rows(offence: Injected, left: dict[Key, Finding]) -> Iterator[Row]:
    for expected in offence.findings:
        finding = left.pop(expected.key, None)
        if finding is None:
            outcome = Outcome.MISSED
        else:
            outcome = Outcome.FOUND if finding.level is expected.level else Outcome.WRONG_LEVEL
        yield Row(outcome, offence, expected, finding)

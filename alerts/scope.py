"""How bad a finding is, and in what another one is worse: level, workers, money, pay periods."""

import enum
from dataclasses import dataclass
from typing import Any, Self

from schemas.finding import Finding, Level


class Worse(enum.StrEnum):
    """In what a finding is worse than what was known."""

    LEVEL = "level"
    WORKERS = "workers"
    AMOUNT = "amount"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a finding came to on a day. `workers` and `periods` are sorted; None where nobody, or no sum, is named."""

    level: Level
    workers: tuple[str, ...] | None
    amount_fen: int | None
    periods: tuple[str, ...]

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """What the finding comes to."""
        return cls(finding.level, finding.workers, amount_fen(finding), _periods(finding.facts))

    def exceeded_by(self, finding: Finding) -> tuple[Worse, ...]:
        """In what the finding is worse; somebody new is worse, however many have been paid meanwhile."""
        other = Scope.of(finding)
        return tuple(
            worse
            for worse, holds in (
                (Worse.LEVEL, other.level.rank > self.level.rank),
                (Worse.WORKERS, not set(other.workers or ()) <= set(self.workers or ())),
                (Worse.AMOUNT, (other.amount_fen or 0) > (self.amount_fen or 0)),
                (Worse.PERIOD, not set(other.periods) <= set(self.periods)),
            )
            if holds
        )


def amount_fen(finding: Finding) -> int | None:
    """The money that a finding is about: what is owed, missing or was taken; None where it names no sum."""
    facts = finding.facts
    for name in ("owed_fen", "amount_fen"):
        if isinstance(facts.get(name), int):
            return int(facts[name])
    for whole, part in (("due_fen", "balance_fen"), ("required_fen", "lodged_fen")):
        if isinstance(facts.get(whole), int) and isinstance(facts.get(part), int):
            return max(0, int(facts[whole]) - int(facts[part]))
    return _missed_fen(facts)


def _missed_fen(facts: dict[str, Any]) -> int | None:
    """What the owner left out of labour-cost cycles (first day, last day, credited)."""
    expected_fen, cycles = facts.get("expected_fen"), facts.get("cycles")
    if not isinstance(expected_fen, int) or not isinstance(cycles, list):
        return None
    return sum(max(0, expected_fen - int(credited_fen)) for _, _, credited_fen in cycles)


def _periods(facts: dict[str, Any]) -> tuple[str, ...]:
    """The pay months or transfer cycles that a finding without such a subject spans."""
    cycles = [str(first) for first, _, _ in facts.get("cycles", ())]
    return tuple(sorted([*map(str, facts.get("months", ())), *cycles]))

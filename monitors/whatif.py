"""What if: the same ledger judged under a changed policy and with rules that begin, end or do not exist.

Only the rules that the change can touch are judged at all: those that read a changed parameter, and those whose dates
it sets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from monitors.evaluate import applicable, found_by
from monitors.ledger import Ledger
from monitors.policy import PARAMETERS, Policy
from monitors.rule import catalogue
from monitors.terms import Terms
from schemas.finding import Finding
from schemas.measures import Unit

SOURCE = "试算,未发布"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value in a region (a prefix, `00` is everyone) from a day on."""

    prefix: str
    since: date
    name: str
    value: Any

    def table(self) -> dict[str, Any]:
        """The setting as a policy file's table; a ratio is exact however it was written."""
        parameter = PARAMETERS.get(self.name)
        exact = parameter is not None and parameter.unit is Unit.RATIO
        return {"from": self.since, "source": SOURCE, self.name: Decimal(str(self.value)) if exact else self.value}


@dataclass(frozen=True, slots=True)
class Validity:
    """The days of a rule: from `since` (None: it always was) up to the day before `until` (None: for ever)."""

    since: date | None = None
    until: date | None = None
    off: bool = False

    def holds(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        return not self.off and (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What is changed: parameters, and the days of rules by name."""

    settings: tuple[Setting, ...] = ()
    rules: Mapping[str, Validity] = field(default_factory=dict)

    def policy(self, policy: Policy) -> Policy:
        """The policy with the settings added, which win over equal dates. Raises `PolicyError`."""
        tables: dict[str, list[dict[str, Any]]] = {}
        for setting in self.settings:
            tables.setdefault(setting.prefix, []).append(setting.table())
        return policy.with_tables(tables)

    def touched(self) -> frozenset[str]:
        """The rules that the change can touch."""
        names = {setting.name for setting in self.settings}
        reading = {name for name, rule in catalogue().items() if names.intersection(rule.reads)}
        return frozenset(reading | (self.rules.keys() & catalogue().keys()))

    def in_force(self, rule: str, day: date) -> bool:
        """Whether a rule is in force on a day under the change."""
        validity = self.rules.get(rule)
        return validity is None or validity.holds(day)


class RuleCrashedError(RuntimeError):
    """A rule crashed; a trial that leaves it out in silence would be wrong."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A hypothesis held against the policy of today. Judges a ledger under both."""

    hypothesis: Hypothesis
    policy: Policy
    changed: Policy
    rules: frozenset[str]

    @classmethod
    def of(cls, hypothesis: Hypothesis, policy: Policy) -> "Trial":
        """The trial. Raises `PolicyError` where the hypothesis is no policy."""
        return cls(hypothesis, policy, hypothesis.policy(policy), hypothesis.touched())

    def judged(self, ledger: Ledger, day: date) -> tuple[list[Finding], list[Finding]]:
        """What is found at the end of a day as it is, and under the hypothesis. Raises `RuleCrashedError`."""
        before = self._found(ledger, day, self.policy, self.rules)
        in_force = frozenset(rule for rule in self.rules if self.hypothesis.in_force(rule, day))
        after = self._found(ledger, day, self.changed, in_force)
        return before, after

    def _found(self, ledger: Ledger, day: date, policy: Policy, names: frozenset[str]) -> list[Finding]:
        terms = Terms(ledger, day, policy)
        rules = [rule for rule in applicable(terms) if rule.name in names]
        findings, failed = found_by(rules, terms)
        if failed:
            raise RuleCrashedError("; ".join(f"{rule}: {why}" for rule, why in failed.items()))
        return findings

"""What a rule says of one subject: the terms of its definition, each with its value, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schemas.finding import Level


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a rule's definition. `text` is Chinese, a space, English; `value` is what was seen."""

    text: str
    holds: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer about one subject: a finding if every term holds, else the reason why there is none."""

    terms: tuple[Term, ...]
    level: Level
    subject: str = "-"
    workers: Iterable[str] | None = None
    since: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is a finding."""
        return all(term.holds for term in self.terms)

    def as_dict(self) -> dict[str, Any]:
        """What a program is told of it."""
        return {
            "subject": self.subject,
            "holds": self.holds,
            "level": self.level,
            "since": self.since,
            "workers": None if self.workers is None else sorted(self.workers),
            "facts": self.facts,
            "terms": [{"term": term.text, "holds": term.holds, "value": term.value} for term in self.terms],
        }

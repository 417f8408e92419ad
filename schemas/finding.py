"""A finding is what a rule holds to be wrong in one project on one day."""

import enum
from datetime import date
from typing import Any, NamedTuple

import msgspec


class Level(enum.StrEnum):
    """How grave a finding is; levels rise yellow, orange, red."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for yellow, 1 for orange, 2 for red."""
        return _RANKS[self]


_RANKS = {Level.YELLOW: 0, Level.ORANGE: 1, Level.RED: 2}


class Key(NamedTuple):
    """What makes two findings the same: at most one stands per rule, project and subject."""

    rule: str
    project: str
    subject: str


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One breach of one rule.

    Nothing in it changes merely because a day passed: `since` is the first day on which it held, as far as
    the facts themselves say so. `workers` is sorted and None where the rule names nobody; `facts` holds the
    figures behind the finding (`_fen`, `_on`, counts), `evidence` names events as their senders do: (`source`, `id`).
    """

    rule: str
    project: str
    subject: str
    level: Level
    workers: tuple[str, ...] | None = None
    since: date | None = None
    facts: dict[str, Any] = {}
    articles: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> Key:
        """The finding's identity."""
        return Key(self.rule, self.project, self.subject)

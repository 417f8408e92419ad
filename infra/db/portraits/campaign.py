"""What a special campaign (治理欠薪专项行动) is, and how far one has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

OUTCOMES: Final = ("in_order", "problems")
"""What a check may come to."""
FIELDS: Final = ("funding", "sector", "safeguard", "rule", "level")
"""What a campaign may narrow; several values of one are joined by `or`."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign. `filter` holds, by field, the values that belong to it; a field that is missing narrows nothing."""

    name: str
    begins_on: date
    ends_on: date
    region: str
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: int = 0
    office: str = ""
    created_by: str = ""
    created_on: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """An officer looked at a project of a campaign: what came of it, one of `OUTCOMES`, and a note."""

    project: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class Check:
    """One project of a campaign: whether somebody looked at it and with what outcome, and its open alerts."""

    project: str
    name: str
    region: str
    lacking: int
    open_alerts: int
    outcome: str | None
    note: str
    officer: str | None
    on_day: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign has come on a day: projects, and the alerts opened and closed from its first day on.

    A project is cleared once somebody looked at it and no alert of the campaign is open. `days` has, by day, how many
    alerts were opened and closed.
    """

    projects: int
    checked: int
    cleared: int
    opened: int
    closed: int
    open: int
    days: tuple[tuple[date, int, int], ...]

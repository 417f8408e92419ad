"""What a figure that the law, a document or an office sets counts, and how sure it is."""

import enum
from datetime import date
from typing import Protocol


class Unit(enum.StrEnum):
    """What a figure counts."""

    FEN = "fen"
    RATIO = "ratio"
    MONTHS = "months"
    MINUTES = "minutes"
    WORKING_DAYS = "working days"
    """工作日, by the official calendar."""
    CALENDAR_DAYS = "calendar days"
    """自然日."""
    DAYS_PRESENT = "days present"
    WORKERS = "workers"
    TIMES = "times"
    LEVEL = "level"
    FLAG = "yes or no"
    TRIGGERS = "triggers"
    """Reasons for which an emergency wage fund may step in."""


class Mark(enum.StrEnum):
    """How sure a figure is."""

    LAW = "law"
    """法定, 读于文件: read in the instrument."""
    PRACTICE = "practice"
    """惯例或未核实, not verified: a default that an office may set otherwise."""
    DEFAULT = "default"
    """系统默认, no rule sets it."""


class WorkingCalendar(Protocol):
    """The official calendar; `monitors.calendar` is one."""

    def working_days_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        ...

"""The clock writes each day once and in order, after whatever downtime."""

import threading
from datetime import date, timedelta

from infra.db.engine import UnreachableError
from streams.clock import Clock

MONDAY = date(2026, 3, 2)


class FakeTicks:
    """The days that were written."""

    def __init__(self, *days: date) -> None:
        self.days = list(days)
        self.away = False
        self.written = threading.Event()

    def tick_to(self, day: date) -> list[date]:
        """Write what is missing."""
        if self.away:
            raise UnreachableError("gone")
        first = self.days[-1] + timedelta(days=1) if self.days else day
        missing = [first + timedelta(days=n) for n in range((day - first).days + 1)]
        self.days += missing
        self.written.set()
        return missing


def test_missed_days_are_written_in_order():
    ticks = FakeTicks(MONDAY)
    assert Clock(ticks, day=lambda: MONDAY + timedelta(days=3)).catch_up() == [
        MONDAY + timedelta(days=n) for n in (1, 2, 3)
    ]


def test_the_same_day_is_not_written_again():
    ticks = FakeTicks(MONDAY)
    assert Clock(ticks, day=lambda: MONDAY).catch_up() == []


def test_a_database_that_is_away_costs_no_day():
    ticks = FakeTicks(MONDAY)
    clock = Clock(ticks, day=lambda: MONDAY + timedelta(days=1))
    ticks.away = True
    assert clock.catch_up() == []
    ticks.away = False
    assert clock.catch_up() == [MONDAY + timedelta(days=1)]


def test_it_catches_up_as_soon_as_it_starts_and_stops_when_told():
    ticks = FakeTicks()
    stop = threading.Event()
    running = threading.Thread(target=Clock(ticks, day=lambda: MONDAY).run, args=(stop,))
    running.start()
    assert ticks.written.wait(5)
    stop.set()
    running.join(5)
    assert not running.is_alive()
    assert ticks.days == [MONDAY]

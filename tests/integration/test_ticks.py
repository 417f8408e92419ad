import threading
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from infra.db.clock import ClockStore
from infra.db.journal import Journal
from schemas.frame import COMMONS, TICKED, decoded
from streams.intake import Intake
from tests.build import event
from tests.database import line

pytest_plugins = ("tests.database_fixtures",)
MARCH = [date(2026, 3, day) for day in range(1, 32)]


def ticks(engine: Engine, project: str) -> list[date]:
    frames = [decoded(body) for body in Journal(engine).frames(project, 0, 1000)]
    return [frame.on for frame in frames if frame.kind == TICKED]


def appear(engine: Engine, project: str) -> None:
    Intake(engine).accept([line(event("project.started", "2026-03-01", subject=project))], name="n", channel="c")


def test_the_first_tick_is_that_day_alone(engine: Engine) -> None:
    clock = ClockStore(engine)
    assert clock.today() is None
    assert clock.tick_to(MARCH[4]) == [MARCH[4]]
    assert clock.today() == MARCH[4]
    assert ticks(engine, COMMONS) == [MARCH[4]]


def test_every_missed_day_is_written_in_order(engine: Engine) -> None:
    appear(engine, "P1")
    clock = ClockStore(engine)
    clock.tick_to(MARCH[0])
    assert clock.tick_to(MARCH[3]) == MARCH[1:4]
    assert ticks(engine, "P1") == ticks(engine, COMMONS) == MARCH[:4]


def test_a_day_that_is_past_writes_nothing(engine: Engine) -> None:
    clock = ClockStore(engine)
    clock.tick_to(MARCH[3])
    assert clock.tick_to(MARCH[3]) == clock.tick_to(MARCH[0]) == []


def test_several_schedulers_write_each_day_once(engine: Engine) -> None:
    appear(engine, "P1")
    ClockStore(engine).tick_to(MARCH[0])
    written: list[Sequence[date]] = []
    threads = [
        threading.Thread(target=lambda day=day: written.append(ClockStore(engine).tick_to(day)))
        for day in MARCH[1:5] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(day for days in written for day in days) == MARCH[1:5]
    assert ticks(engine, "P1") == MARCH[:5]


def test_no_project_misses_a_tick_however_it_appears_between(engine: Engine) -> None:
    ClockStore(engine).tick_to(MARCH[0])
    projects = [f"P{number}" for number in range(30)]

    def arrive() -> None:
        for project in projects:
            appear(engine, project)

    thread = threading.Thread(target=arrive)
    thread.start()
    for day in MARCH[1:]:
        ClockStore(engine).tick_to(day)
    thread.join()
    for project in projects:
        found = ticks(engine, project)
        assert found == MARCH[MARCH.index(found[0]) :], project

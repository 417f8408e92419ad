"""`wagewatch clock`: the clock in the foreground."""

import typer

from infra.db.clock import ClockStore
from infra.db.engine import engine_of
from streams.cli.foreground import configured, spoken, until_told
from streams.clock import Clock
from streams.readiness import await_database


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="clock")(clock)


def clock() -> None:
    """时钟:每日(亚洲/上海)在流水中为每个项目记一次日切,停机后按序补记。Write a tick per day and project.

    One is enough; of several each day is still written once. It needs the database only.
    """
    settings = configured()
    spoken()
    stop = until_told()
    await_database(settings, stop)
    Clock(ClockStore(engine_of(settings.database, connections=1))).run(stop)

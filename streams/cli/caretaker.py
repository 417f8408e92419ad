"""`wagewatch caretaker`: the background work of the offices in the foreground."""

import typer

from streams.cli.foreground import configured, spoken, until_told
from streams.readiness import await_database


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="caretaker")(caretaker)


def caretaker() -> None:
    """办案后台:接收预警、到期上报、线索、通知、画像。Admit alerts, escalate what is due, leads, notices, portraits.

    One is enough; several share the work. It needs the database only. The auditor, who checks it, runs with the relay.
    """
    from streams.caretaker.caretaker import caretaker as run  # noqa: PLC0415 - its libraries take a second

    settings = configured()
    spoken()
    stop = until_told()
    await_database(settings, stop)
    if not stop.is_set():
        run(settings, stop)

"""`wagewatch relay`: the relay, and the reader of the feeds' topics, in the foreground."""

import threading
from collections.abc import Callable
from typing import Annotated

import typer

from streams.caretaker.auditor import Auditing
from streams.cli.foreground import configured, spoken, until_told
from streams.feeds import Feeds
from streams.readiness import await_database
from streams.relay import Relay
from streams.shift import CRASHED


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="relay")(relay)


def _run(part: Callable[[threading.Event], None], stop: threading.Event, done: list[str]) -> None:
    """Run one part; when it ends, however it ends, the other ends too."""
    try:
        part(stop)
        done.append(str(part))
    finally:
        stop.set()


def relay(
    feeds: Annotated[bool, typer.Option(help="同时接收主题 feeds.* / also take events from the topics feeds.*")] = True,
) -> None:
    """转发:流水送往主题 ledger,预警变更送往 alerts,并接收 feeds.*。Carry the journal and the alerts to the broker.

    Several may run; one is at work and the others wait for its end. With it runs the auditor, who looks whether every
    escalation that was due has happened.
    """
    settings = configured()
    spoken()
    stop = until_told()
    await_database(settings, stop)
    parts = [Relay(settings).run, Auditing(settings).run, *([Feeds(settings).run] if feeds else [])]
    done: list[str] = []
    threads = [threading.Thread(target=_run, args=(part, stop, done)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(done) < len(parts):
        raise typer.Exit(CRASHED)

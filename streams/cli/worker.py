"""`wagewatch worker`: one worker in the foreground."""

import asyncio
import os

import typer

from streams.cli.foreground import configured, spoken, until_told
from streams.readiness import await_broker, await_database
from streams.shift import shift


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="worker")(worker)


def worker() -> None:
    """判定进程:读取主题 ledger,逐帧归账、判定、存盘。Fold, judge and write the frames of the topic `ledger`.

    Start as many as the topic has partitions, one process each; they share the partitions. Only the addresses are
    needed: WAGEWATCH_DATABASE_URL and WAGEWATCH_BROKER, or a running `wagewatch up`. It ends with code 75 when no
    frame comes while frames wait, and with 70 when it crashed: let your deployment start it anew.
    """
    from streams.app import worker as composed  # noqa: PLC0415 - Faust takes seconds, also to print a help text

    settings = configured()
    spoken()
    stop = until_told()
    await_database(settings, stop)
    await_broker(settings, stop)
    code = 0 if stop.is_set() else asyncio.run(shift(composed(settings).app))
    os._exit(code)  # threads of a consumer that hangs must not keep the process

"""`wagewatch`, put together of its commands. A user sees sentences, never a traceback."""

import importlib
import sys
from typing import Final

import typer

from streams.cli.errors import Mistake

COMMANDS: Final = (
    "up", "demo", "ingest", "tick", "alerts", "replay", "explain", "status", "quarantine",
    "worker", "clock", "relay", "schema", "rules",
)  # fmt: skip
"""The modules of this package that register commands, in the order of `--help`."""

app = typer.Typer(
    name="wagewatch",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="薪哨 Wagewatch:工程建设领域农民工工资支付监测预警。\n\n"
    "Bank, attendance and project events in, alerts out: right, explained by the law's article, exactly once.",
)


@app.callback()
def wagewatch() -> None:
    """Keep `wagewatch COMMAND` the form of the command line, however few commands are loaded."""


def main() -> None:
    """Run the command line."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    for name in COMMANDS if asked not in COMMANDS else (asked,):  # loading all of them takes seconds
        importlib.import_module(f"streams.cli.{name}").register(app)
    try:
        app()
    except Mistake as mistake:
        typer.echo(f"wagewatch: {mistake}", err=True)
        sys.exit(mistake.code)


if __name__ == "__main__":
    main()

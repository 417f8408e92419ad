"""`wagewatch`, put together of its commands. A user sees sentences, never a traceback."""

import importlib
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import typer

from streams.cli.errors import Mistake

_NAMES: Final = (
    "up", "demo", "ingest", "tick", "alerts", "replay", "explain", "status", "quarantine", "template",
    "worker", "clock", "relay", "caretaker", "schema", "rules", "audit", "evidence",
)  # fmt: skip
COMMANDS: Final[Mapping[str, str]] = MappingProxyType({name: f"streams.cli.{name}" for name in _NAMES})
"""The commands and the modules that register them, in the order of `--help`; rooms above add theirs."""

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


def main(commands: Mapping[str, str] = COMMANDS) -> None:
    """Run the command line."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    wanted = [commands[asked]] if asked and asked in commands else list(commands.values())  # all of them take seconds
    for module in wanted:
        importlib.import_module(module).register(app)
    try:
        app()
    except Mistake as mistake:
        typer.echo(f"wagewatch: {mistake}", err=True)
        sys.exit(mistake.code)


if __name__ == "__main__":
    main()

"""`wagewatch tick`: move the running system's clock by hand."""

from datetime import date
from typing import Annotated

import typer

from infra.db.clock import ClockStore
from streams.cli.options import Lang, LangOption, day
from streams.cli.running import running_system
from streams.wording import chosen


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="tick")(tick)


def tick(
    to: Annotated[date, typer.Argument(parser=day, metavar="YYYY-MM-DD", help="走到这一天 / the day to reach")],
    lang: LangOption = Lang.ZH,
) -> None:
    """把系统时钟走到某一天,逐日写入日志;重复执行无影响。Move the clock by hand.

    Write the ticks of every missing day up to this one; again changes nothing.
    """
    with running_system() as running:
        clock = ClockStore(running.engine)
        days = clock.tick_to(to)
        if days:
            told = chosen("已走 {} 天:{} 至 {}", "{} ticks written: {} to {}", lang)
            typer.echo(told.format(len(days), days[0], days[-1]))
        else:
            typer.echo(chosen("时钟已在 {}", "the clock stands at {} already", lang).format(clock.today()))

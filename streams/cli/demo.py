"""`wagewatch demo`: see it happen, from nothing to the alerts of a county."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from infra.clock import elapsed
from infra.embedded.server import EngineFailed
from infra.settings import settings
from streams.cli.errors import Mistake
from streams.cli.foreground import until_told
from streams.cli.options import Lang, LangOption
from streams.cli.portal_address import show_portal
from streams.county import County, county
from streams.county.reckoning import Reckoning
from streams.county.table import summary, table
from streams.demo import NotHere, Performance, stage, written
from streams.judgement import StuckError
from streams.system import System
from streams.up import RunsAlready
from streams.wording import chosen

DEFAULT_SEED: Final = 1
_WIDE: Final = 150


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="demo")(demo)


def demo(
    seed: Annotated[int, typer.Option(help="换一个县 / another seed invents another county")] = DEFAULT_SEED,
    keep: Annotated[
        bool, typer.Option(help="保留运行状态,可用 wagewatch up 续跑 / keep the state, for `wagewatch up`")
    ] = True,
    stay: Annotated[
        bool | None,
        typer.Option(help="结束后门户继续开放,直到 Ctrl-C;默认在终端中如此 / keep serving the portal until Ctrl-C"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="事件文件写到何处 / where the county's events are written")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """虚构一个县,藏入十余起违法行为,看系统是否全部发现、有无误报。/ See it happen, from nothing to the alerts.

    Invent a county with a dozen offences hidden in it, stream it through a broker, a database and a worker started on
    this machine, and see whether all of them are found and nothing else. Exit code 0 only if so. On a terminal the
    portal then stays open until Ctrl-C.
    """
    console, began = Console(highlight=False), elapsed()
    home = settings().state_dir
    path = out or home / "demo.jsonl"
    made = county(seed)
    console.print(_opening(made, seed, lang), soft_wrap=True)
    show = _Show(made, path, home / "demo" if keep else None, console, lang, began)
    try:
        reckoning = show.performed(stay=sys.stdout.isatty() if stay is None else stay)
    except (NotHere, RunsAlready) as error:
        raise Mistake(str(error)) from None
    except (EngineFailed, StuckError) as error:
        raise Mistake(str(error), 1) from None
    if not reckoning.exact:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Show:
    """One demonstration on screen."""

    made: County
    path: Path
    kept: Path | None
    console: Console
    lang: str
    began_s: float

    def performed(self, *, stay: bool) -> Reckoning:
        """Let the system live through the county, say what it found, and stay open if wished."""
        written(self.made.events, self.path)
        with self._progress() as progress, stage(self.kept) as running:
            reckoning = self._lived_through(progress, running)
            progress.stop()
            self._tell(reckoning)
            if stay:
                self._stay(running)
        return reckoning

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.console)

    def _lived_through(self, progress: Progress, running: System) -> Reckoning:
        made, lang = self.made, self.lang
        streaming = _task(progress, ("逐日送入事件(天)", "streaming the events (days)"), made.days, lang)
        judging = _task(progress, ("归账与判定(帧)", "folding and judging (frames)"), None, lang)
        working = _task(progress, ("收案(条预警)", "taking up the alerts"), None, lang)
        performance = Performance(running.settings, made)
        try:
            performance.stream(self.path, lambda day: progress.update(streaming, completed=day))
            progress.update(streaming, completed=made.days)
            performance.judged(lambda far: progress.update(judging, total=far.frames, completed=far.judged))
            performance.taken_up(lambda far: progress.update(working, total=far.news, completed=far.done))
            performance.rehearsed()
            return performance.reckoning()
        finally:
            performance.close()

    def _tell(self, reckoning: Reckoning) -> None:
        console, lang = self.console, self.lang
        wide = console if console.width >= _WIDE or console.is_terminal else Console(highlight=False, width=_WIDE)
        wide.print(table(reckoning, lang))
        console.print(summary(reckoning, len(self.made.injected), lang), soft_wrap=True)
        took_s = elapsed() - self.began_s
        console.print(chosen(f"用时 {took_s:.0f} 秒。", f"It took {took_s:.0f} s.", lang))
        for line in _next(self.made, self.path, self.kept, lang):
            console.print(line, soft_wrap=True)

    def _stay(self, running: System) -> None:
        stop = until_told()
        show_portal(self.console, running, self.lang)
        text = ("门户已开放,按 Ctrl-C 结束。", "The portal is open; Ctrl-C ends it.")
        self.console.print(chosen(*text, self.lang), style="bold")
        running.run(stop)


def _task(progress: Progress, text: tuple[str, str], total: int | None, lang: str) -> TaskID:
    return progress.add_task(chosen(*text, lang), total=total)


def _opening(made: County, seed: int, lang: str) -> str:
    return chosen(
        f"虚构的贵州云山县(种子 {seed}):20 个项目,约 2,000 名工人,四个月,至 {made.as_of} 日终;"
        f"藏有 {len(made.injected)} 起违法行为,其余一切合法。",
        f"An invented county in Guizhou (seed {seed}): 20 projects, about 2,000 workers, four months to {made.as_of};"
        f" {len(made.injected)} offences hidden in it, all else lawful.",
        lang,
    )


def _next(made: County, path: Path, kept: Path | None, lang: str) -> Iterator[str]:
    """What to try now: why an alert, why none, the same without an engine, the whole system."""
    typed = Path(sys.argv[0])
    command = typed if typed.name == "wagewatch" and not shutil.which("wagewatch") else "wagewatch"
    crew, village = made.injected[1], made.injected[-1]
    first = crew.findings[0]
    on = f"--as-of {made.as_of} --events {path}"
    yield chosen("[bold]接下来可以试:[/]", "[bold]Try next:[/]", lang)
    for told, text in (
        (f"explain {first.project} {first.rule} {first.subject} {on}", ("为什么预警", "why this alert")),
        (
            f"explain {village.project} wages.unpaid {made.last_month} {on}",
            ("银行停报,为什么不认定欠薪", "its bank is silent: why nobody is accused"),
        ),
        (f"replay {path} --as-of {made.as_of}", ("不用引擎,重放得到同样结果", "the same answer, without any engine")),
        (
            f"up --clock manual --state-dir {kept}" if kept else "up",
            ("在浏览器里办理这些预警", "work these alerts in a browser")
            if kept
            else ("运行整个系统", "run the whole system"),
        ),
    ):
        yield f"  {command} {told}   [dim]# {chosen(*text, lang)}[/]"

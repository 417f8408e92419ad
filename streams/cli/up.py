"""`wagewatch up`: everything on this machine, in the foreground."""

import enum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from infra.embedded.server import EngineFailed
from infra.kafka.admin import BrokerUnavailable, TopicMismatch
from streams.cli.errors import Mistake
from streams.cli.foreground import until_told
from streams.cli.options import Lang, LangOption, PolicyOption
from streams.cli.portal_address import show_portal
from streams.parts import Part
from streams.system import System, Wanted, system
from streams.up import RunsAlready
from streams.wording import chosen

_ROLES: Final = {
    "postgres": ("数据库:流水、台账、预警", "database: journal, ledgers, alerts"),
    "tansu": ("消息代理(兼容 Kafka,全在内存)", "broker (speaks Kafka, all in memory)"),
    "relay": ("转发与接收:流水 → ledger,feeds.* → 流水", "relay and feeds"),
    "clock": ("时钟:每日日切(亚洲/上海)", "clock: a tick a day (Asia/Shanghai)"),
    "caretaker": ("办案:收案、期限、升级、通知", "caretaker: admits, watches deadlines, notifies"),
    "portal": ("门户:监察员的工作页面", "portal: the officers' pages"),
    "worker": ("判定:归账、判定、存盘", "worker: folds, judges, writes"),
}
_SAID: Final = {
    "ended": ("{name} 已退出,{detail} 秒后重启", "{name} ended; it is started again in {detail} s"),
    "started": ("{name} 已重启(进程 {detail})", "{name} runs again (process {detail})"),
    "failed": ("{name} 未能启动:{detail}", "{name} does not start: {detail}"),
}
_NEXT: Final = (
    ("wagewatch ingest EVENTS.jsonl", "送入事件文件", "send events in"),
    ("wagewatch tick YYYY-MM-DD", "手动日切(--clock manual 时)", "let a day begin (with --clock manual)"),
    ("wagewatch alerts", "查看未解除的预警", "see the open alerts"),
    ("wagewatch status", "查看收支核对与延迟", "see the accounting and the lag"),
)


class ClockKind(enum.StrEnum):
    """Who says which day it is."""

    WALL = "wall"
    MANUAL = "manual"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="up")(up)


def up(
    clock: Annotated[
        ClockKind, typer.Option(help="日期由系统时钟(wall)还是 tick 命令(manual)决定 / who says which day it is")
    ] = ClockKind.WALL,
    state_dir: Annotated[
        Path, typer.Option(envvar="WAGEWATCH_STATE_DIR", help="状态目录 / where everything is kept")
    ] = Path(".wagewatch"),
    workers: Annotated[int, typer.Option(min=1, help="判定进程数 / how many workers")] = 1,
    policy: PolicyOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """在本机前台启动全部组件;Ctrl-C 全部停止,再次启动接着运行。Run everything here until Ctrl-C.

    PostgreSQL and a Kafka-compatible broker are started too, unless WAGEWATCH_DATABASE_URL or WAGEWATCH_BROKER name
    others. What ends is started again. Started again on the same state directory, it resumes with nothing lost.
    """
    console = Console(stderr=False, highlight=False)
    stop = until_told()
    wanted = Wanted(state_dir, workers, policy, wall_clock=clock is ClockKind.WALL)
    console.print(chosen("正在启动……", "starting…", lang))

    def said(what: str, part: Part, detail: str) -> None:
        console.print(chosen(*_SAID[what], lang).format(name=part.name, detail=detail))

    try:
        with system(wanted, said) as running:
            _show(console, running, wanted, lang)
            running.run(stop)
            console.print(chosen("正在停止……", "stopping…", lang))
    except RunsAlready as error:
        raise Mistake(str(error), code=3) from None
    except (EngineFailed, BrokerUnavailable, TopicMismatch) as error:
        raise Mistake(str(error), code=1) from None
    console.print(chosen("已全部停止。", "everything is stopped.", lang))


def _show(console: Console, running: System, wanted: Wanted, lang: str) -> None:
    table = Table(title=chosen("薪哨正在运行", "Wagewatch is running", lang), title_justify="left")
    for heading in (("组件", "part"), ("作用", "what it does"), ("进程", "process")):
        table.add_column(chosen(*heading, lang))
    for name, pid in running.supervisor.pids.items():
        table.add_row(name, chosen(*_ROLES[name.partition("-")[0]], lang), str(pid))
    console.print(table)
    show_portal(console, running, lang)
    console.print(chosen("消息代理", "broker", lang), running.settings.broker, soft_wrap=True)
    console.print(chosen("状态与日志", "state and logs", lang), str(wanted.state_dir.absolute()), soft_wrap=True)
    for command, zh, en in _NEXT:
        console.print(f"  {command:<32}{chosen(zh, en, lang)}")
    console.print(chosen("按 Ctrl-C 停止。", "Ctrl-C stops it.", lang))

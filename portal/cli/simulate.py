"""`wagewatch simulate bank|site`: a sender of the demonstration county, over the real interface."""

import json
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from portal.client import Failed
from portal.simulate.course import Line, lived, total
from portal.simulate.day import Day, bank_days, site_days
from portal.simulate.orders import asked
from portal.simulate.rows import yuan
from portal.simulate.wire import Wire
from streams.cli.errors import Mistake
from streams.cli.options import Lang, LangOption
from streams.cli.tables import console
from streams.county import Shape, county
from streams.wording import chosen

_HEADINGS = (
    ("日期", "day"), ("文件", "file"), ("方式", "how"), ("收到", "received"), ("接受", "accepted"),
    ("重复", "duplicate"), ("隔离", "quarantined"), ("金额(元)", "yuan"), ("相符", "agrees"),
)  # fmt: skip
_WORDS = {
    "first": ("首次", "first"), "pieces": ("分片续传", "in pieces"), "message": ("ISO 20022", "ISO 20022"),
    "again": ("重发", "again"), "repaired": ("更正", "repaired"), "terminal": ("终端上传", "terminal"),
    "late": ("离线补传", "back-fill"), "completed": ("报送完毕", "completed"), "order": ("查控询问", "order"),
    "free": ("查控:未受保护", "gate: unprotected"), "held": ("查控:暂缓", "gate: held"), "case": ("案件", "case"),
}  # fmt: skip
UrlOption = Annotated[str, typer.Option("--url", help="门户地址 / the portal's address")]
KeyOption = Annotated[
    Path,
    typer.Option("--key", exists=True, dir_okay=False, help="私钥 JWK 文件,含 kid / the private JWK, with its kid"),
]
DaysOption = Annotated[int, typer.Option("--days", min=1, help="模拟多少个有报送的日子 / days with deliveries")]
SeedOption = Annotated[int, typer.Option("--seed", help="示范县种子 / the county's seed")]
ProjectsOption = Annotated[int, typer.Option("--projects", min=2, max=100, help="示范县项目数 / its projects")]
WorkersOption = Annotated[int, typer.Option("--workers", min=12, max=2000, help="每项目人数 / workers per project")]
WaitOption = Annotated[
    float,
    typer.Option(
        "--gate-wait", min=0, help="等待账户入保护名单的秒数,0 则不询问闸门 / seconds for a mark; 0 asks no gate"
    ),
]
MonthsOption = Annotated[int, typer.Option("--months", min=1, max=12, help="月数 / months")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    below = typer.Typer(help="模拟一家银行或一个工地,经真实接口报送 / a bank or a site, over the real interface")
    below.command(name="bank")(bank)
    below.command(name="site")(site)
    app.add_typer(below, name="simulate")


def bank(
    key: KeyOption,
    url: UrlOption = "http://127.0.0.1:8000",
    code: Annotated[str, typer.Option("--bank", help="银行代码 / the bank's code")] = "402",
    days: DaysOption = 40,
    seed: SeedOption = 1,
    projects: ProjectsOption = 3,
    workers: WorkersOption = 60,
    months: MonthsOption = 2,
    gate_wait: WaitOption = 60,
    lang: LangOption = Lang.ZH,
) -> None:
    """模拟一家银行逐日报送。/ One bank, day by day: files, statements, cut connections, repairs, the freeze gate.

    Exit code 0 only if every receipt says what was sent.
    """
    shape = Shape(projects=projects, workers=workers, months=months, offences=0)
    _played(bank_days(county(seed, shape).events, code), days, url, key, lang, gate_wait)


def site(
    key: KeyOption,
    project: Annotated[str, typer.Option("--project", help="项目编号 / the project")],
    source: Annotated[str, typer.Option("--source", help="本单位的来源 / the client's source")],
    url: UrlOption = "http://127.0.0.1:8000",
    days: DaysOption = 40,
    seed: SeedOption = 1,
    projects: ProjectsOption = 3,
    workers: WorkersOption = 60,
    months: MonthsOption = 2,
    lang: LangOption = Lang.ZH,
) -> None:
    """模拟一个工地逐日报送。/ One site, day by day: roster, pay sheets, terminals that are offline now and then."""
    shape = Shape(projects=projects, workers=workers, months=months, offences=0)
    _played(site_days(county(seed, shape).events, project, source), days, url, key, lang)


def _played(days: Iterator[Day], most: int, url: str, key: Path, lang: str, gate_wait: float = 0) -> None:
    run, lines = uuid.uuid4().hex[:8], list[Line]()
    wire = Wire(url, _key(key))
    try:
        _live(list(islice(days, most)), wire, run, lines, gate_wait, lang)
    except Failed as error:
        raise Mistake(f"the door refused: {error}", 1) from error
    except OSError as error:
        raise Mistake(f"{url} cannot be reached: {error}", 1) from error
    finally:
        wire.close()
    console().print(table(lines, lang))
    console().print(summary(lines, lang))
    if not lines or not all(line.agrees for line in lines):
        raise Mistake(chosen("回执与所送不符", "the receipts do not say what was sent", lang), 1)


def _live(days: list[Day], wire: Wire, run: str, lines: list[Line], gate_wait: float, lang: str) -> None:
    opened = next((account for day in days for account in day.opened), None)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(chosen("报送", "sending", lang), total=len(days))
        for line in lived(days, wire, run):
            at = next((n for n, day in enumerate(days) if f"{day.day}" == line.day), 0)
            bar.update(task, description=f"{line.day} {line.name}", completed=at)
            lines.append(line)
        if gate_wait:
            bar.update(task, description=chosen("询问闸门", "asking the gate", lang), completed=len(days))
            lines.extend(asked(wire, opened, run, gate_wait))


def summary(lines: list[Line], lang: str) -> Table:
    """The receipts by the way in which they came about, with their sums."""
    drawn = Table(title=chosen("回执汇总", "receipts", lang), header_style="bold", pad_edge=False)
    for heading in (_HEADINGS[2], ("份数", "number"), *_HEADINGS[3:]):
        drawn.add_column(chosen(*heading, lang), justify="left" if heading == _HEADINGS[2] else "right")
    for how, words in _WORDS.items():
        if mine := [line for line in lines if line.how == how]:
            agrees = all(line.agrees for line in mine)
            cells = _cells(*total(mine)) if any(line.due for line in mine) else [""] * 5
            drawn.add_row(chosen(*words, lang), f"{len(mine):,}", *cells, _verdict(agrees=agrees, wrong=""))
    return drawn


def table(lines: list[Line], lang: str) -> Table:
    """What was sent and what its receipts say; where they differ, what was due stands behind."""
    drawn = Table(header_style="bold", pad_edge=False)
    for heading in _HEADINGS:
        drawn.add_column(chosen(*heading, lang), overflow="fold")
    for line in lines:
        how = chosen(*_WORDS[line.how], lang) + (chosen("(曾中断)", " (was cut)", lang) if line.cut else "")
        drawn.add_row(
            line.day, line.name, how, *_cells(line.due, line.told), _verdict(agrees=line.agrees, wrong=line.wrong)
        )
    due, told = total(lines)
    drawn.add_section()
    drawn.add_row("", chosen("合计", "total", lang), "", *_cells(due, told), _verdict(agrees=due == told, wrong=""))
    return drawn


def _cells(due: dict[str, int], told: dict[str, int]) -> list[str]:
    shown = {name: yuan if name == "fen" else "{:,}".format for name in due}
    return [
        shown[name](told[name]) if told[name] == due[name] else f"{shown[name](told[name])} ≠ {shown[name](due[name])}"
        for name in due
    ] or [""] * 5


def _verdict(*, agrees: bool, wrong: str) -> str:
    return "[green]✔[/]" if agrees else f"[red]✘[/] {wrong}"


def _key(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text("utf-8"))
        return {**read, "kid": str(read["kid"])}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Mistake(f"{path} is no private JWK with a kid") from error

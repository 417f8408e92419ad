"""`wagewatch ingest`: files of any kind into the running system, through the same intake as the banks' interface."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, wrap_file

from infra.db.acceptance import Receipt
from infra.db.beats import Beats
from infra.db.clock import ClockStore
from infra.db.standing import Judged, StandingStore
from infra.vault import Vault
from streams.cli.errors import Mistake
from streams.cli.files import (
    AccountsOption,
    BankOption,
    CompleteOption,
    FeedOption,
    PaymentsOption,
    PurposesOption,
    Said,
    SheetOption,
    SourceOption,
    accepted,
    limits_of,
    manner_of,
)
from streams.cli.options import Form, FormOption, Lang, LangOption, day
from streams.cli.running import Running, running_system
from streams.cli.tables import console
from streams.drive import Drive
from streams.intake import Intake
from streams.judgement import Judgement, StuckError
from streams.wording import chosen

_FIGURES = ("received", "accepted", "duplicate", "quarantined")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="ingest")(ingest)


def ingest(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="文件:JSON Lines、JSON、CSV、XLSX、ISO 20022 XML,可用 gzip 或 zstd 压缩 / files, also packed",
        ),
    ],
    feed: FeedOption = None,
    source: SourceOption = None,
    bank: BankOption = None,
    sheet: SheetOption = None,
    accounts: AccountsOption = None,
    purposes: PurposesOption = None,
    payments: PaymentsOption = None,
    complete: CompleteOption = False,
    numbers: Annotated[
        bool,
        typer.Option(
            "--numbers",
            help="身份证号、卡号转为代号并加密保存 / turn identity and card numbers into tokens, kept encrypted",
        ),
    ] = False,
    drive_clock: Annotated[
        bool, typer.Option("--drive-clock", help="按记录的接收时间走时钟 / the recorded receivedtime drives the clock")
    ] = False,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            parser=day,
            metavar="YYYY-MM-DD",
            help="与 --drive-clock 同用:走到该日日终 / with --drive-clock: up to the end of this day",
        ),
    ] = None,
    patience: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="毫无进展多久即报错 / give up when nothing moves so long")
    ] = 120.0,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """把文件送入运行中的系统。/ Send files into the running system.

    What a file is, is told by what is in it; docs/files.md says what may be in it and what becomes of it.
    With --drive-clock --as-of D a recorded file is played: each event keeps its receivedtime, a day's tick is written
    whenever a later day begins, what was received after D is left out, and the command returns when everything has
    been judged on D.
    """
    if drive_clock != (as_of is not None):
        raise typer.BadParameter("--drive-clock and --as-of go together")
    said = Said(feed, source, bank, sheet, accounts, purposes, payments, complete)
    with running_system() as running:
        vault = Vault.of(running.engine, running.settings)
        intake = Intake(running.engine, vault=vault, tokens=numbers and not drive_clock)
        if as_of:
            receipts, left_out = _driven(running, intake, files, as_of, patience)
        else:
            receipts, left_out = _sent(running, intake, files, said, lang), 0
    _print(receipts, left_out, form, lang)


def _sent(running: Running, intake: Intake, files: list[Path], said: Said, lang: str) -> list[Receipt]:
    limits = limits_of(running.settings)
    manner = manner_of(said, limits, lang)
    receipts = []
    for path in files:
        with _read(path) as file:
            receipts.append(accepted(intake, file, path.name, manner, limits, lang))
    return receipts


def _driven(
    running: Running, intake: Intake, files: list[Path], as_of: date, patience: float
) -> tuple[list[Receipt], int]:
    clock = ClockStore(running.engine)
    today = clock.today()
    if today is not None and today > as_of:
        raise Mistake(f"the system's clock stands at {today} already; it cannot be driven to {as_of}")
    drive = Drive(intake, clock, as_of)
    receipts: list[Receipt] = []
    for path in files:
        with _read(path) as lines:
            receipts.extend(drive.play(lines, path.name))
    drive.finish()
    _await_judgement(running, as_of, patience)
    return receipts, drive.left_out


def _await_judgement(running: Running, as_of: date, patience: float) -> None:
    judgement = Judgement(StandingStore(running.engine), Beats(running.engine), time.sleep)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"判定至 {as_of} / judging")

        def tell(judged: Judged) -> None:
            progress.update(task, total=judged.frames, completed=min(judged.judged, judged.frames))

        try:
            judgement.wait(as_of, patience, tell)
        except StuckError as error:
            raise Mistake(str(error), 1) from error


@contextmanager
def _read(path: Path) -> Iterator[IO[bytes]]:
    try:
        with (
            path.open("rb") as file,
            wrap_file(
                file, total=path.stat().st_size, description=path.name, transient=True, console=Console(stderr=True)
            ) as lines,
        ):
            yield lines
    except OSError as error:
        raise Mistake(f"{path} cannot be read: {error.strerror}") from error


def _print(receipts: list[Receipt], left_out: int, form: Form, lang: str) -> None:
    total = {figure: sum(getattr(receipt, figure) for receipt in receipts) for figure in _FIGURES}
    if form is Form.JSON:
        answer: dict[str, Any] = {"accounting": total, "left_out": left_out, "receipts": [asdict(r) for r in receipts]}
        typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=1).decode())
        return
    told = chosen(
        "收到 {received:,} 条记录 = 接受 {accepted:,} + 重复 {duplicate:,} + 隔离 {quarantined:,}",
        "{received:,} records received = {accepted:,} accepted + {duplicate:,} duplicate + {quarantined:,} quarantined",
        lang,
    )
    console().print(told.format(**total))
    if left_out:
        later = chosen("{} 行晚于该日收到,未送入", "{} lines were received later and are left out", lang)
        console().print(later.format(left_out))
    if total["quarantined"]:
        console().print(chosen("隔离的记录:wagewatch quarantine list", "see `wagewatch quarantine list`", lang))

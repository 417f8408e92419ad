"""`wagewatch quarantine`: the records set aside, and their way back."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer
from psycopg import Connection
from rich.table import Table

from infra.db.quarantine import QuarantineStore, SetAside, Why
from infra.db.readings import ReadingStore
from infra.db.repairs import was_repaired
from infra.vault import Vault
from schemas.checking import check_event
from streams.arrivals import pair_of
from streams.cli.errors import Mistake
from streams.cli.options import Form, FormOption, Lang, LangOption
from streams.cli.quarantine_export import export
from streams.cli.running import Running, running_system
from streams.cli.tables import console
from streams.formats.again import sent_event
from streams.intake import Intake, Receipt
from streams.repair import NUMBER, NotRepairableError, comes_whole, repaired_event, still_wrong
from streams.settling import Repairer
from streams.wording import chosen

Number = Annotated[int, typer.Argument(metavar="N", help="隔离编号 / its number in the list")]
_HEADINGS = (
    ("编号", "no."),
    ("记录数", "records"),
    ("项目", "project"),
    ("类型", "type"),
    ("位置与原因", "where and why"),
)
quarantine = typer.Typer(
    no_args_is_help=True, help="被隔离的记录:列出、查看、更正后重新送入。/ Records set aside: list, show, send again."
)


quarantine.command()(export)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(quarantine, name="quarantine")


@quarantine.command(name="list")
def list_command(
    everything: Annotated[bool, typer.Option("--all", help="包括已重新送入的 / those sent again, too")] = False,
    limit: Annotated[int, typer.Option(min=1, help="最多列出 / at most")] = 100,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """列出隔离的记录,最近的在前。/ List what is set aside, the newest first."""
    with running_system() as running:
        rows = QuarantineStore(running.engine).listed(everything=everything, limit=limit)
    if form is Form.JSON:
        _echo([_as_dict(row) for row in rows])
        return
    table = Table(title=chosen("隔离的记录", "Records set aside", lang), title_justify="left")
    for heading in _HEADINGS:
        table.add_column(chosen(*heading, lang), overflow="fold")
    for row in rows:
        why = "\n".join(_why(reason, lang) for reason in row.reasons)
        table.add_row(str(row.id), str(row.records), row.project or "", row.kind or "", f"{_place(row)}\n{why}")
    console().print(table)


@quarantine.command()
def show(number: Number, form: FormOption = Form.TABLE, lang: LangOption = Lang.ZH) -> None:
    """查看一条隔离的记录、原因与原文。/ Show one record with its reasons and what was received."""
    with running_system() as running:
        store = QuarantineStore(running.engine)
        row, newest = store.row(number), _row(store, number)
    row = row or newest
    if form is Form.JSON:
        _echo(_as_dict(row))
        return
    console().print(f"{row.id}  {row.state}  {_place(row)}", markup=False)
    if row.retried_as:
        console().print(chosen("已重新送入为 {}", "sent again as {}", lang).format(row.retried_as), markup=False)
    if row.superseded_by:
        said = chosen("更正后仍有误,现为 {}", "was wrong again, now {}", lang)
        console().print(said.format(newest.id), markup=False)
    for reason in row.reasons:
        console().print(_why(reason, lang), markup=False)
    console().print(_value(row), markup=False)


@quarantine.command()
def retry(
    number: Number,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", exists=True, dir_okay=False, help="更正后的记录或事件 / the repaired line or event (JSON)"
        ),
    ] = None,
    form: FormOption = Form.TABLE,
    lang: LangOption = Lang.ZH,
) -> None:
    """重新检查并送入,作为一个新事件(新 id)。/ Check again and send in, as a new event with a new id.

    Of a record that was wrong again this is the newest row, which took its place.

    With --file the repaired line (or event, where all of it was set aside) is taken from there. Nothing is written
    as long as something is still wrong.
    """
    with running_system() as running:
        event_id, receipt = _sent_again(running, number, None if file is None else _repaired(file), lang)
    if form is Form.JSON:
        _echo({"id": event_id, "accepted": receipt.accepted, "quarantined": receipt.quarantined})
    else:
        said = chosen("已送入 {},接受 {} 条记录", "sent again as {}, {} records accepted", lang)
        console().print(said.format(event_id, receipt.accepted), markup=False)


def _sent_again(running: Running, number: int, repaired: Any, lang: str) -> tuple[str, Receipt]:
    store = QuarantineStore(running.engine)
    row = _row(store, number)
    if row.state != "open":
        raise Mistake(f"record {row.id} was sent again already, as {row.retried_as}", 1)
    try:
        event = repaired_event(row, _sent(store, ReadingStore(running.engine), row), repaired)
    except NotRepairableError as error:
        raise Mistake(str(error), 1) from error
    vault = Vault.of(running.engine, running.settings)
    tokens = vault.tokens()
    checked = check_event(tokens.value(event))
    if wrong := still_wrong(row, checked):
        told = "; ".join(_why(Why(r.field, r.found, r.expected, r.expected_zh), lang) for r in wrong)
        raise Mistake(f"still wrong, nothing was sent: {told}", 1)

    def settled(connection: Connection[Any]) -> None:
        if not was_repaired(connection, row.id, checked.id or ""):
            raise Mistake(f"record {row.id} was sent again by somebody else just now", 1)

    line = msgspec.json.encode({**event, NUMBER: str(row.id)}) + b"\n"
    receipt = Intake(running.engine, vault=vault).accept_checked(
        [(line, checked)], name=f"quarantine/{row.id}", channel="retry", alongside=settled, tokens=tokens,
        by=Repairer(console=True),
    )  # fmt: skip
    return checked.id or "", receipt


def _sent(store: QuarantineStore, readings: ReadingStore, row: SetAside) -> bytes:
    """The event as sent; of a sheet as sent last, so that lines repaired before are not lost."""
    last = store.last_retry(row) if comes_whole(row) else None
    pair = pair_of(row.source, last)
    carrier = None if pair is None else store.carrier(UUID(bytes=pair))
    if carrier is not None:
        return store.line(carrier, 1)
    return sent_event(store, readings, row.submission_id, row.line_no)


def _row(store: QuarantineStore, number: int) -> SetAside:
    row = store.newest(number)
    if row is None:
        raise Mistake(f"there is no record {number} in quarantine; see `wagewatch quarantine list --all`", 1)
    return row


def _repaired(file: Path) -> Any:
    try:
        return msgspec.json.decode(file.read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise Mistake(f"{file} is no JSON: {error}") from error


def _place(row: SetAside) -> str:
    line = "" if row.line_index is None else f"[{row.line_index}]"
    return f"{row.submission}:{row.line_no}{line}  {row.source or '?'} {row.event_id or '?'}"


def _why(reason: Why, lang: str) -> str:
    if lang == Lang.ZH:
        return f"{reason.field or '整行'}:收到 {reason.found},应为 {reason.expected_zh}"
    return f"{reason.field or 'the line'}: found {reason.found}, expected {reason.expected}"


def _value(row: SetAside) -> str:
    return "" if row.value is None else msgspec.json.format(row.value, indent=1)


def _as_dict(row: SetAside) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(row)
    told["value"] = None if row.value is None else msgspec.json.decode(row.value)
    return told


def _echo(answer: Any) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(answer), indent=1).decode())

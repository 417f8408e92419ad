"""`wagewatch submit`: a file to somebody's Wagewatch, as a machine client."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from portal.client.sender import Failed, Sender
from streams.cli.errors import Mistake
from streams.cli.files import FeedOption, SheetOption, SourceOption


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="submit")(submit)


def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="要报送的文件 / the file")],
    to: Annotated[str, typer.Option("--to", metavar="URL", help="系统地址 / the server")],
    keyfile: Annotated[Path, typer.Option("--key", exists=True, dir_okay=False, help="私钥(JWK) / the private JWK")],
    client: Annotated[str | None, typer.Option("--client", help="客户端编号 / the client")] = None,
    feed: FeedOption = None,
    source: SourceOption = None,
    sheet: SheetOption = None,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help="camt.053:对账单日期同时表示报送完毕 / the statement says that all was delivered"
        ),
    ] = False,
    again: Annotated[
        str, typer.Option("--again", metavar="WORD", help="作为新的一次报送,例如改了对照表之后 / as a new request")
    ] = "",
    receipt: Annotated[Path | None, typer.Option("--receipt", help="回执文件 / where to keep it")] = None,
    rejected: Annotated[
        Path | None, typer.Option("--rejected", help="被隔离的行存到哪里 / where to put the rows that were set aside")
    ] = None,
) -> None:
    """报送文件并取得签名回执;中断后重新执行即可。/ Submit a file; run it again if it broke off."""
    said = {name: value for name, value in (("feed", feed), ("source", source), ("sheet", sheet)) if value}
    said |= {"complete": "true"} if complete else {}
    columns = (TextColumn(file.name), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    try:
        key = json.loads(keyfile.read_text("utf-8"))
        with Sender(to, key) as sender, Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(file.name, total=file.stat().st_size)
            told = sender.submit(file, said, lambda come, _size: bar.update(task, completed=come), again)
            aside = sender.rejected(told.id) if rejected and told.receipt["records"]["quarantined"] else b""
    except Failed as failed:
        raise Mistake(str(failed), 1) from failed
    except (OSError, ValueError) as error:
        raise Mistake(f"{keyfile} or {file} cannot be read: {error}") from error
    if client is not None and told.receipt["client"]["id"] != client:
        raise Mistake(f"the key is {told.receipt['client']['id']}'s, not {client}'s", 1)
    text = json.dumps({"receipt": told.receipt, "jws": told.jws}, ensure_ascii=False, indent=1)
    if receipt is not None:
        receipt.write_text(text + "\n", "utf-8")
    if rejected is not None and aside:
        rejected.write_bytes(aside)
    typer.echo(text)

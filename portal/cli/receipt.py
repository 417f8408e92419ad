"""`wagewatch receipt verify`: whether a receipt is genuine, without asking anybody."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from infra.settings import settings
from infra.signing import NotSigned, Signer
from portal.client.receipts import checked
from streams.cli.errors import Mistake

receipt = typer.Typer(no_args_is_help=True, help="报送回执。/ Receipts of submissions.")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(receipt, name="receipt")


@receipt.callback()
def receipts() -> None:
    """Keep `receipt verify` the form of the command line, with one command only."""


@receipt.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="回执(JSON或JWS) / the receipt")],
    keys: Annotated[
        str | None,
        typer.Option(help="公钥集:文件或网址,默认为本机的密钥 / a JWK set: file or URL; default: our own keys"),
    ] = None,
    of: Annotated[
        Path | None, typer.Option("--file", exists=True, dir_okay=False, help="回执所指的文件 / the file it is about")
    ] = None,
) -> None:
    """核验回执的签名,可同时核对文件。/ Check a receipt's signature, and the file that it is about."""
    try:
        told = checked(file.read_text("utf-8"), _keys(keys))
    except NotSigned as error:
        raise Mistake(f"not genuine: {error}", 1) from error
    except (OSError, ValueError, httpx.HTTPError) as error:
        raise Mistake(f"the receipt or the keys cannot be read: {error}") from error
    if of is not None:
        with of.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != told["file"]["sha256"]:
                raise Mistake(f"the receipt is genuine, but about another file than {of}", 1)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _keys(given: str | None) -> dict[str, Any]:
    if given is None:
        return Signer.of(settings()).public()
    if given.startswith(("http://", "https://")):
        return dict(httpx.get(given, timeout=30).raise_for_status().json())
    return dict(json.loads(Path(given).read_text("utf-8")))

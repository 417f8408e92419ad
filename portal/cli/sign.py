"""`wagewatch sign`: the signature of one request, for clients that cannot sign: `curl -H "$(wagewatch sign …)"`."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import httpx
import typer
from joserfc.errors import JoseError

from infra.signed_request import HEADER, NOTHING, BadKey
from portal.client.signing import Signature
from streams.cli.errors import Mistake


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="sign")(sign)


def sign(
    method: Annotated[str, typer.Argument(metavar="METHOD", help="请求方法 / GET, POST, PUT, PATCH …")],
    url: Annotated[str, typer.Argument(metavar="URL", help="请求地址,含查询参数 / the address with its query")],
    keyfile: Annotated[Path, typer.Option("--key", exists=True, dir_okay=False, help="私钥(JWK) / the private JWK")],
    data: Annotated[
        Path | None, typer.Option("--data", exists=True, dir_okay=False, help="请求正文 / the body, if there is one")
    ] = None,
) -> None:
    """为一次请求签名,输出可交给 curl -H 的请求头。/ Sign one request; print the header for `curl -H`."""
    try:
        signed = Signature(json.loads(keyfile.read_text("utf-8"))).over(method.upper(), _target(url), _digest(data))
    except (BadKey, JoseError, KeyError, TypeError, ValueError, OSError) as error:
        raise Mistake(f"{keyfile}: expected a private JWK with a kid ({error})") from error
    typer.echo(f"{HEADER}: {signed}")


def _target(url: str) -> str:
    return httpx.URL(url).raw_path.decode()


def _digest(data: Path | None) -> str:
    if data is None:
        return NOTHING
    with data.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()

"""`wagewatch vault`: the keys of identity and card numbers, and the key that signs."""

import typer

from infra import clock
from infra.db.engine import UnreachableError
from infra.settings import settings
from infra.signing import BadSigningKeys, rotated
from infra.vault import Vault, VaultLocked
from streams.cli.errors import Mistake
from streams.cli.running import running_system

vault = typer.Typer(no_args_is_help=True, help="身份证号与卡号的加密密钥。/ The keys of identity and card numbers.")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(vault, name="vault")


@vault.command()
def rotate() -> None:
    """更换数据密钥,全部号码重新加密。/ Begin a new data key, encrypt every number anew, wrap all keys anew.

    To change the key that wraps them, put a new one in front in WAGEWATCH_SEAL_KEYS everywhere, then call this.
    """
    with running_system() as running:
        try:
            count = Vault.of(running.engine, running.settings).rotate(clock.now())
        except VaultLocked as error:
            raise Mistake(str(error), 1) from error
    typer.echo(str(count))


@vault.command(name="rotate-signing-key")
def rotate_signing_key() -> None:
    """更换签名密钥,重启门户后生效;旧回执仍可验证。/ Sign with a new key from the portal's next start on."""
    try:
        typer.echo(rotated(settings()))
    except (BadSigningKeys, UnreachableError, OSError) as error:
        raise Mistake(str(error), 1) from error

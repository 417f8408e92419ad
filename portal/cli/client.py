"""`wagewatch client`: machine clients and their keys."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from infra import clock
from infra.db.clients import Clients, Taken, Unknown
from infra.db.clients.registration import Registrar, Wrong, new_client
from infra.db.clock import ClockStore
from infra.db.messages import MessageWords
from infra.db.offices.refusal import RefusedError
from infra.db.offices.senders import Senders
from infra.signed_request import BadKey
from schemas.client import ClientKind
from schemas.feeds.beside import OwnAccount
from schemas.office import EVERYWHERE, Officer, Role, Sight
from streams.cli.errors import Mistake
from streams.cli.files import AccountsOption, PurposesOption
from streams.cli.options import Form, FormOption, Lang, LangOption
from streams.cli.running import Running, running_system
from streams.cli.tables import console
from streams.formats.mapping import accounts_of, purposes_of
from streams.formats.refused import Limits, Refused
from streams.wording import chosen

_CONSOLE = "console"
client = typer.Typer(no_args_is_help=True, help="接口客户端及其密钥。/ Machine clients and their keys.")
ClientId = Annotated[str, typer.Argument(metavar="ID", help="客户端编号 / the client's id")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(client, name="client")


@client.command()
def add(
    client_id: ClientId,
    kind: Annotated[ClientKind, typer.Option(help="类别 / what it is")],
    name: Annotated[str, typer.Option(help="名称 / its name")],
    bank_code: Annotated[str, typer.Option(help="银行代码(三位) / the bank's code")] = "",
    project: Annotated[list[str] | None, typer.Option(help="项目编号,可多次 / its projects")] = None,
    region: Annotated[list[str] | None, typer.Option(help="辖区代码,可多次 / its regions")] = None,
    source: Annotated[
        str, typer.Option(help="数据来源,默认 urn:bank:代码 等 / what its events' sources begin with")
    ] = "",
) -> None:
    """登记一个客户端。/ Register a client."""
    made = new_client(client_id, kind, name, bank_code, project or (), region or (), source)
    with running_system() as running:
        _told(lambda: _registrar(running).add(made), client_id)
    typer.echo(made.source)


@client.command()
def key(
    client_id: ClientId,
    file: Annotated[
        Path | None, typer.Option("--file", exists=True, dir_okay=False, help="公钥(JWK或PEM) / its public key")
    ] = None,
    certificate: Annotated[str | None, typer.Option(help="证书SHA-256指纹 / a certificate's SHA-256")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="有效天数 / good for so many days")] = None,
) -> None:
    """登记公钥或证书;两者都不给时生成一对,私钥只显示这一次。/ Add a key; without one a pair is made and shown once."""
    until = None if days is None else clock.now() + timedelta(days=days)
    with running_system() as running:
        registrar = _registrar(running)
        if certificate is not None:
            typer.echo(_told(lambda: registrar.add_certificate(client_id, certificate, until), client_id))
        elif file is not None:
            typer.echo(_told(lambda: registrar.add_key(client_id, file.read_text("utf-8"), until), client_id))
        else:
            typer.echo(json.dumps(_told(lambda: registrar.generate(client_id, until), client_id)))


@client.command()
def messages(
    client_id: ClientId,
    accounts: AccountsOption = None,
    purposes: PurposesOption = None,
) -> None:
    """设置 ISO 20022 报文的账户、用途对照表(整体替换)。/ Replace the tables beside a bank's ISO 20022 messages."""
    with running_system() as running:
        store = MessageWords(running.engine)
        if Clients(running.engine).get(client_id) is None:
            raise Mistake(f"there is no client {client_id}", 1)
        try:
            _set(store, _registrar(running), client_id, accounts, purposes)
        except (Refused, OSError, UnicodeDecodeError) as error:
            raise Mistake(str(error), 1) from error
        told = {"accounts": len(store.accounts(client_id)), "purposes": store.purposes(client_id)}
    typer.echo(json.dumps(told, ensure_ascii=False))


def _set(
    store: MessageWords, registrar: Registrar, client_id: str, accounts: Path | None, purposes: Path | None
) -> None:
    """Read what is given, then write it: a file that cannot be read changes nothing."""
    rows: list[OwnAccount] = []
    if accounts is not None:
        with accounts.open("rb") as file:
            rows = [OwnAccount(number, *where) for number, where in accounts_of(file, Limits()).items()]
    said = {} if purposes is None else purposes_of(purposes.read_text("utf-8"))
    if accounts is not None:
        store.put_accounts(client_id, rows, registrar.entry(client_id, "message_accounts_set", {"accounts": len(rows)}))
    if purposes is not None:
        store.put_purposes(client_id, said, registrar.entry(client_id, "message_purposes_set", {"codes": len(said)}))


@client.command()
def revoke(client_id: ClientId, kid: Annotated[str, typer.Argument(help="密钥编号 / the key's id")]) -> None:
    """吊销密钥,立即生效。/ Refuse a key from now on."""
    with running_system() as running:
        _told(lambda: _registrar(running).revoke(client_id, kid), client_id)


@client.command()
def sender(
    client_id: ClientId,
    name: Annotated[str, typer.Argument(help="用户名 / the sign-in name")],
    called: Annotated[str, typer.Option(help="姓名 / the person's name")],
) -> None:
    """登记报送人员,密码只显示这一次。/ Let somebody sign in for a client; the password is shown once."""
    with running_system() as running:
        day = ClockStore(running.engine).today() or clock.today()
        console = Officer(_CONSOLE, _CONSOLE, "", frozenset({Role.ADMIN}), Sight((EVERYWHERE,)))
        try:
            password = Senders(running.engine, console, day).add(client_id, name, called)
        except RefusedError as error:
            raise Mistake(f"nobody was let in: {error}", 1) from None
    typer.echo(f"{name} {password}")


@client.command(name="list")
def list_command(form: FormOption = Form.TABLE, lang: LangOption = Lang.ZH) -> None:
    """列出客户端与密钥。/ List clients and keys."""
    with running_system() as running:
        rows = Clients(running.engine).listed()
    now = clock.now()
    if form is Form.JSON:
        typer.echo(json.dumps([_as_dict(row, now) for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table()
    for heading in (("编号", "id"), ("类别", "kind"), ("名称", "name"), ("来源", "source"), ("密钥", "keys")):
        table.add_column(chosen(*heading, lang), overflow="fold")
    for row in rows:
        keys = "\n".join(f"{one.kid} {one.alg} {one.refusal(now) or ''}".strip() for one in row.keys)
        table.add_row(row.client.id, row.client.kind.value, row.client.name, row.client.source, keys)
    console().print(table)


def _registrar(running: Running) -> Registrar:
    return Registrar(running.engine, _CONSOLE, None, ClockStore(running.engine).today() or clock.today())


def _told(act: Any, client_id: str) -> Any:
    try:
        return act()
    except (Wrong, BadKey) as error:
        raise Mistake(str(error), 1) from None
    except Taken:
        raise Mistake(f"{client_id}, or the key, is registered already", 1) from None
    except Unknown:
        raise Mistake(f"there is no client {client_id}, or no such key of it", 1) from None


def _as_dict(row: Any, now: Any) -> dict[str, Any]:
    one = row.client
    return {
        "id": one.id, "kind": one.kind.value, "name": one.name, "source": one.source, "bank_code": one.bank_code,
        "projects": sorted(one.projects), "regions": list(one.regions), "active": row.active,
        "keys": [{"kid": key.kid, "alg": key.alg, "good": key.refusal(now) is None} for key in row.keys],
    }  # fmt: skip

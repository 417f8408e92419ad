"""`wagewatch appoint`: the first office and its administrator, where nobody can sign in yet."""

from typing import Annotated

import typer

from infra import clock
from infra.db.clock import ClockStore
from infra.db.offices import Offices
from infra.db.offices.administration import Administration, NewOfficer
from infra.db.offices.refusal import RefusedError
from schemas.office import EVERYWHERE, Office, Officer, Role, Sight
from streams.cli.errors import Mistake
from streams.cli.running import running_system

_CONSOLE = "console"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="appoint")(appoint)


def appoint(
    name: Annotated[str, typer.Argument(help="用户名 / the sign-in name")],
    called: Annotated[str, typer.Option(help="姓名 / the person's name")],
    office: Annotated[str, typer.Option(help="机构代码 / the office's code")],
    office_name: Annotated[str, typer.Option(help="机构名称,机构不存在时新设 / its name, if it is to be founded")] = "",
    region: Annotated[str, typer.Option(help="辖区代码 / its region: 2, 4, 6 or 9 digits")] = "",
    role: Annotated[list[Role] | None, typer.Option(help="角色,默认为系统管理 / roles; default: admin")] = None,
    subject: Annotated[
        str | None, typer.Option(help="统一身份认证标识 / the name at the identity provider; without it a password")
    ] = None,
) -> None:
    """设立第一个机构和管理员,其余在门户中办理。/ Found the first office and appoint its administrator."""
    with running_system() as running:
        day = ClockStore(running.engine).today() or clock.today()
        console = Officer(_CONSOLE, _CONSOLE, office, frozenset({Role.ADMIN}), Sight((EVERYWHERE,)))
        administration = Administration(running.engine, console, day)
        try:
            if Offices(running.engine).office(office) is None:
                administration.add_office(Office(office, office_name, region))
            new = NewOfficer(name, called, office, frozenset(role or (Role.ADMIN,)), subject)
            password = administration.add_officer(new)
        except RefusedError as error:
            raise Mistake(f"nobody was appointed: {error}") from None
    typer.echo(f"{name} {password}" if password else name)

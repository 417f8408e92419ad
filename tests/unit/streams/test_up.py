"""The supervisor starts again what ends, waits longer each time, and ends everything in order."""

import threading
from pathlib import Path

import pytest

from infra.embedded.server import EngineFailed
from infra.settings import RUN_FILE
from streams.parts import Engine
from streams.up import RunsAlready, Supervisor, alone, write_run_file


class FakePart:
    """A part that a test ends, and may keep from starting."""

    def __init__(self, name: str, told: list[str]) -> None:
        self.name = name
        self.pid: int | None = None
        self.refuses = False
        self._told = told

    def start(self) -> None:
        """Start."""
        if self.refuses:
            raise EngineFailed("the port is taken")
        self._told.append(f"start {self.name}")
        self.pid = 7

    def stop(self) -> None:
        """End."""
        self._told.append(f"stop {self.name}")
        self.pid = None


def test_what_ends_is_started_again_and_the_run_file_is_told():
    told: list[str] = []
    part = FakePart("worker-1", told)
    again = threading.Event()
    stop = threading.Event()

    def changed() -> None:
        again.set()
        stop.set()

    supervisor = Supervisor(lambda what, which, _detail: told.append(f"{what} {which.name}"), changed)
    supervisor.start(part)
    part.pid = None
    supervisor.run(stop)
    assert told == ["start worker-1", "ended worker-1", "start worker-1", "started worker-1"]
    assert supervisor.pids == {"worker-1": 7}


def test_a_part_that_does_not_start_again_is_tried_again():
    told: list[str] = []
    part = FakePart("relay", told)
    stop = threading.Event()

    def said(what: str, _part: object, _detail: str) -> None:
        told.append(what)
        part.refuses = False

    supervisor = Supervisor(said, stop.set)
    supervisor.start(part)
    part.pid, part.refuses = None, True
    supervisor.run(stop)
    assert told[-2:] == ["start relay", "started"]


def test_processes_end_before_the_engines_and_the_database_last():
    told: list[str] = []
    supervisor = Supervisor(lambda *_: None)
    for name in ("postgres", "tansu"):
        supervisor.start(Engine(name, FakePart(name, [])))
    engines = [watched.part for watched in supervisor._watched]
    for engine in engines:
        engine.engine._told = told
    supervisor.start(FakePart("worker-1", told))
    told.clear()
    supervisor.stop()
    assert told == ["stop worker-1", "stop tansu", "stop postgres"]


def test_a_second_one_in_the_same_directory_is_told_who_runs(tmp_path: Path):
    with alone(tmp_path):
        write_run_file(tmp_path, {"pid": 4711, "since": "noon"})
        with pytest.raises(RunsAlready, match=r"process 4711.*since noon"), alone(tmp_path):
            pass
        assert (tmp_path / RUN_FILE).exists()
    assert not (tmp_path / RUN_FILE).exists()


def test_a_run_file_left_behind_is_not_believed(tmp_path: Path):
    write_run_file(tmp_path, {"pid": 4711, "database_url": "gone"})
    with alone(tmp_path):
        assert not (tmp_path / RUN_FILE).exists()


def test_the_run_file_is_readable_by_its_owner_only(tmp_path: Path):
    write_run_file(tmp_path, {"database_url": "secret"})
    assert (tmp_path / RUN_FILE).stat().st_mode & 0o777 == 0o600

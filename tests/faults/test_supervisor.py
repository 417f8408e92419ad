"""`wagewatch up` as a process: a second one is told, killed it leaves nothing behind, stopped it stops at once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.clock import elapsed
from infra.settings import RUN_FILE
from tests.faults.trial import until

_MAIN = "import typer; from streams.cli import up; app = typer.Typer(); up.register(app); app()"
_ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def up(state_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """`wagewatch up`, and the end of it."""
    argv = [sys.executable, "-c", _MAIN, "--clock", "manual", "--state-dir", str(state_dir), "--lang", "en"]
    surroundings = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(_ROOT), "HOME": str(state_dir)}
    with subprocess.Popen(
        argv, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def pids_of(state_dir: Path) -> dict[str, int]:
    """The processes of a system that is wholly started; empty before."""
    try:
        pids: dict[str, int] = json.loads((state_dir / RUN_FILE).read_bytes())["pids"]
    except (OSError, ValueError):
        return {}
    return pids if "worker-1" in pids else {}


def alive(pid: int) -> bool:
    """Whether a process runs, and is no mere entry in the table."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_killed_it_leaves_no_process_behind_and_can_be_started_again(tmp_path: Path) -> None:
    with up(tmp_path) as first:
        pids = until(lambda: pids_of(tmp_path), 30)
        first.kill()
        until(lambda: not any(map(alive, pids.values())), 10)
    with up(tmp_path) as second:
        again = until(lambda: pids_of(tmp_path).keys() if pids_of(tmp_path) != pids else None, 30)
        assert again == pids.keys()
        second.send_signal(signal.SIGTERM)
        assert second.wait(20) == 0


def test_a_second_one_says_who_runs_and_leaves_it_alone(tmp_path: Path) -> None:
    with up(tmp_path) as first:
        pids = until(lambda: pids_of(tmp_path), 30)
        with up(tmp_path) as second:
            output, _ = second.communicate(timeout=20)
        assert second.returncode != 0
        assert f"process {first.pid}" in output
        assert all(map(alive, pids.values()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_stops_everything_within_seconds(number: signal.Signals, tmp_path: Path) -> None:
    with up(tmp_path) as process:
        pids = until(lambda: pids_of(tmp_path), 30)
        os.kill(process.pid, number)
        told_s = elapsed()
        output, _ = process.communicate(timeout=20)
        assert elapsed() - told_s < 15
    assert process.returncode == 0, output
    assert "everything is stopped" in output
    assert not any(map(alive, pids.values()))
    assert not (tmp_path / RUN_FILE).exists()

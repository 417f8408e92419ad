"""The embedded PostgreSQL, killed, doubled, moved and orphaned."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.embedded.postgres import Postgres
from infra.embedded.server import EngineFailed

ROOT = Path(__file__).resolve().parents[2]


def asked(server: Postgres, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether the process runs; one that waits for its parent to look does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postgres")


@pytest.fixture(scope="module")
def durable(home: Path) -> Iterator[Postgres]:
    with Postgres(home) as running:
        yield running


@pytest.fixture
def server(durable: Postgres) -> Postgres:
    """It runs, whatever the last test did to it."""
    return durable.start()


def test_what_was_committed_survives_a_kill(server: Postgres) -> None:
    asked(server, "CREATE TABLE killed (n int)")
    asked(server, "INSERT INTO killed SELECT generate_series(1, 1000)")
    address = server.url
    server.kill()
    server.start()
    assert server.url == address
    assert asked(server, "SELECT count(*) FROM killed") == [(1_000,)]


def test_stopping_and_starting_again_keeps_the_data(server: Postgres) -> None:
    asked(server, "CREATE TABLE kept (n int)")
    server.stop()
    server.stop()
    assert server.pid is None
    assert asked(server.start(), "SELECT count(*) FROM kept") == [(0,)]


def test_starting_a_running_server_changes_nothing(server: Postgres) -> None:
    pid = server.pid
    assert server.start().pid == pid


def test_a_commit_waits_for_the_disk(server: Postgres) -> None:
    settings = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    assert [asked(server, f"SHOW {setting}") for setting in settings] == [[("on",)]] * 4


def test_the_application_is_no_superuser_and_needs_its_password(server: Postgres) -> None:
    assert asked(server, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [(False, True)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=server.port, user="wagewatch", password="guessed", dbname="wagewatch")


def test_passwords_are_readable_by_this_user_only(server: Postgres, home: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in home.glob("*.password")}
    assert server.pid
    assert modes == {0o600}


def test_two_servers_run_side_by_side(server: Postgres, tmp_path: Path) -> None:
    with Postgres(tmp_path / "other", durable=False) as other:
        asked(other, "CREATE TABLE only_here ()")
        assert server.port != other.port
        assert asked(server, "SELECT to_regclass('only_here')") == [(None,)]


def test_a_second_server_in_the_same_directory_is_refused(server: Postgres, home: Path) -> None:
    with pytest.raises(EngineFailed, match="another process runs PostgreSQL in"):
        Postgres(home).start()
    assert asked(server, "SELECT 1") == [(1,)]


def test_a_pid_file_that_names_a_living_stranger_does_not_prevent_the_start(server: Postgres, home: Path) -> None:
    server.kill()
    pid_file = home / "data" / "postmaster.pid"
    _, *rest = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *rest]))
    assert asked(server.start(), "SELECT 1") == [(1,)]


def test_data_that_was_made_by_half_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "data.partial").mkdir()
    (tmp_path / "data.partial" / "PG_VERSION").write_text("18")
    with Postgres(tmp_path, durable=False) as server:
        assert asked(server, "SELECT 1") == [(1,)]


def test_data_of_another_release_is_refused_with_the_reason(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False):
        pass
    (tmp_path / "data" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EngineFailed, match=r"9\.6, which is not compatible"):
        Postgres(tmp_path, durable=False).start()


def test_a_path_too_long_for_a_unix_socket_works(tmp_path: Path) -> None:
    with Postgres(tmp_path / ("long" * 30) / "postgres", durable=False) as server:
        assert asked(server, "SELECT 1") == [(1,)]


def test_a_directory_inside_one_closed_to_others_works_and_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Postgres(closed / "state" / "postgres", durable=False) as server:
        assert asked(server, "SELECT 1") == [(1,)]
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_it_never_runs_as_root(server: Postgres) -> None:
    assert server.pid
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0


def test_it_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    server = Postgres(tmp_path, durable=False)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    try:
        assert asked(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()


def test_it_ends_when_its_parent_is_killed_and_starts_again_in_good_order(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time; from infra.embedded.postgres import Postgres;"
        "server = Postgres(pathlib.Path(sys.argv[1])).start(); print(server.pid, flush=True); time.sleep(600)"
    )
    argv = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    until(lambda: not alive(pid))
    with Postgres(tmp_path) as server:
        assert asked(server, "SELECT 1") == [(1,)]
        assert "was not properly shut down" not in server.log.read_text()

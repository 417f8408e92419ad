"""The demonstration, as a newcomer starts it: everything that was put in is found, and nothing else."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.portal_fixtures import Browser

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from portal.cli import main; main()"
FLED_CREW = 18
"""So many workers did the fled labour company leave unpaid."""


def wagewatch(directory: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WAGEWATCH_")}
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=directory,
        env=clean | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    directory = tmp_path_factory.mktemp("demo")
    return directory, wagewatch(directory, "demo", "--seed", "7", "--no-keep")


def test_all_that_was_put_in_is_found_and_nothing_else(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = shown
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert "未发现 0,级别不符 0,意外 0" in done.stdout
    assert "✘" not in done.stdout


def test_told_to_keep_nothing_it_leaves_only_the_events_behind(
    shown: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    directory, _ = shown
    assert [path.name for path in directory.rglob("*") if path.is_file()] == ["demo.jsonl"]


def test_a_replay_of_its_events_says_the_same(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    directory, done = shown
    replayed = wagewatch(directory, "replay", ".wagewatch/demo.jsonl", "--as-of", "2026-05-16", "--lang", "en")
    assert replayed.returncode == 0, replayed.stderr
    assert f"Findings at the end of 2026-05-16: {done.stdout.count('✔ 已发现')}" in replayed.stdout


def test_its_state_is_kept_and_up_goes_on_with_it_for_the_portals_users(tmp_path: Path) -> None:
    done = wagewatch(tmp_path, "demo")
    state = tmp_path / ".wagewatch" / "demo"
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert f"up --clock manual --state-dir {state.relative_to(tmp_path)}" in done.stdout
    users = state / "portal-users.json"
    assert stat.S_IMODE(users.stat().st_mode) == 0o600
    accounts = {account["id"]: account["password"] for account in json.loads(users.read_bytes())}
    with up(state) as url:
        browser = Browser(base_url=url, timeout=30, trust_env=False, follow_redirects=True)
        with browser:
            queue = browser.post("/signin", data={"name": "li", "password": accounts["li"]})
            assert queue.url.path == "/queue"
            assert "工资未发" in queue.text
        with Browser(base_url=url, timeout=30, trust_env=False, follow_redirects=True) as neighbour:
            elsewhere = neighbour.post("/signin", data={"name": "he", "password": accounts["he"]})
            assert elsewhere.url.path == "/queue"
            assert "工资未发" not in elsewhere.text
        with Browser(base_url=url, timeout=30, trust_env=False, follow_redirects=True) as clerk:
            clerk.post("/signin", data={"name": "ma", "password": accounts["ma"]})
            a_fled_employers_case_opens(clerk)


def a_fled_employers_case_opens(clerk: Browser) -> None:
    """The inspectors handed the alert to the fund and recognised the flight: the case carries it as evidence."""
    handed = re.findall(r'href="(/handoffs/\d+)"', clerk.get("/handoffs").text)[0]
    (alert,) = set(re.findall(r'href="/fund/new\?origin=(alert:\d+)"', clerk.get(handed).text))
    case = clerk.post("/fund/new", data={"origin": alert, "project": ""})
    assert case.url.path.startswith("/fund/cases/"), case.text
    assert "经营者逃匿" in case.text
    assert f'href="{handed}"' in case.text
    assert "云山人社监核字" in case.text
    assert case.text.count('<tr data-worker="') == FLED_CREW


@contextmanager
def up(state: Path) -> Iterator[str]:
    """`wagewatch up` on the state; its portal's address."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WAGEWATCH_")}
    argv = [sys.executable, "-c", MAIN, "up", "--clock", "manual", "--state-dir", str(state), "--lang", "en"]
    environment = clean | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if line.startswith("portal http"))
            yield told.split()[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def test_it_never_runs_on_engines_that_are_somebodys(tmp_path: Path) -> None:
    done = wagewatch(tmp_path, "demo", WAGEWATCH_DATABASE_URL="postgresql://db/production")
    assert done.returncode == 2
    assert "unset WAGEWATCH_DATABASE_URL" in done.stderr

"""The demonstration, as a newcomer starts it: everything that was put in is found, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from streams.cli import main; main()"


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
    return directory, wagewatch(directory, "demo", "--seed", "7")


def test_all_that_was_put_in_is_found_and_nothing_else(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = shown
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert "未发现 0,级别不符 0,意外 0" in done.stdout
    assert "✘" not in done.stdout


def test_it_leaves_only_the_events_behind(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    directory, _ = shown
    assert [path.name for path in directory.rglob("*") if path.is_file()] == ["demo.jsonl"]


def test_a_replay_of_its_events_says_the_same(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    directory, done = shown
    replayed = wagewatch(directory, "replay", ".wagewatch/demo.jsonl", "--as-of", "2026-05-16", "--lang", "en")
    assert replayed.returncode == 0, replayed.stderr
    assert f"Findings at the end of 2026-05-16: {done.stdout.count('✔ 已发现')}" in replayed.stdout


def test_it_never_runs_on_engines_that_are_somebodys(tmp_path: Path) -> None:
    done = wagewatch(tmp_path, "demo", WAGEWATCH_DATABASE_URL="postgresql://db/production")
    assert done.returncode == 2
    assert "unset WAGEWATCH_DATABASE_URL" in done.stderr

"""The worked cases, by replay: each file, judged on each of its days, gives the findings that were expected."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitors.policy import Policy
from streams.replay import replay_lines

HERE = Path(__file__).parent
EXPECTED = sorted(HERE.glob("*/expected-*.json"))
KEYS = ("rule", "project", "subject", "level", "workers")


def policy(folder: Path) -> Policy:
    file = folder / "policy.toml"
    return Policy.shipped().with_tables(tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {})


def replayed(folder: Path, as_of: str) -> dict[str, Any]:
    with (folder / "events.jsonl").open("rb") as lines:
        answer = replay_lines(lines, date.fromisoformat(as_of), policy(folder))
    return dict(json.loads(json.dumps(answer)))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}-{path.stem.removeprefix('expected-')}")
def test_a_replay_of_the_case_finds_what_was_expected(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    answer = replayed(path.parent, expected["as_of"])
    assert [{key: one[key] for key in KEYS if key in one} for one in answer["findings"]] == expected["findings"]
    assert answer["accounting"] == expected["accounting"]


@pytest.mark.parametrize("folder", sorted({path.parent for path in EXPECTED}), ids=lambda folder: folder.name)
def test_every_day_of_a_case_has_its_expected_answer(folder: Path) -> None:
    days = (folder / "as_of.txt").read_text(encoding="utf-8").split()
    assert [path.stem.removeprefix("expected-") for path in sorted(folder.glob("expected-*.json"))] == sorted(days)

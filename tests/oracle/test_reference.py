"""The reference reproduces the worked cases, and a few terms worked out by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.reference import replay

CASES = Path(__file__).parents[1] / "cases"
EXPECTED = sorted(CASES.glob("*/expected-*.json"))
KEYS = ("rule", "project", "subject", "level", "workers")


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}-{path.stem[9:]}")
def test_the_reference_reproduces_every_worked_case(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    policy = path.parent / "policy.toml"
    text = policy.read_text(encoding="utf-8") if policy.exists() else None
    lines = (path.parent / "events.jsonl").read_bytes().split(b"\n")
    found = replay(lines, date.fromisoformat(expected["as_of"]), text)
    projected: list[dict[str, Any]] = [
        {key: finding[key] for key in KEYS if key in finding} for finding in expected["findings"]
    ]
    assert found["findings"] == projected
    assert found["accounting"] == expected["accounting"]

"""The accounting of the worked cases is reproduced to the record."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.checking import check_line

CASES = Path(__file__).parents[2] / "cases"
EXPECTED = sorted(CASES.glob("*/expected-*.json"))


def accounting(events: Path, as_of: date) -> dict[str, int]:
    """Count the file's records as the contract does; the first line that carries a (source, id) takes it."""
    counts = dict.fromkeys(("received", "applied", "duplicate", "quarantined"), 0)
    taken: set[Any] = set()
    for raw in events.read_bytes().splitlines():
        checked = check_line(raw)
        if checked is None or (checked.received and checked.received.date() > as_of):
            continue
        counts["received"] += checked.records
        if checked.received and (checked.source, checked.id) in taken:
            counts["duplicate"] += checked.records
            continue
        taken.add((checked.source, checked.id))
        counts["applied"] += checked.accepted
        counts["quarantined"] += checked.records - checked.accepted
    return counts


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_cases_accounting_is_reproduced(path: Path) -> None:
    expected = json.loads(path.read_text())
    assert accounting(path.parent / "events.jsonl", date.fromisoformat(expected["as_of"])) == expected["accounting"]


def test_the_cases_are_there() -> None:
    assert len(EXPECTED) > 50

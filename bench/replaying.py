"""Replay: a recorded file of an invented county, checked, folded and judged, without broker and database."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from infra.clock import elapsed
from monitors.policy import Policy
from streams.county import Shape, county
from streams.replay import Replay


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one file took."""

    projects: int
    events: int
    punches: int
    seconds: float


def measure(projects: int) -> Replayed:
    """Replay a county of so many projects of a hundred workers and four months from a file."""
    made = county("bench", Shape(projects=projects, offences=0))
    events = punches = 0
    with tempfile.TemporaryDirectory(prefix="wagewatch-bench-") as directory:
        path = Path(directory) / "county.jsonl"
        with path.open("wb") as file:
            for event in made.events:
                events += 1
                punches += len(event["data"].get("punches", ()))
                file.write(msgspec.json.encode(event) + b"\n")
        began = elapsed()
        replay = Replay(made.as_of)
        with path.open("rb") as file:
            for line in file:
                replay.take(line)
        for _ in replay.findings(Policy.shipped()):
            pass
        return Replayed(projects, events, punches, elapsed() - began)

"""The route book in memory (a replay's) and the one in the database (the intake's) come to the same frames."""

from collections import defaultdict
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from infra.db.journal import Journal
from schemas.checking import check_line
from schemas.frame import Frame, decoded, encoded
from streams.intake import Intake
from streams.routes import MemoryBook, Routes
from tests.build import event
from tests.database import line

pytest_plugins = ("tests.database_fixtures",)


def told(random: Random) -> list[dict[str, Any]]:
    """Banks, accounts and leads of a few projects in any order."""
    kinds = ("bank.account_opened", "bank.feed_completed", "lead.received", "lead.closed", "bank.account_closed")
    return [_one(random, random.choice(kinds)) for _ in range(60)]


def _one(random: Random, kind: str) -> dict[str, Any]:
    project = random.choice(["P1", "P2", "P3", None])
    day = f"2026-03-{random.randint(1, 28):02d}"
    match kind:
        case "bank.account_opened" | "bank.account_closed":
            bank = {"bank_code": random.choice(["102", "103"])} if kind == "bank.account_opened" else {}
            return event(kind, day, subject=project or "P4", account_id=f"A{random.randint(1, 3)}", **bank)
        case "bank.feed_completed":
            return event(kind, day, subject=None, bank_code=random.choice(["102", "103"]), complete_until=day)
        case _:
            named = {"project_id": project} if project and kind == "lead.received" else {}
            return event(kind, day, subject=None, lead_id=f"L{random.randint(1, 2)}", **named)


def in_memory(events: list[dict[str, Any]]) -> dict[str, list[Frame]]:
    routes, frames = Routes(MemoryBook()), defaultdict[str, list[Frame]](list)
    for one in events:
        checked = check_line(line(one))
        assert checked is not None
        for r in routes.of(checked):
            seq = len(frames[r.project]) + 1
            frame = Frame(r.project, seq, r.kind, r.on, r.data, r.source, r.id, r.at)
            frames[r.project].append(decoded(encoded(frame)))
    return frames


@pytest.mark.parametrize("size", [1, 7, 60])
@pytest.mark.parametrize("seed", range(4))
def test_the_journal_has_the_frames_of_a_replay_however_the_events_are_delivered(
    engine: Engine, seed: int, size: int
) -> None:
    events = told(Random(seed))
    for start in range(0, len(events), size):
        Intake(engine).accept(map(line, events[start : start + size]), name="n", channel="c")
    expected = in_memory(events)
    journal = Journal(engine)
    assert {p: [decoded(body) for body in journal.frames(p, 0, 999)] for p in expected} == expected

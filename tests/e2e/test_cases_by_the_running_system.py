"""The worked cases through the running system, on Tansu and on Apache Kafka: every day the answers of a replay."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from infra.db.alert_days import AlertDays
from infra.db.clock import ClockStore
from infra.db.standing import StandingStore
from streams.drive import Drive
from streams.intake import Intake
from streams.system import Wanted, system
from tests.engines import Broker
from tests.faults.trial import until

CASES = Path(__file__).parents[1] / "cases"
KEYS = ("rule", "project", "subject", "level", "workers")


def expected(case: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(case.glob("expected-*.json"))]


@pytest.fixture(params=sorted(path.parent for path in CASES.glob("*/events.jsonl")), ids=lambda path: path.name)
def case(
    request: pytest.FixtureRequest,
    broker: Broker,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """A case whose relay and worker are running, on topics and a database of their own."""
    folder: Path = request.param
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("WAGEWATCH_BROKER", broker.bootstrap)
    monkeypatch.setenv("WAGEWATCH_TOPIC_PREFIX", f"{folder.name}.")
    policy = folder / "policy.toml"
    stop = threading.Event()
    wanted = Wanted(tmp_path, policy=policy if policy.exists() else None, wall_clock=False)
    with system(wanted, lambda *_: None) as running:
        keeper = threading.Thread(target=running.run, args=(stop,))
        keeper.start()
        yield folder
        stop.set()
        keeper.join()


def test_the_running_system_finds_what_a_replay_finds(case: Path, engine: Engine) -> None:
    answers = expected(case)
    last = date.fromisoformat(answers[-1]["as_of"])
    drive = Drive(Intake(engine), ClockStore(engine), last)
    with (case / "events.jsonl").open("rb") as lines:
        list(drive.play(lines, case.name))
    drive.finish()
    until(lambda: StandingStore(engine).judged(last).missing_projects == 0, 90)

    books = StandingStore(engine).standing().books
    counted = {"received": books.received, "applied": books.applied, "duplicate": books.duplicate}
    assert counted | {"quarantined": books.quarantined} == answers[-1]["accounting"]
    for answer in answers:
        found = AlertDays(engine).standing(date.fromisoformat(answer["as_of"]))
        assert [json.loads(json.dumps(projected(one))) for one in found] == answer["findings"], answer["as_of"]


def projected(finding: Any) -> dict[str, Any]:
    values = {key: getattr(finding, key) for key in KEYS}
    return {key: value for key, value in values.items() if value is not None}

"""Kill -9 of the relay in the middle of a stream: the next one publishes the rest, and nothing is missing."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import Engine

from infra.clock import elapsed
from infra.embedded.tansu import Tansu
from schemas.frame import decoded
from streams.intake import Intake
from tests.build import event
from tests.database import line, rows

pytest_plugins = ("tests.database_fixtures",)
FRAMES, PROJECTS = 12_000, 6
RELAY = """
import sys, threading
from infra.settings import Settings
from streams.relay import Relay

Relay(Settings(database_url=sys.argv[1], broker=sys.argv[2])).run(threading.Event())
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Tansu]:
    with Tansu(tmp_path / "tansu") as server:
        yield server


def relayed(engine: Engine) -> int:
    return int(rows(engine, "SELECT coalesce(sum(seq), 0) FROM relayed")[0][0])


def published(bootstrap: str) -> dict[str, list[int]]:
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, consumer_timeout_ms=1_500, allow_auto_create_topics=False)
    consumer.assign([TopicPartition("ledger", partition) for partition in range(4)])
    consumer.seek_to_beginning()
    found: dict[str, list[int]] = {}
    for message in consumer:
        found.setdefault(message.key.decode(), []).append(decoded(message.value).seq)
    consumer.close()
    return found


def test_nothing_is_missing_and_every_first_appearance_is_in_order(
    engine: Engine, database_url: str, broker: Tansu
) -> None:
    told = (event("project.started", "2026-03-01", subject=f"P{n % PROJECTS}") for n in range(FRAMES))
    Intake(engine).accept(map(line, told), name="n", channel="c")
    argv = [sys.executable, "-W", "ignore", "-c", RELAY, database_url, broker.bootstrap]
    kills, pause, began = 0, threading.Event(), elapsed()
    while relayed(engine) < FRAMES:
        goal = min(FRAMES, relayed(engine) + FRAMES // 4)
        with subprocess.Popen(argv, cwd=Path(__file__).parents[2]) as relay:
            while relayed(engine) < goal:
                assert elapsed() - began < 120, "waited in vain"
                pause.wait(0.01)
            relay.kill()
        kills += 1
    assert kills >= 3
    for numbers in published(broker.bootstrap).values():
        assert list(dict.fromkeys(numbers)) == list(range(1, FRAMES // PROJECTS + 1))

"""The feeds on a real database and a real broker: every message once, in the accounting too."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer
from sqlalchemy import Engine

from infra.clock import elapsed
from infra.embedded.tansu import Tansu
from infra.kafka import admin
from infra.settings import Settings
from streams.feeds import Feeds
from tests.build import event
from tests.database import rows
from tests.loops import running

pytest_plugins = ("tests.database_fixtures",)
TOTALS = "SELECT coalesce(sum(received), 0), coalesce(sum(accepted), 0), coalesce(sum(duplicate), 0) FROM submissions"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Tansu]:
    with Tansu(tmp_path / "tansu") as server:
        yield server


@pytest.fixture
def settings(database_url: str, broker: Tansu, tmp_path: Path) -> Settings:
    told = Settings(database_url=database_url, broker=broker.bootstrap, state_dir=tmp_path)  # type: ignore[arg-type]
    topics(told)
    return told


def topics(settings: Settings) -> None:
    admin.ensure_topics(settings.broker, dict.fromkeys(settings.feed_topics, settings.partitions))


def produce(settings: Settings, *events: dict[str, Any], binary: bool = False) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.broker, allow_auto_create_topics=False)
    for number, told in enumerate(events):
        headers = [(f"ce_{name}", str(value).encode()) for name, value in told.items() if name != "data"]
        value = json.dumps(told["data"] if binary else told).encode()
        topic = settings.feed_topics[number % 3]
        producer.send(topic, value=value, key=str(number).encode(), headers=headers if binary else [])
    producer.flush()
    producer.close()


def until(said: Callable[[], Any], seconds: float = 30) -> None:
    began, pause = elapsed(), threading.Event()
    while not said():
        assert elapsed() - began < seconds, "waited in vain"
        pause.wait(0.05)


def received(engine: Engine) -> int:
    return int(rows(engine, TOTALS)[0][0])


def _has(engine: Engine, count: int) -> bool:
    return received(engine) == count


def some(count: int) -> list[dict[str, Any]]:
    return [event("project.started", "2026-03-01", subject=f"P{n % 5}") for n in range(count)]


def test_messages_of_both_modes_and_all_topics_are_accepted(engine: Engine, settings: Settings) -> None:
    with running(Feeds(settings).run):
        produce(settings, *some(30))
        produce(settings, *some(30), binary=True)
        until(lambda: received(engine) == 60)
    assert rows(engine, TOTALS) == [(60, 60, 0)]


def test_a_reader_that_comes_back_reads_on_where_the_last_one_committed(engine: Engine, settings: Settings) -> None:
    for round_ in range(1, 4):
        produce(settings, *some(20))
        with running(Feeds(settings).run):
            until(partial(_has, engine, 20 * round_))
    assert rows(engine, TOTALS) == [(60, 60, 0)]


def test_two_readers_read_nothing_twice(engine: Engine, settings: Settings) -> None:
    with running(Feeds(settings).run), running(Feeds(settings).run):
        produce(settings, *some(60))
        until(lambda: received(engine) == 60)
    assert rows(engine, TOTALS) == [(60, 60, 0)]


def test_a_broker_that_forgot_everything_is_read_from_its_beginning(
    engine: Engine, settings: Settings, broker: Tansu
) -> None:
    with running(Feeds(settings).run):
        produce(settings, *some(30))
        until(lambda: received(engine) == 30)
        broker.kill()
        broker.start()
        topics(settings)
        produce(settings, *some(6))
        until(lambda: received(engine) >= 36)
    assert rows(engine, TOTALS) == [(36, 36, 0)]

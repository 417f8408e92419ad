"""The relay on a real database and a real broker."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import Engine

from infra.clock import elapsed
from infra.db.changes import AlertChange
from infra.db.ledgers import LedgerStore, LedgerWrite
from infra.embedded.tansu import Tansu
from infra.kafka.partitioning import partition_of
from infra.kafka.stubs import KEPT, LARGEST
from infra.settings import Settings
from schemas.finding import Finding, Level
from schemas.frame import decoded
from streams.intake import Intake
from streams.relay import Relay
from tests.build import event
from tests.database import line, rows
from tests.loops import running

pytest_plugins = ("tests.database_fixtures",)
DAY = date(2026, 3, 1)
PARTITIONS = 4


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Tansu]:
    with Tansu(tmp_path / "tansu") as server:
        yield server


@pytest.fixture
def settings(database_url: str, broker: Tansu, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, broker=broker.bootstrap, state_dir=tmp_path, republish_after_s=1)  # type: ignore[arg-type]


def until(said: Callable[[], Any], seconds: float = 30) -> None:
    began = elapsed()
    pause = threading.Event()
    while not said():
        assert elapsed() - began < seconds, "waited in vain"
        pause.wait(0.02)


def accept(engine: Engine, numbers: range) -> None:
    told = [event("project.started", "2026-03-01", subject=f"P{n % 5}") | {"id": f"e{n}"} for n in numbers]
    Intake(engine).accept(map(line, told), name="n", channel="c")


def relayed(engine: Engine) -> int:
    return int(rows(engine, "SELECT coalesce(sum(seq), 0) FROM relayed")[0][0])


def messages(bootstrap: str, topic: str) -> list[tuple[int, str, bytes]]:
    """Everything that lies in the topic: partition, key, value."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, consumer_timeout_ms=700, allow_auto_create_topics=False)
    try:
        consumer.assign([TopicPartition(topic, partition) for partition in range(PARTITIONS)])
        consumer.seek_to_beginning()
        return [(message.partition, message.key.decode(), message.value) for message in consumer]
    finally:
        consumer.close()


def numbers(bootstrap: str) -> dict[str, list[int]]:
    """The numbers of the frames in the topic `ledger`, by project, in the broker's order."""
    found: dict[str, list[int]] = {}
    for _, project, value in messages(bootstrap, "ledger"):
        found.setdefault(project, []).append(decoded(value).seq)
    return found


def test_every_frame_is_published_once_and_in_order_per_project(engine: Engine, settings: Settings) -> None:
    accept(engine, range(500))
    with running(Relay(settings).run):
        until(lambda: relayed(engine) == 500)
        accept(engine, range(500, 1_000))
        until(lambda: relayed(engine) == 1_000)
    assert numbers(settings.broker) == {f"P{n}": list(range(1, 201)) for n in range(5)}


def test_a_project_is_in_the_partition_that_the_watch_computes(engine: Engine, settings: Settings) -> None:
    accept(engine, range(5))
    with running(Relay(settings).run):
        until(lambda: relayed(engine) == 5)
    assert all(partition == partition_of(key, PARTITIONS) for partition, key, _ in messages(settings.broker, "ledger"))


def test_two_relays_publish_nothing_twice(engine: Engine, settings: Settings) -> None:
    with running(Relay(settings).run), running(Relay(settings).run):
        for start in range(0, 100, 10):
            accept(engine, range(start, start + 10))
        until(lambda: relayed(engine) == 100)
    assert numbers(settings.broker) == {f"P{n}": list(range(1, 21)) for n in range(5)}


def test_accepting_goes_on_while_the_broker_is_away(engine: Engine, settings: Settings, broker: Tansu) -> None:
    broker.kill()
    with running(Relay(settings).run):
        accept(engine, range(50))
        assert relayed(engine) == 0
        broker.start()
        until(lambda: relayed(engine) == 50)
    assert numbers(settings.broker) == {f"P{n}": list(range(1, 11)) for n in range(5)}


def test_a_broker_that_forgot_everything_gets_again_what_no_ledger_has_applied(
    engine: Engine, settings: Settings, broker: Tansu
) -> None:
    accept(engine, range(50))
    with running(Relay(settings).run):
        until(lambda: relayed(engine) == 50)
        LedgerStore(engine).checkpoint([LedgerWrite("P0", 0, 7, 0, None, b"state")])
        broker.kill()
        broker.start()
        accept(engine, range(50, 55))
        until(lambda: relayed(engine) == 55)
        until(lambda: sum(map(len, numbers(settings.broker).values())) >= 4 + 4 * 11)
    found = {project: sorted(set(told)) for project, told in numbers(settings.broker).items()}
    assert found == {"P0": [8, 9, 10, 11]} | {f"P{n}": list(range(1, 12)) for n in range(1, 5)}


def test_a_change_of_an_alert_is_published_and_leaves_the_outbox(engine: Engine, settings: Settings) -> None:
    finding = Finding("wages.unpaid", "P1", "2026-02", Level.RED)
    opened = AlertChange("opened", finding.key, b'{"rule":"wages.unpaid"}', DAY, 3)
    LedgerStore(engine).checkpoint([LedgerWrite("P1", 0, 3, 3, DAY, b"state", changes=(opened,))])
    with running(Relay(settings).run):
        until(lambda: rows(engine, "SELECT 1 FROM outbox") == [])
    ((_, key, value),) = messages(settings.broker, "alerts")
    told = json.loads(value)
    assert (key, told["type"], told["subject"]) == ("P1", "wagewatch.alert.opened", "P1")
    assert told["id"] == "alert/wages.unpaid/P1/2026-02/3/opened"
    assert told["data"] == {"rule": "wages.unpaid"}


def test_a_frame_that_is_too_large_for_the_broker_travels_as_a_stub(engine: Engine, settings: Settings) -> None:
    told = event("project.force_majeure_declared", "2026-03-01", document_no="x" * LARGEST)
    Intake(engine).accept([line(told)], name="n", channel="c")
    with running(Relay(settings).run):
        until(lambda: relayed(engine) == 1)
    ((_, _, value),) = messages(settings.broker, "ledger")
    assert (decoded(value).kind, decoded(value).seq) == (KEPT, 1)


def test_the_last_frame_of_a_ledger_that_does_not_move_goes_out_again(engine: Engine, settings: Settings) -> None:
    accept(engine, range(10))
    with running(Relay(settings).run):
        until(lambda: len(numbers(settings.broker).get("P0", ())) > 2, 40)
    assert numbers(settings.broker)["P0"][:3] == [1, 2, 2]

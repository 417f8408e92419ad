"""Fixtures: real brokers. `broker` is Tansu, then Apache Kafka; both live as long as the run.

Use a topic of your own (`topic`) on them; take `mortal_broker` to kill one. Where Apache Kafka cannot run its tests are
skipped, and the end of the run says so in red; with CI=true they fail.
"""

import gc
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.embedded.tansu import Tansu
from infra.kafka.cluster import ApacheKafka, ApacheKafkaUnavailable
from infra.kafka.jars import jars, java

KINDS = ("tansu", "kafka")
_numbers = itertools.count(1)
_missing = pytest.StashKey[str]()


@dataclass(frozen=True, slots=True)
class Broker:
    """A running broker of either kind."""

    kind: str
    engine: Tansu | ApacheKafka

    @property
    def bootstrap(self) -> str:
        return self.engine.bootstrap

    def kill(self) -> None:
        self.engine.kill()

    def start(self) -> None:
        """Start it again on the same address, with what it has on disk: Tansu has none."""
        self.engine.start()

    def lose_everything(self) -> None:
        """Come back on the same address without topics, messages and groups."""
        self.engine.kill()
        if isinstance(self.engine, ApacheKafka):
            self.engine.wipe()
        self.engine.start()


def made(kind: str, directory: Path, config: pytest.Config) -> Broker:
    """A broker, started; the test that asks for an Apache Kafka that cannot run is skipped or fails."""
    if kind == "kafka":
        require_apache_kafka(config)
    return Broker(kind, Tansu(directory).start() if kind == "tansu" else ApacheKafka(directory).start())


def require_apache_kafka(config: pytest.Config) -> None:
    """Skip, or fail when CI=true, where Apache Kafka cannot run."""
    try:
        java()
        jars()
    except ApacheKafkaUnavailable as error:
        config.stash[_missing] = str(error)
        if os.environ.get("CI") == "true":
            pytest.fail(f"Apache Kafka is required when CI=true: {error}", pytrace=False)
        pytest.skip(f"Apache Kafka: {error}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if reason := config.stash.get(_missing, None):
        terminalreporter.section("NOT TESTED AGAINST APACHE KAFKA", sep="!", red=True, bold=True)
        terminalreporter.line(reason, red=True)


@pytest.fixture(scope="session", params=KINDS)
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    running = made(request.param, tmp_path_factory.mktemp(request.param), request.config)
    yield running
    running.kill()


@pytest.fixture(params=KINDS)
def mortal_broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    running = made(request.param, tmp_path / request.param, request.config)
    yield running
    running.kill()


@pytest.fixture
def broker_dies() -> Iterator[None]:
    """Asked for by a test that kills a broker under clients of its own: what they leave open is collected here."""
    yield
    gc.collect()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "broker_dies" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))


@pytest.fixture
def topic() -> str:
    """A name no other test uses."""
    return f"topic-{next(_numbers)}"

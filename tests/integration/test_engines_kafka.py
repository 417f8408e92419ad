"""Apache Kafka for tests: three nodes, of which one may die; and what is said where it cannot run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.kafka import admin
from infra.kafka.cluster import ApacheKafka, ApacheKafkaUnavailable
from infra.kafka.jars import KAFKA_VERSION, jars, java
from infra.kafka.publisher import Message, Publisher
from tests.engines import require_apache_kafka


@pytest.fixture
def three(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ApacheKafka]:
    require_apache_kafka(request.config)
    with ApacheKafka(tmp_path, nodes=3) as cluster:
        yield cluster


def test_one_dead_node_of_three_loses_nothing_and_may_come_back(three: ApacheKafka) -> None:
    admin.ensure_topics(three.bootstrap, {"ledger": 3}, replication=three.replication, timeout_s=30)
    messages = [Message("ledger", f"P-{n}", b"x") for n in range(300)]
    with Publisher(three.bootstrap, timeout_s=30) as publisher:
        publisher.publish(messages)
        three.kill(2)
        publisher.publish(messages)
        assert sum(admin.end_offsets(three.bootstrap, "ledger", timeout_s=30).values()) == 600
        three.start_node(2)
        publisher.publish(messages)
    assert admin.brokers(three.bootstrap) == 3
    assert sum(admin.end_offsets(three.bootstrap, "ledger").values()) == 900


def test_a_node_keeps_its_disk_through_a_kill(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    require_apache_kafka(request.config)
    with ApacheKafka(tmp_path) as cluster:
        before = admin.cluster_id(cluster.bootstrap)
        admin.ensure_topics(cluster.bootstrap, {"ledger": 2})
        with pytest.raises(ApacheKafkaUnavailable, match=r"\[1\] still run"):
            cluster.wipe()
        cluster.kill()
        cluster.start()
        assert admin.cluster_id(cluster.bootstrap) == before
        assert admin.topic_exists(cluster.bootstrap, "ledger")


def program(directory: Path, name: str, script: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_without_java_or_with_an_old_one_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ApacheKafkaUnavailable, match="no java on the path"):
        java()
    program(tmp_path, "java", "echo '    java.specification.version = 11' >&2")
    with pytest.raises(ApacheKafkaUnavailable, match="is Java 11; Apache Kafka needs Java 17"):
        java()


def test_without_maven_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ApacheKafkaUnavailable, match="no mvn on the path"):
        jars(tmp_path / "cache")


def test_a_failed_download_is_told_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "mvn", "echo 'Could not transfer artifact'; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    for _ in range(2):
        with pytest.raises(ApacheKafkaUnavailable, match="Could not transfer artifact"):
            jars(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("kafka-*[0-9]"))


def test_jars_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = f"kafka_2.13-{KAFKA_VERSION}.jar"
    fetched = f'for one; do case $one in -DoutputDirectory=*) touch "${{one#*=}}/{jar}";; esac; done'
    program(tmp_path, "mvn", f"{fetched}; echo once >> {tmp_path}/calls")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert jars(tmp_path / "cache") == jars(tmp_path / "cache") == tmp_path / "cache" / f"kafka-{KAFKA_VERSION}"
    assert (tmp_path / "calls").read_text() == "once\n"

"""What is asked of a broker has the same answers from Tansu and from Apache Kafka."""

import time
from collections.abc import Callable

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from infra.embedded.ports import free_port
from infra.kafka import admin
from infra.kafka.admin import BrokerUnavailable, Lag, TopicMismatch
from infra.kafka.publisher import Message, Publisher
from tests.engines import Broker


def published(broker: Broker, topic: str, number: int, size: int = 100) -> None:
    with Publisher(broker.bootstrap) as publisher:
        publisher.publish(Message(topic, f"P-{n % 10}", f"{n:0{size}}".encode()) for n in range(number))


def read(broker: Broker, topic: str, number: int) -> dict[bytes, list[int]]:
    """The numbers that were published, by key, in the order they are read."""
    found: dict[bytes, list[int]] = {}
    consumer = KafkaConsumer(bootstrap_servers=broker.bootstrap, consumer_timeout_ms=20_000)
    try:
        consumer.assign([TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic)])
        consumer.seek_to_beginning()
        for _ in range(number):
            message = next(consumer)
            found.setdefault(message.key, []).append(int(message.value))
    finally:
        consumer.close()
    return found


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_topics_are_made_once_with_their_partitions(broker: Broker, topic: str) -> None:
    assert not admin.topic_exists(broker.bootstrap, topic)
    assert admin.ensure_topics(broker.bootstrap, {topic: 6}) == {topic}
    assert admin.ensure_topics(broker.bootstrap, {topic: 6}) == frozenset()
    assert admin.end_offsets(broker.bootstrap, topic) == dict.fromkeys(range(6), 0)


def test_an_empty_topic_with_too_few_partitions_gets_the_missing_ones(broker: Broker, topic: str) -> None:
    admin.ensure_topics(broker.bootstrap, {topic: 4})
    admin.ensure_topics(broker.bootstrap, {topic: 6})
    assert len(admin.end_offsets(broker.bootstrap, topic)) == 6


@pytest.mark.parametrize("partitions", [1, 4])
def test_a_topic_with_messages_keeps_its_number_of_partitions(broker: Broker, topic: str, partitions: int) -> None:
    admin.ensure_topics(broker.bootstrap, {topic: 2})
    published(broker, topic, 10)
    with pytest.raises(TopicMismatch, match=f"{topic} has 2 partitions where {partitions} are configured"):
        admin.ensure_topics(broker.bootstrap, {topic: partitions})


def test_asking_does_not_make_a_topic(broker: Broker, topic: str) -> None:
    assert admin.end_offsets(broker.bootstrap, topic) == {}
    assert admin.lag(broker.bootstrap, "nobody", topic) == {}
    assert not admin.topic_exists(broker.bootstrap, topic)


def test_the_end_is_behind_the_last_message_however_they_were_batched(broker: Broker, topic: str) -> None:
    admin.ensure_topics(broker.bootstrap, {topic: 1})
    for number in (1, 2, 500):
        published(broker, topic, number)
    assert admin.end_offsets(broker.bootstrap, topic) == {0: 503}


def test_messages_of_one_key_are_read_in_the_order_they_were_published(broker: Broker, topic: str) -> None:
    admin.ensure_topics(broker.bootstrap, {topic: 3})
    published(broker, topic, 2_000, size=1_000)
    assert read(broker, topic, 2_000) == {f"P-{key}".encode(): list(range(key, 2_000, 10)) for key in range(10)}


def test_the_lag_of_a_group_is_what_it_has_not_committed(broker: Broker, topic: str) -> None:
    admin.ensure_topics(broker.bootstrap, {topic: 1})
    published(broker, topic, 100)
    assert admin.lag(broker.bootstrap, topic, topic) == {0: Lag(None, 100)}
    consumer = KafkaConsumer(bootstrap_servers=broker.bootstrap, group_id=topic, enable_auto_commit=False)
    try:
        consumer.assign([TopicPartition(topic, 0)])
        consumer.commit({TopicPartition(topic, 0): OffsetAndMetadata(60, "", -1)})
    finally:
        consumer.close()
    assert admin.lag(broker.bootstrap, topic, topic) == {0: Lag(60, 100)}
    assert admin.lag(broker.bootstrap, topic, topic)[0].behind == 40


def test_a_broker_that_is_away_is_told_within_the_time() -> None:
    began = time.monotonic()
    with pytest.raises(BrokerUnavailable, match=r"127\.0\.0\.1:\d+ does not answer"):
        admin.cluster_id(f"127.0.0.1:{free_port()}", timeout_s=1)
    assert time.monotonic() - began < 5


def test_a_broker_that_lost_everything_is_known_by_its_cluster_id(mortal_broker: Broker) -> None:
    before = admin.cluster_id(mortal_broker.bootstrap)
    admin.ensure_topics(mortal_broker.bootstrap, {"ledger": 2})
    mortal_broker.lose_everything()
    assert admin.cluster_id(mortal_broker.bootstrap) != before
    assert not admin.topic_exists(mortal_broker.bootstrap, "ledger")


def test_a_publisher_that_outlives_its_broker_never_takes_a_lost_message_for_a_kept_one(mortal_broker: Broker) -> None:
    """Tansu gives the old producer's id to a new one and answers the old one's messages as repeated: offset -1."""
    admin.ensure_topics(mortal_broker.bootstrap, {"ledger": 1})
    messages = [Message("ledger", "P-1", b"x")] * 100
    with Publisher(mortal_broker.bootstrap) as old:
        kept = old.publish(messages)[-1].offset
        mortal_broker.lose_everything()
        admin.ensure_topics(mortal_broker.bootstrap, {"ledger": 1})
        published(mortal_broker, "ledger", 10)
        try:
            told = old.publish(messages)
        except BrokerUnavailable:
            return
        assert all(at.offset < kept + 1 for at in told)

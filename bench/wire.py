"""The wire: librdkafka writes the load into the topic, and reads it back with nothing else to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

from confluent_kafka import Consumer, Producer, TopicPartition

from infra.clock import elapsed
from infra.settings import Settings
from schemas.frame import decoded

_POLLED: Final = 500
_SLICE_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Pace:
    """So many messages in so many seconds."""

    messages: int
    seconds: float

    @property
    def per_s(self) -> float:
        """Messages per second."""
        return self.messages / self.seconds if self.seconds else 0.0


def fill(settings: Settings, messages: Iterable[tuple[bytes, bytes]]) -> int:
    """Write the messages as fast as the broker takes them; return how many."""
    producer, count = _producer(settings), 0
    for key, value in messages:
        while True:
            try:
                producer.produce(settings.ledger_topic, value, key)
                break
            except BufferError:
                producer.poll(0.05)
        count += 1
    producer.flush(60)
    return count


def trickle(settings: Settings, messages: list[tuple[bytes, bytes]], per_s: float, stop: Event) -> int:
    """Write the messages at a steady pace until told to stop or none is left; return how many."""
    producer, count, began = _producer(settings), 0, elapsed()
    while count < len(messages) and not stop.wait(_SLICE_S):
        due = min(len(messages), int((elapsed() - began) * per_s))
        for key, value in messages[count:due]:
            producer.produce(settings.ledger_topic, value, key)
        producer.poll(0)
        count = max(count, due)
    producer.flush(60)
    return count


def limit(settings: Settings, expected: int) -> Pace:
    """Poll and decode every message of the topic, and do nothing with it."""
    consumer = Consumer(
        {"bootstrap.servers": settings.broker, "group.id": "limit", "enable.auto.commit": False,
         "fetch.message.max.bytes": 1 << 20, "queued.max.messages.kbytes": 16_384}
    )  # fmt: skip
    consumer.assign([TopicPartition(settings.ledger_topic, number, 0) for number in range(settings.partitions)])
    count, began = 0, elapsed()
    while count < expected:
        messages: list[Any] = consumer.consume(_POLLED, 0.05)
        for message in messages:
            decoded(message.value())
        count += len(messages)
    pace = Pace(count, elapsed() - began)
    consumer.close()
    return pace


def _producer(settings: Settings) -> Any:
    return Producer(
        {"bootstrap.servers": settings.broker, "linger.ms": 5, "acks": "all", "partitioner": "murmur2_random",
         "queue.buffering.max.messages": 20_000, "batch.size": 512 * 1024, "message.max.bytes": 1 << 21}
    )  # fmt: skip

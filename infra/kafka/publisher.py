"""Publishes messages so that an acknowledged one is on every replica, once and in order per key."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError

from infra.kafka.admin import BrokerUnavailable


class Message(NamedTuple):
    """What is to be published; the key decides the partition, and with it the order."""

    topic: str
    key: str
    value: bytes


class Acknowledged(NamedTuple):
    """Where the broker put a message."""

    topic: str
    partition: int
    offset: int


class Publisher:
    """An idempotent producer with acks from all replicas. After an error it is good for nothing but closing."""

    def __init__(self, bootstrap: str, *, timeout_s: float = 10.0) -> None:
        """Connect.

        Raises:
            BrokerUnavailable: No answer.
        """
        self._bootstrap = bootstrap
        self._timeout_s = timeout_s
        try:
            self._producer: Any = KafkaProducer(
                bootstrap_servers=bootstrap,
                client_id="wagewatch-relay",
                acks="all",
                allow_auto_create_topics=False,
                enable_idempotence=True,
                compression_type="zstd",  # the embedded broker keeps everything in memory
                linger_ms=0,
                batch_size=512 * 1024,
                max_request_size=2 * 1024 * 1024,
                max_block_ms=int(timeout_s * 1_000),
                request_timeout_ms=int(timeout_s * 500),
                delivery_timeout_ms=int(timeout_s * 1_000),
                reconnect_backoff_max_ms=500,
                bootstrap_timeout_ms=int(timeout_s * 1_000),
            )
        except (KafkaError, OSError) as error:
            raise self._unavailable(error) from error

    def publish(self, messages: Iterable[Message]) -> list[Acknowledged]:
        """Send all and wait for all; the answers are in the messages' order.

        Raises:
            BrokerUnavailable: Some were not acknowledged in time; any of them may have been written.
        """
        try:
            sent = [self._producer.send(m.topic, key=m.key.encode(), value=m.value) for m in messages]
            self._producer.flush(timeout=self._timeout_s)
            told = [future.get(timeout=self._timeout_s) for future in sent]
        except (KafkaError, OSError) as error:
            raise self._unavailable(error) from error
        return [Acknowledged(metadata.topic, metadata.partition, metadata.offset) for metadata in told]

    def close(self) -> None:
        """Drop the connection; what was not acknowledged may or may not arrive."""
        self._producer.close(timeout=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _unavailable(self, error: BaseException) -> BrokerUnavailable:
        return BrokerUnavailable(
            f"the Kafka broker at {self._bootstrap} does not take messages: {type(error).__name__}: {error}"
        )

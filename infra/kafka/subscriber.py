"""Reads partitions from given offsets on; where it stands is the reader's business, no group keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from infra.db.relaying import Place
from infra.kafka.admin import BrokerUnavailable

_MOST_RECORDS: Final = 500


class Received(NamedTuple):
    """A message as it lies in the partition."""

    offset: int
    headers: tuple[tuple[str, bytes], ...]
    value: bytes | None


class Subscriber:
    """A consumer without a group: every partition of the topics, each from its offset, new places from the first."""

    def __init__(self, bootstrap: str, topics: Sequence[str], offsets: Mapping[Place, int]) -> None:
        """Connect.

        Raises:
            BrokerUnavailable: No answer.
        """
        self._bootstrap = bootstrap
        try:
            self._consumer: Any = KafkaConsumer(
                bootstrap_servers=bootstrap,
                client_id="wagewatch-feeds",
                group_id=None,
                enable_auto_commit=False,
                allow_auto_create_topics=False,
                auto_offset_reset="earliest",
                max_poll_records=_MOST_RECORDS,
                reconnect_backoff_max_ms=500,
            )
            self._assign(topics, offsets)
        except (KafkaError, OSError) as error:
            raise self._unavailable(error) from error

    def poll(self, seconds: float) -> dict[Place, list[Received]]:
        """What comes next, by place, in order; empty if nothing comes within the time.

        Raises:
            BrokerUnavailable: No answer.
        """
        try:
            polled = self._consumer.poll(timeout_ms=int(seconds * 1_000))
        except (KafkaError, OSError) as error:
            raise self._unavailable(error) from error
        return {
            Place(at.topic, at.partition): [Received(r.offset, tuple(r.headers or ()), r.value) for r in records]
            for at, records in polled.items()
        }

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _assign(self, topics: Sequence[str], offsets: Mapping[Place, int]) -> None:
        partitions = {topic: sorted(self._consumer.partitions_for_topic(topic) or ()) for topic in topics}
        places = [Place(topic, partition) for topic in topics for partition in partitions[topic]]
        self._consumer.assign([TopicPartition(*place) for place in places])
        for place in places:
            if place in offsets:
                self._consumer.seek(TopicPartition(*place), offsets[place])
            else:
                self._consumer.seek_to_beginning(TopicPartition(*place))

    def _unavailable(self, error: BaseException) -> BrokerUnavailable:
        return BrokerUnavailable(
            f"the Kafka broker at {self._bootstrap} gives no messages: {type(error).__name__}: {error}"
        )

"""What the broker is asked about topics, offsets and groups; the same answers from Tansu and from Apache Kafka."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    IncompatibleBrokerVersion,
    InvalidPartitionsError,
    KafkaError,
    KafkaTimeoutError,
    NotCoordinatorError,
    TopicAlreadyExistsError,
    UnsupportedCodecError,
)

TIMEOUT_S: Final = 10.0


class BrokerUnavailable(RuntimeError):
    """The broker did not answer in time; the text names its address and the reason."""


class TopicMismatch(RuntimeError):
    """A topic exists with another number of partitions; changing it would break the order per key."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is in one partition: `committed` is None before its first commit."""

    committed: int | None
    end: int

    @property
    def behind(self) -> int:
        """Messages not yet committed; all of them before the first commit."""
        return self.end - (self.committed or 0)


def cluster_id(bootstrap: str, *, timeout_s: float = TIMEOUT_S) -> str:
    """The id of the cluster: another one when the broker forgot everything (Tansu restarted, Apache Kafka wiped).

    Raises:
        BrokerUnavailable: No answer.
    """
    with _admin(bootstrap, timeout_s) as admin:
        return str(admin.describe_cluster()["cluster_id"])


def brokers(bootstrap: str, *, timeout_s: float = TIMEOUT_S) -> int:
    """How many brokers the cluster has now.

    Raises:
        BrokerUnavailable: No answer.
    """
    with _admin(bootstrap, timeout_s) as admin:
        return len(admin.describe_cluster()["brokers"])


def topic_exists(bootstrap: str, topic: str, *, timeout_s: float = TIMEOUT_S) -> bool:
    """Whether the topic exists; asking does not create it.

    Raises:
        BrokerUnavailable: No answer.
    """
    with _admin(bootstrap, timeout_s) as admin:
        return topic in admin.list_topics()


def ensure_topics(
    bootstrap: str, topics: Mapping[str, int], *, replication: int = 1, timeout_s: float = TIMEOUT_S
) -> frozenset[str]:
    """Create the missing topics, wait until each partition has a leader, and return the names of those created.

    An empty topic with too few partitions gets the missing ones: it was made by the broker itself when a client asked
    for it too early (Tansu gives such a topic four).

    Args:
        bootstrap: The broker's address, host:port.
        topics: The number of partitions by name.
        replication: Copies of each partition, for topics created now.
        timeout_s: For the whole of it.

    Raises:
        BrokerUnavailable: No answer, or no leader in time.
        TopicMismatch: A topic with messages has too few partitions, or one has too many.
    """
    deadline = time.monotonic() + timeout_s
    with _admin(bootstrap, timeout_s) as admin:
        missing = set(topics) - set(admin.list_topics())
        created = frozenset(name for name in sorted(missing) if _created(admin, name, topics[name], replication))
        while wrong := _mismatched(admin, topics, deadline):
            if time.monotonic() > deadline:
                raise KafkaTimeoutError(f"topics {sorted(topics)} do not get their partitions")
            for name, found in wrong.items():
                if found > topics[name] or any(end_offsets(bootstrap, name, timeout_s=timeout_s).values()):
                    raise TopicMismatch(f"topic {name} has {found} partitions where {topics[name]} are configured")
                _widen(admin, name, topics[name], replication)
            time.sleep(0.05)
        return created


def end_offsets(bootstrap: str, topic: str, *, timeout_s: float = TIMEOUT_S) -> dict[int, int]:
    """The next offset of each partition of the topic; empty when there is no such topic.

    It is the high-water mark that comes with fetched messages: asked for the last offset, Tansu 0.6 names the start of
    the last batch.

    Raises:
        BrokerUnavailable: No answer.
    """
    with _reaching(bootstrap, timeout_s):
        consumer = KafkaConsumer(
            bootstrap_servers=bootstrap,
            client_id="wagewatch-admin",
            group_id=None,
            bootstrap_timeout_ms=int(timeout_s * 1_000),
            fetch_max_wait_ms=10,
            max_poll_records=1,
        )
        try:
            return _high_water(consumer, topic, time.monotonic() + timeout_s)
        finally:
            consumer.close()


def lag(bootstrap: str, group: str, topic: str, *, timeout_s: float = TIMEOUT_S) -> dict[int, Lag]:
    """How far a consumer group is in each partition of the topic; empty when there is no such topic.

    Raises:
        BrokerUnavailable: No answer.
    """
    ends = end_offsets(bootstrap, topic, timeout_s=timeout_s)
    asked = [TopicPartition(topic, partition) for partition in ends]
    with _admin(bootstrap, timeout_s) as admin:
        told = _patient(lambda: admin.list_group_offsets({group: asked})[group], timeout_s) if asked else {}
        committed = {at.partition: offset.offset for at, offset in told.items() if offset.offset >= 0}
        return {partition: Lag(committed.get(partition), end) for partition, end in ends.items()}


def _created(admin: Any, name: str, partitions: int, replication: int) -> bool:
    """Whether this call created the topic; another process may have been faster."""
    try:
        admin.create_topics({name: {"num_partitions": partitions, "replication_factor": replication}})
    except TopicAlreadyExistsError:
        return False
    return True


def _mismatched(admin: Any, topics: Mapping[str, int], deadline: float) -> dict[str, int]:
    """The number of partitions of each topic that has another number than it should, once all have leaders."""
    admin.wait_for_topics(list(topics), timeout_ms=max(1, int((deadline - time.monotonic()) * 1_000)))
    found = {told["name"]: len(told["partitions"]) for told in admin.describe_topics(list(topics))}
    return {name: number for name, number in found.items() if number != topics[name]}


def _widen(admin: Any, name: str, partitions: int, replication: int) -> None:
    """Give an empty topic more partitions; Tansu cannot, there it is made anew.

    There a client that asks for it in between gets one with too few again, and here the answer may be an old one: both
    are seen when it is asked for next.
    """
    try:
        with contextlib.suppress(InvalidPartitionsError):
            admin.create_partitions({name: partitions})
    except IncompatibleBrokerVersion:
        admin.delete_topics([name])
        _created(admin, name, partitions, replication)


def _high_water(consumer: Any, topic: str, deadline: float) -> dict[int, int]:
    if topic not in consumer.topics():
        return {}
    at = sorted(TopicPartition(topic, partition) for partition in consumer.partitions_for_topic(topic) or ())
    consumer.assign(at)
    for partition, offset in consumer.end_offsets(at).items():
        consumer.seek(partition, max(0, offset - 1))
    marks: dict[TopicPartition, int | None] = dict.fromkeys(at)
    while None in marks.values():
        if time.monotonic() > deadline:
            raise KafkaTimeoutError(f"no end offset of {[one for one in at if marks[one] is None]}")
        with contextlib.suppress(UnsupportedCodecError):  # the mark is known before the messages are unpacked
            consumer.poll(timeout_ms=100)
        marks = {one: consumer.highwater(one) for one in at}
    return {one.partition: mark for one, mark in marks.items() if mark is not None}


def _patient(ask: Callable[[], Any], seconds: float) -> Any:
    """The answer of a group's coordinator, which a young cluster has to appoint first."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def _reaching(bootstrap: str, timeout_s: float) -> Iterator[None]:
    """Wait until somebody listens; whatever goes wrong on the way to the broker is `BrokerUnavailable`.

    The client would wait too, but it leaves a socket open for each attempt that is refused, and logs it as an error.
    """
    try:
        _await_listener(bootstrap, time.monotonic() + timeout_s)
        yield
    except (KafkaError, OSError) as error:
        said = f"{type(error).__name__}: {error}"
        raise BrokerUnavailable(f"the Kafka broker at {bootstrap} does not answer: {said}") from error


def _await_listener(bootstrap: str, deadline: float) -> None:
    addresses = [address.strip().rpartition(":") for address in bootstrap.split(",")]
    while True:
        for host, _, port in addresses:
            try:
                with socket.create_connection((host.strip("[]"), int(port)), timeout=1):
                    return
            except OSError as error:
                refused = error
        if time.monotonic() > deadline:
            raise refused
        time.sleep(0.05)


@contextlib.contextmanager
def _admin(bootstrap: str, timeout_s: float) -> Iterator[Any]:
    """A connected client, closed afterwards."""
    wait_ms = int(timeout_s * 1_000)
    with _reaching(bootstrap, timeout_s):
        client = KafkaAdminClient(
            bootstrap_servers=bootstrap,
            client_id="wagewatch-admin",
            bootstrap_timeout_ms=wait_ms,
            request_timeout_ms=wait_ms,
            reconnect_backoff_max_ms=500,
        )
        try:
            yield client
        finally:
            client.close()

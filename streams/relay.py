"""Carries what the database has to say to the broker: frames to the topic `ledger`, changes of alerts to `alerts`."""

import logging
import threading
from collections.abc import Sequence
from typing import Final

from infra import clock
from infra.db.engine import UnreachableError, engine_of
from infra.db.leading import RELAY_CHANNEL, Lead, leading
from infra.db.locks import Lock
from infra.db.relaying import BrokerMemory, Place, RelayStore
from infra.kafka import admin
from infra.kafka.admin import BrokerUnavailable, TopicMismatch
from infra.kafka.publisher import Acknowledged, Message, Publisher
from infra.kafka.stubs import for_broker
from infra.settings import Settings
from streams.backoff import Backoff
from streams.stalls import Stalls

_log = logging.getLogger("wagewatch.relay")
_POLL_S: Final = 0.5
_LOOK_EVERY_S: Final = 5.0


class Relay:
    """Publishes in order per project, at least once; the ledgers' numbers make it exactly once.

    Several may run: one is at work, the others wait for its end. It survives restarts of the broker and of the
    database. A broker that forgot everything gets again what no ledger has applied.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, stop: threading.Event) -> None:
        """Relay until told to stop; waits for a database or a broker that is away, and says so once."""
        engine = engine_of(self._settings.database, connections=2)
        store = RelayStore(engine)
        backoff = Backoff(_log, stop)
        while not stop.is_set():
            try:
                with leading(self._settings.database, Lock.RELAY, stop, hears=RELAY_CHANNEL) as lead:
                    if lead is not None:
                        self._lead(lead, store, stop, backoff)
            except (UnreachableError, BrokerUnavailable, TopicMismatch) as error:
                backoff.wait(str(error))
        engine.dispose()

    def _lead(self, lead: Lead, store: RelayStore, stop: threading.Event, backoff: Backoff) -> None:
        memory = _remembered(self._settings, store)
        with Publisher(self._settings.broker) as publisher:
            backoff.well()
            shift = _Shift(self._settings, store, publisher, memory)
            while not stop.is_set() and not shift.forgotten:
                if not shift.publish():
                    lead.wait(_POLL_S)
                shift.look()


class _Shift:
    """One relay at work with one connection to the broker; it ends when the broker turns out to have forgotten."""

    def __init__(self, settings: Settings, store: RelayStore, publisher: Publisher, memory: BrokerMemory) -> None:
        self._settings = settings
        self._store = store
        self._publisher = publisher
        self._memory = memory
        self._stalls = Stalls(settings.partitions, settings.republish_after_s)
        self._looked_s = clock.elapsed()
        self.forgotten = False

    def publish(self) -> bool:
        """Publish the next frames and messages; whether there were any."""
        frames, outgoing = self._store.backlog(), self._store.outbox()
        messages = [Message(self._settings.ledger_topic, f.project, for_broker(*f)) for f in frames]
        messages += [Message(self._settings.topic_prefix + o.topic, o.key, o.value) for o in outgoing]
        if not messages or not self._took(messages):
            return False
        upto = {frame.project: frame.seq for frame in frames}
        self._store.published(upto, [message.id for message in outgoing], self._memory)
        return True

    def look(self) -> None:
        """Now and then: does the broker still have everything, and does anything stand still?"""
        now_s = clock.elapsed()
        if self.forgotten or now_s - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = now_s
        self.forgotten = _elsewhere(self._settings, self._memory)
        stalled = self._stalls.stalled(self._store.lagging(), now_s)
        if stalled and not self.forgotten:
            _log.warning("no ledger moves, %d projects wait: their last frames go out again", len(stalled))
            frames = self._store.frames(stalled)
            self._took([Message(self._settings.ledger_topic, f.project, for_broker(*f)) for f in frames])

    def _took(self, messages: Sequence[Message]) -> bool:
        """Whether the broker took the messages behind all that it took before; otherwise it has forgotten."""
        acknowledged = self._publisher.publish(messages)
        if any(at.offset < self._memory.acknowledged.get(Place(at.topic, at.partition), 0) for at in acknowledged):
            self.forgotten = True
            return False
        self._memory = _with(self._memory, acknowledged)
        return True


def _remembered(settings: Settings, store: RelayStore) -> BrokerMemory:
    """What this broker acknowledged before; of one that has forgotten nothing, and the frames are to go out again."""
    memory = store.memory()
    missing = memory.acknowledged and _forgotten(settings, memory)
    if missing:
        _log.warning("the broker has forgotten: %d frames that no ledger has applied go out again", store.forget())
    topics = {settings.ledger_topic: settings.partitions, settings.alerts_topic: settings.partitions}
    admin.ensure_topics(settings.broker, topics, replication=settings.replication)
    cluster = frozenset({admin.cluster_id(settings.broker)})
    return BrokerMemory(cluster, {} if missing else memory.acknowledged)


def _elsewhere(settings: Settings, memory: BrokerMemory) -> bool:
    """Whether the broker is another one than before."""
    return memory.cluster_ids != {admin.cluster_id(settings.broker)}


def _forgotten(settings: Settings, memory: BrokerMemory) -> bool:
    """Whether the broker is another one, or does not have what it acknowledged."""
    if _elsewhere(settings, memory):
        return True
    topics = {place.topic for place in memory.acknowledged}
    ends = {
        Place(topic, partition): end
        for topic in topics
        for partition, end in admin.end_offsets(settings.broker, topic).items()
    }
    return any(ends.get(place, 0) < offset for place, offset in memory.acknowledged.items())


def _with(memory: BrokerMemory, acknowledged: Sequence[Acknowledged]) -> BrokerMemory:
    """Each partition's end is behind the first message of the round: that much every broker says of its end."""
    ends: dict[Place, int] = {}
    for at in acknowledged:
        ends.setdefault(Place(at.topic, at.partition), at.offset + 1)
    return BrokerMemory(memory.cluster_ids, {**memory.acknowledged, **ends})

"""Accepts what banks, sites and registries produce to the topics `feeds.…`, each message exactly once."""

import logging
import threading
from collections.abc import Sequence
from functools import partial
from typing import Final

from sqlalchemy import Engine

from infra import clock
from infra.db.engine import UnreachableError, engine_of
from infra.db.feeding import FeedOffsets, ReadTwiceError
from infra.db.leading import Lead, leading
from infra.db.locks import Lock
from infra.db.relaying import Place
from infra.kafka import admin
from infra.kafka.admin import BrokerUnavailable, TopicMismatch
from infra.kafka.subscriber import Received, Subscriber
from infra.settings import Settings
from streams.backoff import Backoff
from streams.intake import Intake
from streams.messages import line_of

_log = logging.getLogger("wagewatch.feeds")
_POLL_S: Final = 0.5
_LOOK_EVERY_S: Final = 5.0


class Feeds:
    """Reads every partition of every feed. How far is written with what was accepted, in one transaction.

    Several may run: one is at work, the others wait for its end. A broker that forgot everything is read from its
    beginning.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, stop: threading.Event) -> None:
        """Accept until told to stop; waits for a database or a broker that is away, and says so once."""
        engine = engine_of(self._settings.database, connections=2)
        backoff = Backoff(_log, stop)
        while not stop.is_set():
            try:
                with leading(self._settings.database, Lock.FEEDS, stop) as lead:
                    if lead is not None:
                        self._lead(lead, engine, stop, backoff)
            except (UnreachableError, BrokerUnavailable, TopicMismatch, ReadTwiceError) as error:
                backoff.wait(str(error))
        engine.dispose()

    def _lead(self, lead: Lead, engine: Engine, stop: threading.Event, backoff: Backoff) -> None:
        settings = self._settings
        topics = settings.feed_topics
        admin.ensure_topics(
            settings.broker, dict.fromkeys(topics, settings.partitions), replication=settings.replication
        )
        cluster = admin.cluster_id(settings.broker)
        offsets = FeedOffsets(engine, cluster)
        reading = _Reading(Intake(engine), offsets)
        with Subscriber(settings.broker, topics, reading.next) as subscriber:
            backoff.well()
            looked_s = clock.elapsed()
            while not stop.is_set():
                for place, messages in subscriber.poll(_POLL_S).items():
                    reading.take(place, messages)
                if clock.elapsed() - looked_s > _LOOK_EVERY_S:
                    looked_s = clock.elapsed()
                    lead.wait(0)
                    if admin.cluster_id(settings.broker) != cluster:
                        return


class _Reading:
    """Where the reading stands."""

    def __init__(self, intake: Intake, offsets: FeedOffsets) -> None:
        self._intake = intake
        self._offsets = offsets
        self.next = offsets.load()

    def take(self, place: Place, messages: Sequence[Received]) -> None:
        """Accept the messages of one place as one submission."""
        first, last = messages[0].offset, messages[-1].offset
        before = self.next.get(place, 0)
        self._intake.accept(
            [line_of(message.headers, message.value) for message in messages],
            name=f"{place.topic}/{place.partition}/{first}-{last}",
            channel="kafka",
            alongside=partial(self._offsets.move, place=place, before=before, after=last + 1),
        )
        self.next[place] = last + 1

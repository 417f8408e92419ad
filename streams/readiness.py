"""Waiting, before anything else is done, for a database with today's tables and a broker with the topics."""

import logging
import threading

from infra.db import migrate
from infra.db.engine import UnreachableError
from infra.kafka.admin import BrokerUnavailable, ensure_topics
from infra.settings import Settings
from streams.backoff import Backoff

log = logging.getLogger("wagewatch.readiness")


def await_database(settings: Settings, stop: threading.Event) -> None:
    """Return once the database answers and its tables are up to date, or when told to stop."""
    backoff = Backoff(log, stop)
    while not stop.is_set():
        try:
            migrate(settings.database)
        except UnreachableError as error:
            backoff.wait(str(error))
        else:
            backoff.well()
            return


def await_broker(settings: Settings, stop: threading.Event) -> None:
    """Return once the broker answers and has the topics, or when told to stop."""
    backoff = Backoff(log, stop)
    while not stop.is_set():
        try:
            make_topics(settings)
        except BrokerUnavailable as error:
            backoff.wait(str(error))
        else:
            backoff.well()
            return


def make_topics(settings: Settings) -> None:
    """Make the topics that are missing. Raises `BrokerUnavailable`."""
    names = (settings.ledger_topic, settings.alerts_topic, *settings.feed_topics)
    ensure_topics(settings.broker, dict.fromkeys(names, settings.partitions), replication=settings.replication)

"""The composition root of a worker: settings in, a Faust app with the watch on it out."""

import os
import socket
from dataclasses import dataclass
from functools import partial
from typing import Final

import faust

from infra.db.beats import Beats
from infra.db.engine import engine_of
from infra.db.journal import Journal
from infra.db.ledgers import LedgerStore
from infra.db.policies import Policies
from infra.kafka.partitioning import partition_of
from infra.settings import Settings
from streams.case import Judge
from streams.checkpoints import Checkpoints
from streams.desk import Desk
from streams.judging import Judging
from streams.offsets import Offsets
from streams.policies import policy_in_force, policy_of
from streams.proclamation import Proclamation, judge
from streams.pulse import Pulse
from streams.registrar import Registrar
from streams.watch import Staff, watch
from streams.watchdog import Watchdog

_BUFFERED: Final = 512
_REBALANCE_S: Final = 10.0
_METADATA_MS: Final = 5_000  # a group that joined before its topic was there looks for it so often
_FETCH_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that is put together and not yet started."""

    app: faust.App
    desk: Desk


def worker(settings: Settings, *, judge_by: Judge | None = None) -> Worker:
    """Put a worker together; nothing is connected yet.

    Args:
        settings: Where the engines are.
        judge_by: Judges instead of the rules with the policy that the settings name.
    """
    app = faust_app(settings)
    engine = engine_of(settings.database)
    desk = Desk(judge_by or judge(policy_of(settings.policy)))
    published = Policies(engine)
    in_force = partial(policy_in_force, settings.policy, published)
    store, journal = LedgerStore(engine), Journal(engine)
    offsets = Offsets(app, settings.ledger_topic)
    checkpoints = Checkpoints(desk, store, offsets.commit, interval_s=settings.checkpoint_interval_s)
    judging = Judging(desk, interval_s=settings.evaluation_interval_s)
    watch(app, settings.ledger_topic, Staff(desk, Registrar(desk, store, journal), judging, checkpoints, offsets))
    watchdog = Watchdog(
        desk,
        journal,
        checkpoints,
        stall_after_s=settings.stall_after_s,
        partition_of=partial(partition_of, partitions=settings.partitions),
        assigned=lambda: offsets.assigned,
    )
    name = f"worker@{socket.gethostname()}:{os.getpid()}"
    if judge_by is None:
        app.task(Proclamation(desk, published.publication, in_force).run)
    app.task(watchdog.run)
    app.task(Pulse(name, desk, Beats(engine), lambda: offsets.assigned).run)
    return Worker(app, desk)


def faust_app(settings: Settings) -> faust.App:
    """A Faust app that keeps no state of its own: no tables, no leader, no web server, no topics made by it."""
    return faust.App(
        settings.group,
        broker=[f"kafka://{address}" for address in settings.broker.split(",")],
        datadir=str(settings.state_dir.absolute() / "faust"),
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=settings.heartbeat_s,
        broker_rebalance_timeout=_REBALANCE_S,
        consumer_metadata_max_age_ms=_METADATA_MS,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=_FETCH_BYTES,
        stream_buffer_maxsize=_BUFFERED,
        stream_wait_empty=False,
        cython_optimizations=True,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        worker_redirect_stdouts=False,
    )

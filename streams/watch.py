"""The watch: a Faust agent on the topic `ledger` puts every frame on the desk. One partition, one writer.

Nothing of Faust's bookkeeping is relied on: the sequence in the ledger's row says what was applied.
"""

import logging
from dataclasses import dataclass
from typing import Any, Final, cast

import faust
import msgspec
from faust.types import TP, StreamT

from schemas.frame import decoded
from streams.checkpoints import Checkpoints
from streams.desk import Desk
from streams.judging import Judging
from streams.offsets import Offsets
from streams.registrar import Registrar

_FAREWELL_S: Final = 3.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at one desk."""

    desk: Desk
    registrar: Registrar
    judging: Judging
    checkpoints: Checkpoints
    offsets: Offsets


def watch(app: faust.App, topic: str, staff: Staff) -> None:
    """Attach the watch to a Faust app."""
    desk = staff.desk
    frames = app.topic(topic, key_type=bytes, value_type=bytes, acks=False)

    async def fold(stream: StreamT[bytes]) -> None:
        async for event in cast("faust.Stream[bytes]", stream).noack().events():
            message = event.message
            try:
                frame = decoded(message.value)
            except msgspec.DecodeError as error:
                log.warning("%s/%d at %d is no frame: %s", topic, message.partition, message.offset, error)
                desk.pass_over(message.partition, message.offset)
                continue
            desk.receive(message.partition, message.offset, frame)
            if desk.crowded:
                await staff.registrar.room()

    app.agent(frames, name="watch")(fold)
    for run in (staff.registrar.run, staff.judging.run, staff.checkpoints.run):
        app.task(run)
    _hand_over(app, staff)


def _hand_over(app: faust.App, staff: Staff) -> None:
    """Write what there is before another worker takes over, and forget what it has taken."""

    async def write(*_: Any, **__: Any) -> None:
        await staff.checkpoints.last(_FAREWELL_S)

    async def forget(*args: Any, **_: Any) -> None:
        assigned: set[TP] = args[1]
        staff.desk.keep(at.partition for at in assigned)
        staff.offsets.fetch_promptly()

    app.on_partitions_revoked.connect(write)
    app.on_partitions_assigned.connect(forget)
    app.on_before_shutdown.connect(write)

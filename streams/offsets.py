"""What a worker has behind it in the topic, told to the broker without Faust's per-message acknowledgements."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final, cast

import faust
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata, TopicPartition

_TIME_S: Final = 3.0
_FETCH_WAIT_MS: Final = 50
log = logging.getLogger(__name__)


class Offsets:
    """The consumer group's offsets of one topic. A commit that is lost costs a restarted worker some reading."""

    def __init__(self, app: faust.App, topic: str) -> None:
        self._app = app
        self._topic = topic

    @property
    def assigned(self) -> frozenset[int]:
        """The partitions that this worker has been given."""
        if not self._app.started:
            return frozenset()
        return frozenset(at.partition for at in self._app.consumer.assignment() if at.topic == self._topic)

    def fetch_promptly(self) -> None:
        """Let no fetch wait for news longer than 50 ms.

        Faust lets them wait for 1.5 s, and a broker like Tansu does not always answer sooner when news comes: without
        this an urgent event takes half a second longer.
        """
        thread = cast("Any", self._app.consumer)._thread  # noqa: SLF001 - Faust has no setting for it
        thread._ensure_consumer()._fetcher._fetch_max_wait_ms = _FETCH_WAIT_MS  # noqa: SLF001 - the same

    async def commit(self, reached: Mapping[int, int]) -> None:
        """Commit, per partition, the offset that follows; a broker that does not listen is told the next time."""
        thread = cast("Any", self._app.consumer)._thread  # noqa: SLF001 - Faust commits only what it counted itself
        try:
            await asyncio.wait_for(thread.call_thread(self._tell, thread, reached), _TIME_S)
        except (KafkaError, TimeoutError, RuntimeError) as error:
            log.info("offsets are not committed now: %r", error)

    async def _tell(self, thread: Any, reached: Mapping[int, int]) -> None:
        consumer = thread._ensure_consumer()  # noqa: SLF001 - see above
        assigned = consumer.assignment()
        following = {TopicPartition(self._topic, number): offset + 1 for number, offset in reached.items()}
        mine = {at: OffsetAndMetadata(offset, "") for at, offset in following.items() if at in assigned}
        if mine:
            await consumer.commit(mine)

"""The thread that writes held checks to the disk: all that wait with one sync, each told when it is there."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

from infra.db.gate.entering import Asked
from portal.gate.spool import Spool

log: Final = logging.getLogger("wagewatch.gate")


class _Waiting(NamedTuple):
    asked: Asked
    loop: asyncio.AbstractEventLoop
    written: "asyncio.Future[None]"


class Writer:
    """Writes until it is stopped. `done` is called after each batch, in this thread."""

    def __init__(self, spool: Spool, done: Callable[[], None]) -> None:
        self._spool, self._done = spool, done
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="gate-disk", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End it once everything that waits is written."""
        self._queue.put(None)
        self._thread.join(5)

    def write(self, asked: Asked) -> "asyncio.Future[None]":
        """What is done when the check is on the disk; it fails with `OSError` if it does not get there."""
        loop = asyncio.get_running_loop()
        written: asyncio.Future[None] = loop.create_future()
        self._queue.put(_Waiting(asked, loop, written))
        return written

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            with suppress(queue.Empty):
                while (following := self._queue.get_nowait()) is not None:
                    batch.append(following)
                self._queue.put(None)  # the end, met on the way
            error = self._kept([one.asked for one in batch])
            for one in batch:
                one.loop.call_soon_threadsafe(_told, one.written, error)
            self._done()

    def _kept(self, asked: list[Asked]) -> OSError | None:
        try:
            self._spool.keep(asked)
        except OSError as error:
            log.exception("a held check cannot be written down")
            return error
        return None


def _told(written: "asyncio.Future[None]", error: OSError | None) -> None:
    if written.done():
        return
    if error is None:
        written.set_result(None)
    else:
        written.set_exception(error)

"""A shift: one worker from its start to its end, whatever ends it."""

import asyncio
import contextlib
import logging
import signal
from typing import Final

import faust

STOPPED: Final = 0
CRASHED: Final = 70
"""The exit code of a worker whose Faust app crashed ("internal software error", as sysexits has it)."""

_LOOK_S: Final = 0.25
_FAREWELL_S: Final = 8.0
log = logging.getLogger(__name__)


async def shift(app: faust.App) -> int:
    """Run the app until it crashes or the process is told to stop; return the exit code.

    An app that crashed does nothing more, in silence, while its process lives: so the process must end.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    starting = asyncio.create_task(app.start())
    code = await _until_it_ends(app, starting, told)
    try:
        await asyncio.wait_for(app.stop(), _FAREWELL_S)
    except TimeoutError:
        log.warning("the worker did not stop in %.0f s", _FAREWELL_S)
    return code


async def _until_it_ends(app: faust.App, starting: "asyncio.Task[None]", told: asyncio.Event) -> int:
    while not told.is_set():
        if app.crashed or (starting.done() and starting.exception() is not None):
            log.error("the worker crashed: %s", app.crash_reason or starting.exception())
            return CRASHED
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), _LOOK_S)
    starting.cancel()
    return STOPPED

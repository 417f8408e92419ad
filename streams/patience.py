"""Trying again until the database answers."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, TypeVar

from infra.db.engine import UnreachableError

_LONGEST_WAIT_S: Final = 5.0
_T = TypeVar("_T")
log = logging.getLogger(__name__)


async def patiently(what: str, call: Callable[[], _T]) -> _T:
    """Call in a thread, again and again with longer waits while the database is unreachable."""
    wait_s = 0.2
    while True:
        try:
            return await asyncio.to_thread(call)
        except UnreachableError as error:
            log.warning("%s: the database does not answer (%s); again in %.1f s", what, error, wait_s)
        await asyncio.sleep(wait_s)
        wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

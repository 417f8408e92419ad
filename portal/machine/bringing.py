"""The bytes of a delivery as they come in: few in memory until the door takes them, more straight into its spool."""

import errno
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from uuid import uuid4

from starlette.concurrency import run_in_threadpool

from portal.machine.problem import Problem, problem
from streams.door.door import Door
from streams.door.spool import Spooled
from streams.formats.refused import MEBIBYTE


async def spooled(door: Door, pieces: AsyncIterator[bytes], most: int) -> Spooled:
    """The bytes of a delivery: few in memory, more in the spool. Nothing stays of what does not arrive whole.

    Raises:
        Problem: 413 for more than is taken, 503 where the disk is full.
    """
    number, digest, size, waiting = f"in-{uuid4().hex}", hashlib.sha256(), 0, bytearray()
    async for piece in pieces:
        size += len(piece)
        if size > most:
            raise too_large(most)
        digest.update(piece)
        waiting += piece
        if len(waiting) > MEBIBYTE:
            return await _written(door, number, pieces, most, (digest, waiting))
    return Spooled(number, size, digest.hexdigest(), bytes(waiting))


async def _written(
    door: Door, number: str, pieces: AsyncIterator[bytes], most: int, begun: "tuple[hashlib._Hash, bytearray]"
) -> Spooled:
    """The rest of what has `begun`, all of it in the spool."""
    try:
        with room():
            return Spooled(number, *await _spooled(door, number, pieces, most, begun))
    except BaseException:
        door.spool.forget(number)
        raise


async def _spooled(
    door: Door, number: str, pieces: AsyncIterator[bytes], most: int, begun: "tuple[hashlib._Hash, bytearray]"
) -> tuple[int, str]:
    writing = await run_in_threadpool(door.spool.writing, number)
    digest, waiting = begun
    size = len(waiting)
    try:
        async for piece in pieces:
            size += len(piece)
            if size > most:
                raise too_large(most)
            digest.update(piece)
            waiting += piece
            if len(waiting) >= MEBIBYTE:
                await run_in_threadpool(writing.add, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(writing.add, bytes(waiting))
    finally:
        await run_in_threadpool(writing.close)
    return size, digest.hexdigest()


@contextmanager
def room() -> Iterator[None]:
    """Raises `Problem` 503 where the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise problem(503, "no-room", "no room to take it at the moment", "暂无空间接收") from error
        raise


def too_large(most: int) -> Problem:
    """A body of more bytes than are taken."""
    return problem(413, "too-large", f"more than {most} bytes; nothing was accepted", f"超过{most}字节,未受理任何内容")

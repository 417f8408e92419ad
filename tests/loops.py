"""A loop of the system in a thread of its own, as long as a block lasts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def running(run: Callable[[threading.Event], object]) -> Iterator[None]:
    """Run it until the block ends; then it is told to stop, and awaited."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()

"""A slow line from a browser to a portal, which tests can cut in the middle of a piece."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_CHUNK = 32 * 1024


class SlowLine:
    """Connections to a port of its own, handed on: so many bytes a second towards the portal, no limit back."""

    def __init__(self, to: int, rate: int) -> None:
        self._to, self._rate = to, rate
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def run(self) -> None:
        """Take connections until it is closed."""
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._connected, args=(near,), daemon=True).start()

    def cut(self) -> None:
        """Cut every connection in the middle; new ones are taken."""
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()

    def _connected(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(("127.0.0.1", self._to)) as far:
            self._open += [near, far]
            back = threading.Thread(target=self._moved, args=(far, near, 0), daemon=True)
            back.start()
            self._moved(near, far, self._rate)
            back.join()

    @staticmethod
    def _moved(source: socket.socket, target: socket.socket, rate: int) -> None:
        pace = threading.Event()
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                target.sendall(chunk)
                if rate:
                    pace.wait(len(chunk) / rate)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def slow_line(to: int, rate: int) -> Iterator[SlowLine]:
    """A line as long as the block lasts."""
    made = SlowLine(to, rate)
    taking = threading.Thread(target=made.run, daemon=True)
    taking.start()
    try:
        yield made
    finally:
        made.close()
        taking.join(5)

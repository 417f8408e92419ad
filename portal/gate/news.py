"""What the database says has changed at the gate, as soon as it says so."""

import threading
from typing import Final

import psycopg
from sqlalchemy import Engine, make_url

from infra.db.gate.marks import CHANNEL, MARKS

_POLL_S: Final = 1.0


class News:
    """The thread that listens. It wakes whoever waits."""

    def __init__(self, engine: Engine) -> None:
        self._address = make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._lock = threading.Lock()
        self._cases: set[str] = set()
        self._stop, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, name="gate-news", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        self._wake.set()
        self._thread.join(5)

    def wake(self) -> None:
        """Let nobody wait any longer."""
        self._wake.set()

    def wait(self, at_most_s: float, pace_s: float) -> bool:
        """Wait for news, and a little more for those that follow on their heels; False once it is stopped."""
        self._wake.wait(at_most_s)
        self._stop.wait(pace_s)
        self._wake.clear()
        return not self._stop.is_set()

    def cases(self) -> set[str]:
        """The cases of which something was told since it was asked last."""
        with self._lock:
            told, self._cases = self._cases, set()
        return told

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True, connect_timeout=3) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stop.is_set():
                        for notice in connection.notifies(timeout=_POLL_S, stop_after=1):
                            self._told(notice.payload)
            except psycopg.Error:
                self._stop.wait(_POLL_S)

    def _told(self, payload: str) -> None:
        if payload != MARKS:
            with self._lock:
                self._cases.update(payload.split())
        self._wake.set()

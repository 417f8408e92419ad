"""Eight clients send small files while the database stands still, dies, and the broker dies: each counts once."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.db import migrate
from infra.embedded.postgres import Postgres
from infra.embedded.tansu import Tansu
from schemas.client import Client, ClientKind
from streams.relay import Relay
from tests.build import event
from tests.database import line, rows
from tests.freeze_gate import until
from tests.loops import running
from tests.machine_client import Signs, new_key, register
from tests.machine_door import Served, served_door

CLIENTS = 8
FILES = 5
LINES = 2
_TRIES = 600
_PATIENCE_S = 60
_AWAY = {202, 409, 429, 503}
"""Taken over, still running, too much at once, the database is away: the same is to be sent again."""


class Sending:
    """One client's small files, each sent until it is answered: the answers, and how often it asked and was refused."""

    def __init__(self, door: Served, number: int) -> None:
        key = new_key()
        self.name = f"site-{number}"
        told = Client(self.name, ClientKind.SITE, "工地", f"urn:{self.name}", projects=frozenset({f"P{number % 3}"}))
        register(door.engine, told, key)
        self._http = httpx.Client(base_url=door.url, auth=Signs(key), timeout=_PATIENCE_S, trust_env=False)
        self._number = number
        self.answers: list[dict[str, Any]] = []
        self.asked = 0
        self.refused = 0

    def send(self) -> None:
        """Some more files."""
        for file in range(len(self.answers), len(self.answers) + FILES):
            self.answers.append(self._answer(file).json())

    def _answer(self, file: int) -> httpx.Response:
        body = b"".join(self._line(file * LINES + nth) for nth in range(LINES))
        for _ in range(_TRIES):
            self.asked += 1
            try:
                answer = self._http.post("/v1/submissions", content=body, headers={"Idempotency-Key": f"file-{file}"})
            except httpx.TransportError:
                self.refused += 1
                continue
            if answer.status_code == httpx.codes.CREATED:
                return answer
            assert answer.status_code in _AWAY, answer.text
            assert answer.is_success or int(answer.headers["Retry-After"]) > 0
            self.refused += 1
            threading.Event().wait(0.1)
        raise AssertionError("nothing was accepted for a minute")

    def _line(self, nth: int) -> bytes:
        data: dict[str, Any] = {
            "worker_id": f"w{self._number}-{nth}",
            "date": "2026-03-02",
            "present": True,
            "reason": "补录",
        }
        told = event("attendance.day_corrected", "2026-03-02", **data)
        return line({**told, "source": f"urn:{self.name}", "subject": f"P{self._number % 3}", "id": f"c{nth}"})

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    with Postgres(tmp_path / "postgres") as made:
        migrate(made.url)
        yield made


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Tansu]:
    with Tansu(tmp_path / "tansu") as made:
        yield made


@pytest.fixture
def door(server: Postgres, broker: Tansu, tmp_path: Path) -> Iterator[Served]:
    with served_door(server.url, tmp_path / "state", delivery_lease_s=1.0, broker=broker.bootstrap) as made:
        yield made


@pytest.fixture
def senders(door: Served) -> Iterator[list[Sending]]:
    made = [Sending(door, number) for number in range(CLIENTS)]
    yield made
    for sending in made:
        sending.close()


def test_nothing_is_lost_and_nothing_doubled_whatever_is_unplugged(
    door: Served, senders: list[Sending], server: Postgres, broker: Tansu
) -> None:
    with running(Relay(door.settings).run), ThreadPoolExecutor(CLIENTS) as pool:

        def sent() -> list[Future[None]]:
            return [pool.submit(sending.send) for sending in senders]

        _all(sent())
        with _standing_still(server):
            held = sent()
            until(lambda: all(sending.asked > FILES for sending in senders))
            assert not any(future.done() for future in held)
        _all(held)
        dying = sent()
        until(lambda: sum(len(sending.answers) for sending in senders) > 2 * CLIENTS * FILES)
        server.kill()
        until(lambda: all(sending.refused or future.done() for sending, future in zip(senders, dying, strict=True)))
        server.start()
        _all(dying)
        broker.kill()
        _all(sent())
        broker.start()
        until(lambda: rows(door.engine, _BEHIND) == [(0,)], _PATIENCE_S)
    assert any(sending.refused for sending in senders)
    _counts_once(door, senders, 4 * FILES)


_BEHIND = "SELECT count(*) FROM heads LEFT JOIN relayed USING (project) WHERE heads.seq > coalesce(relayed.seq, 0)"


def _counts_once(door: Served, senders: list[Sending], files: int) -> None:
    records = {"received": LINES, "accepted": LINES, "duplicate": 0, "quarantined": 0}
    told = [answer["receipt"] for sending in senders for answer in sending.answers]
    assert [receipt["records"] for receipt in told] == [records] * CLIENTS * files
    numbers = {receipt["number"] for receipt in told}
    assert rows(door.engine, "SELECT id FROM submissions ORDER BY id") == [(number,) for number in sorted(numbers)]
    assert len(numbers) == CLIENTS * files
    every = "SELECT count(*), sum(records), count(DISTINCT (project, seq)) FROM journal WHERE submission_id IS NOT NULL"
    assert rows(door.engine, every) == [(CLIENTS * files * LINES,) * 3]
    states = "SELECT state, count(*) FROM client_deliveries GROUP BY state"
    assert rows(door.engine, states) == [("done", CLIENTS * files)]
    assert not list((door.settings.state_dir / "door").iterdir())


@contextmanager
def _standing_still(server: Postgres) -> Iterator[None]:
    """The server and all that it has started get no processor."""
    assert server.pid is not None
    stopped = [server.pid, *_children(server.pid)]
    _signalled(stopped, signal.SIGSTOP)
    try:
        yield
    finally:
        _signalled(stopped, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    found = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in found if _parent(pid) == parent]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _signalled(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)


def _all(sent: list[Future[None]]) -> None:
    each: Callable[[Future[None]], None] = Future.result
    for future in sent:
        each(future)

"""The banks' door: rows/s of large files up to their signed receipt, submissions/s; beside one that only parses."""

import json
import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import httpx

from bench import deliveries
from bench.answering import until_it_answers
from bench.banks import registered
from bench.bare import FILES, bare
from bench.engines import Engines, Running, portal
from bench.memory import children, resident
from infra.clock import elapsed
from infra.db.clients import Clients
from infra.db.engine import engine_of
from infra.embedded.ports import free_port
from portal.client import Sender
from portal.client.signing import Signature

_MOST_PARSED: Final = 500_000
"""Rows of the file that the endpoint gets that only parses: it holds all of it in memory."""
_SMALL_ROWS: Final = 10
_PATIENCE_S: Final = 1_200.0


@dataclass(frozen=True, slots=True)
class Large:
    """A large file and its like that is only parsed: rows/s, and microseconds of the server's processor for a row."""

    kind: str
    size: int
    rows_per_s: float
    bare_rows_per_s: float
    cpu_us: float
    bare_cpu_us: float
    peak_mib: float
    beside_s: tuple[float, ...]
    """How long small files of another client took meanwhile, sorted."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What went through the door."""

    large: tuple[Large, ...]
    small: "Rate"
    bare_small: "Rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """Small files a second, one after the other, and milliseconds of the server's processor for each."""

    per_s: float
    cpu_ms: float


def measure(running: Engines, rows: int, small: int) -> Reached:
    """Send files of so many rows in pieces, then so many files of ten rows, each signed, each answered with a receipt.

    Raises:
        ValueError: a receipt does not say what was sent.
    """
    with running.part() as settings:
        engine, port = engine_of(settings.database), free_port()
        key, other = (registered(Clients(engine), name, deliveries.CODE) for name in ("bench", "bench-beside"))
        url = f"http://127.0.0.1:{port}"
        with portal(settings, port) as server, bare(FILES) as plain, _wire(url, key) as wire:
            until_it_answers(wire, server.check)
            _agrees(_posted(wire, deliveries.accounts()), deliveries.PROJECTS)
            many = _many(small, server.pid, lambda body: _agrees(_posted(wire, body), _SMALL_ROWS))
            bare_many = _many(small, plain[1], lambda body: plain[0].post("/csv", content=body).raise_for_status())
            large = tuple(
                _large(settings.state_dir / f"large.{kind}", rows, made, server, (url, key, other), plain)
                for kind, made in (("csv", deliveries.table), ("jsonl", deliveries.events))
            )
        engine.dispose()
    return Reached(large, many, bare_many)


def _large(  # noqa: PLR0913, PLR0917 (both sides of a comparison)
    path: Path,
    rows: int,
    made: Callable[..., bytes],
    server: Running,
    at: tuple[str, dict[str, Any], dict[str, Any]],
    plain: tuple[httpx.Client, int],
) -> Large:
    url, key, other = at
    deliveries.write(path, rows, made, path.suffix)
    size, kind = path.stat().st_size, path.suffix.removeprefix(".")
    with Sender(url, key) as sender, Beside(url, other) as beside:
        began, cpu = elapsed(), cpu_s(server.pid)
        told = sender.submit(path, {"feed": "movements"} if kind == "csv" else {})
        took, cpu = elapsed() - began, cpu_s(server.pid) - cpu
    _agree(told.receipt, rows)
    few = min(rows, _MOST_PARSED)
    deliveries.write(path, few, made, path.suffix)
    began, bare_cpu = elapsed(), cpu_s(plain[1])
    if plain[0].post(f"/{kind}", content=path.read_bytes()).json()["rows"] != few:
        raise ValueError(path)
    bare_took, bare_cpu = elapsed() - began, cpu_s(plain[1]) - bare_cpu
    path.unlink()
    return Large(
        kind, size, rows / took, few / bare_took, cpu / rows * 1e6, bare_cpu / few * 1e6,
        sum(resident(pid, "VmHWM") for pid in (server.pid, *children(server.pid))), beside.took,
    )  # fmt: skip


class Beside:
    """Another client that sends small files, one after the other, as long as the block lasts."""

    def __init__(self, url: str, key: dict[str, Any]) -> None:
        self._wire = _wire(url, key)
        self._over = threading.Event()
        self._took: list[float] = []
        self._thread = threading.Thread(target=self._send)

    @property
    def took(self) -> tuple[float, ...]:
        """How long each took, in seconds, sorted."""
        return tuple(sorted(self._took))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._wire.close()

    def _send(self) -> None:
        while not self._over.wait(0.5):
            began = elapsed()
            _agrees(_posted(self._wire, _small(len(self._took), uuid.uuid4().hex)), _SMALL_ROWS)
            self._took.append(elapsed() - began)


def _wire(url: str, key: dict[str, Any]) -> httpx.Client:
    return httpx.Client(base_url=url, timeout=_PATIENCE_S, trust_env=False, auth=Signature(key))


def _many(count: int, pid: int, send: Callable[[bytes], object]) -> Rate:
    bodies = [_small(number, "S") for number in range(count)]
    began, cpu = elapsed(), cpu_s(pid)
    for body in bodies:
        send(body)
    return Rate(count / (elapsed() - began), (cpu_s(pid) - cpu) / count * 1000)


def _small(number: int, prefix: str) -> bytes:
    return deliveries.table(number * _SMALL_ROWS, _SMALL_ROWS, prefix)


def _posted(wire: httpx.Client, body: bytes) -> httpx.Response:
    headers = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": "text/csv"}
    while (answer := wire.post("/v1/submissions?name=small.csv", content=body, headers=headers)).status_code == 429:
        time.sleep(float(answer.headers["Retry-After"]))  # as long as the door asks for
    return answer


def _agrees(answer: httpx.Response, rows: int) -> None:
    if answer.status_code != httpx.codes.CREATED:
        raise ValueError(answer.text[:2_000])
    _agree(answer.json()["receipt"], rows)


def _agree(receipt: dict[str, Any], rows: int) -> None:
    if receipt["records"] != {"received": rows, "accepted": rows, "duplicate": 0, "quarantined": 0}:
        raise ValueError(json.dumps(receipt, ensure_ascii=False))


def cpu_s(pid: int) -> float:
    """The processor time that a process has had, with its children that run and those that it waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(cpu_s, children(pid)))

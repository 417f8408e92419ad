"""The banks' door: rows/s of a large CSV up to its signed receipt, submissions/s; beside one that only parses."""

import csv
import hashlib
import io
import json
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from fastapi import FastAPI, Request
from joserfc.jwk import OKPKey

from bench.engines import Engines, portal
from infra import clock
from infra.clock import elapsed
from infra.db.chronicle import Entry
from infra.db.clients import ClientKey, Clients
from infra.db.engine import engine_of
from infra.signed_request import HEADER, public_key, signed_request
from schemas.client import Client, ClientKind

_CODE: Final = "102"
_PIECE: Final = 1024 * 1024
_PATIENCE_S: Final = 1_200.0
_PROJECTS: Final = 200


@dataclass(frozen=True, slots=True)
class Reached:
    """Rows/s and submissions/s through the door, and of the endpoint that only parses."""

    rows_per_s: float
    bare_rows_per_s: float
    submissions_per_s: float
    bare_submissions_per_s: float


def measure(running: Engines, rows: int, small: int) -> Reached:
    """Send one file of so many rows, then so many files of ten rows, each signed, each answered with a receipt.

    Raises:
        ValueError: a receipt does not say what was sent.
    """
    with running.part() as settings:
        engine = engine_of(settings.database)
        key = dict(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
        _register(Clients(engine), key)
        path = settings.state_dir / "large.csv"
        digest = _written(path, rows)
        port = _free_port()
        with portal(settings, port) as server, _sender(f"http://127.0.0.1:{port}") as wire, _bare() as bare:
            _until_ready(wire, server.check)
            _opened(wire, key)
            large, bare_large = _large(wire, key, path, digest, rows), _large_bare(bare, path, rows)
            many, bare_many = _many(wire, key, small), _many_bare(bare, small)
        engine.dispose()
    return Reached(rows / large, rows / bare_large, small / many, small / bare_many)


def _large(wire: httpx.Client, key: dict[str, Any], path: Path, digest: str, rows: int) -> float:
    target = "/v1/submissions?name=large.csv&feed=movements"
    began = elapsed()
    answer = wire.post(target, content=_pieces(path), headers=_headers(key, target, digest))
    took = elapsed() - began
    _agrees(answer, rows)
    return took


def _many(wire: httpx.Client, key: dict[str, Any], count: int) -> float:
    target = "/v1/submissions?name=small.csv&feed=movements"
    bodies = [_table(number * 10, 10, "S").encode() for number in range(count)]
    began = elapsed()
    for body in bodies:
        headers = _headers(key, target, hashlib.sha256(body).hexdigest())
        _agrees(wire.post(target, content=body, headers=headers | {"Idempotency-Key": uuid.uuid4().hex}), 10)
    return elapsed() - began


def _large_bare(bare: httpx.Client, path: Path, rows: int) -> float:
    began = elapsed()
    answer = bare.post("/rows", content=_pieces(path))
    if answer.json()["rows"] != rows:
        raise ValueError(answer.text)
    return elapsed() - began


def _many_bare(bare: httpx.Client, count: int) -> float:
    bodies = [_table(number * 10, 10, "S").encode() for number in range(count)]
    began = elapsed()
    for body in bodies:
        bare.post("/rows", content=body).raise_for_status()
    return elapsed() - began


def _opened(wire: httpx.Client, key: dict[str, Any]) -> None:
    """Tell of the accounts first: a bank feeds only those it opened."""
    rows = ["账户事项,项目编号,账户编号,日期,账户性质,银行代码,账户名称,已加标识"]
    rows += [f"开户,P{nth},A{nth},2026-01-05,工资专用账户,{_CODE},专户{nth},是" for nth in range(_PROJECTS)]
    body, target = "\n".join(rows).encode(), "/v1/submissions?name=accounts.csv"
    answer = wire.post(target, content=body, headers=_headers(key, target, hashlib.sha256(body).hexdigest()))
    _agrees(answer, _PROJECTS)


def _agrees(answer: httpx.Response, rows: int) -> None:
    if answer.status_code != httpx.codes.CREATED or answer.json()["receipt"]["records"]["accepted"] != rows:
        raise ValueError(answer.text[:2_000])


def _headers(key: dict[str, Any], target: str, digest: str) -> dict[str, str]:
    signed = signed_request(key, "POST", target, digest, int(clock.now().timestamp()), uuid.uuid4().hex)
    return {HEADER: signed, "Content-Type": "text/csv"}


def _register(clients: Clients, key: dict[str, Any]) -> None:
    about = Entry("client:bench", "created", "bench", "", clock.today(), {})
    clients.add(
        Client("bench", ClientKind.BANK, "银行", f"urn:bank:{_CODE}", bank_code=_CODE), None, clock.now(), about
    )
    public = public_key(json.dumps({name: value for name, value in key.items() if name != "d"}))
    clients.add_key(ClientKey(key["kid"], "bench", "Ed25519", public, clock.now(), None, None), about)


def _written(path: Path, rows: int) -> str:
    """A file of so many movements; its digest."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for start in range(0, rows, 10_000):
            body = _table(start, min(10_000, rows - start), "L", headed=start == 0).encode()
            digest.update(body)
            file.write(body)
    return digest.hexdigest()


def _table(start: int, count: int, prefix: str, *, headed: bool = True) -> str:
    lines = ["项目编号,账户编号,流水号,交易时间,收支方向,金额(元),用途,对方户名"] if headed else []
    for nth in range(start, start + count):
        day = date(2026, 1, 6) + timedelta(days=nth % 90)
        at = nth % _PROJECTS
        lines.append(f"P{at},A{at},{prefix}{nth:08d},{day} 10:00:00,支出,{nth % 90_000 + 100}.50,工资,某某人")
    return "\n".join(lines) + "\n"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


@contextmanager
def _sender(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=_PATIENCE_S, trust_env=False) as client:
        yield client


@contextmanager
def _bare() -> Iterator[httpx.Client]:
    """An endpoint that takes the same bytes and parses the same CSV, and does nothing else."""
    app = FastAPI()

    @app.post("/rows")
    async def parsed(request: Request) -> dict[str, int]:
        text = (await request.body()).decode()
        return {"rows": sum(1 for row in csv.reader(io.StringIO(text)) if row) - 1}

    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        with _sender(f"http://127.0.0.1:{listening.getsockname()[1]}") as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)


def _until_ready(wire: httpx.Client, check: Any) -> None:
    began = elapsed()
    while elapsed() - began < 60:
        check()
        try:
            wire.get("/v1/keys")
        except httpx.TransportError:
            continue
        return
    raise TimeoutError("the portal did not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

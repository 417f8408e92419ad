"""What a check at the freeze gate costs: against a bare FastAPI endpoint that only parses, on the loopback.

Both run in a process of their own with one worker and the same settings of uvicorn; the same client process asks them
in turn over kept connections, with requests that were signed before. Nine in ten checks are about unprotected
accounts; of the others nine in ten ask again, as a core system does that waits, and one is about an order never asked
about, which is a new case on the disk.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import msgspec
from joserfc.jwk import OKPKey

from alerts.gate import Mark
from bench.answering import until_it_answers
from bench.bare import bare as bare_of
from bench.engines import Engines, portal
from infra import clock
from infra.clock import elapsed
from infra.db.chronicle import Entry
from infra.db.clients import ClientKey, Clients
from infra.db.engine import engine_of
from infra.db.gate.marks import Marks
from infra.embedded.ports import free_port
from infra.settings import Settings
from infra.signed_request import HEADER
from portal.client.signing import Signature
from schemas.client import Client, ClientKind

ACCOUNTS: Final = 20_000
_PATH: Final = "/v1/restriction-checks"
_BARE: Final = """
import uvicorn
from typing import Literal
from fastapi import FastAPI
from pydantic import BaseModel
app = FastAPI()
class Check(BaseModel):
    account_id: str
    action: Literal["seal", "freeze", "deduct"]
    authority: str
    document_no: str
    amount_fen: int | None = None
@app.post("/v1/restriction-checks")
async def check(check: Check) -> dict[str, str]:
    return {"answer": "unprotected"}
uvicorn.run(app, host="127.0.0.1", port={port}, log_level="warning", access_log=False, server_header=False)
"""
_CONNECTIONS: Final = 16
_TURNS: Final = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were answered in a second, how long each took, sorted, and the server's processor time for each."""

    per_s: float
    seconds: tuple[float, ...]
    cpu_s: float

    def at(self, share: float) -> float:
        """The time within which a share of them was answered."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


@dataclass(frozen=True, slots=True)
class Measured:
    """The bare endpoint at full load; the gate at full and at half load; what a check costs of a bare one."""

    bare: Asked
    full: Asked
    half: Asked

    @property
    def ratio(self) -> float:
        """The cost of a check over that of the bare endpoint: requests a second, inverted."""
        return self.bare.per_s / self.full.per_s

    @property
    def cpu_ratio(self) -> float:
        """The same in processor time of the server, which what else the machine does hardly changes."""
        return self.full.cpu_s / self.bare.cpu_s


def measure(running: Engines, checks: int) -> Measured:
    """Start both, ask both, several times in turn; the medians of the rates."""
    with running.part() as settings:
        key = _seeded(settings)
        port = free_port()
        with portal(settings, port) as server, bare_of(_BARE) as (yardstick, pid):
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser:
                until_it_answers(browser, server.check)
            gate, limit = _Target(port, server.pid), _Target(yardstick.base_url.port or 0, pid)
            for target in (gate, limit):
                asyncio.run(_load(target, _signed(key, 500, "warm"), None))
            bares, fulls = [], []
            for turn in range(_TURNS):
                bares.append(asyncio.run(_load(limit, _signed(key, checks, f"b{turn}"), None)))
                fulls.append(asyncio.run(_load(gate, _signed(key, checks, f"f{turn}"), None)))
            bare, full = (sorted(found, key=lambda one: one.per_s)[_TURNS // 2] for found in (bares, fulls))
            half = asyncio.run(_load(gate, _signed(key, checks, "half"), full.per_s / 2))
    return Measured(bare, full, half)


def _seeded(settings: Settings) -> dict[str, str]:
    engine = engine_of(settings.database)
    made = OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True)
    key = {name: str(value) for name, value in made.items()}
    entry = Entry("client:bank", "created", "bench", "", date(2026, 5, 18), {})
    clients, now = Clients(engine), clock.now()
    clients.add(Client("bank", ClientKind.BANK, "bank", "urn:bank", bank_code="102"), None, now, entry)
    public = {name: value for name, value in key.items() if name != "d"}
    clients.add_key(ClientKey(key["kid"], "bank", "Ed25519", public, now, None, None), entry)
    marks = (Mark("102", f"a{n}", f"P{n}", "wage", "专户", "520103", date(2025, 1, 1)) for n in range(ACCOUNTS))
    Marks(engine).write(marks, [])
    engine.dispose()
    return key


def _signed(key: dict[str, str], count: int, name: str) -> list[bytes]:
    """The requests as bytes, signed: one in ten about a protected account, one in a hundred about a new order."""

    def one(n: int) -> bytes:
        account, document = (f"a{n // 100}", f"{name}-{n // 100}") if n % 10 == 0 else (f"private-{n}", f"{name}-{n}")
        return _request(key, account, document)

    return [one(n) for n in range(count)]


def _request(key: dict[str, str], account: str, document: str) -> bytes:
    told = {"account_id": account, "action": "freeze", "authority": "法院", "document_no": document, "amount_fen": 100}
    body = msgspec.json.encode(told)
    signature = Signature(dict(key)).header("POST", _PATH, body)
    head = (
        f"POST {_PATH} HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{HEADER}: {signature}\r\n\r\n"
    )
    return head.encode() + body


class _Target(NamedTuple):
    """A server on the loopback."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """The processor time that its threads have had."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().partition(" ")[0]) for task in tasks) / 1e9


async def _load(target: _Target, requests: Sequence[bytes], per_s: float | None) -> Asked:
    """Ask over kept connections: as fast as answers come, or at an even pace whatever the answers do."""
    took: list[float] = []
    waiting = iter(enumerate(requests))
    began, cpu_s = elapsed(), target.cpu_s()

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        for number, request in waiting:
            due = began + number / per_s if per_s else elapsed()
            await asyncio.sleep(max(0.0, due - elapsed()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head[:20]:
                raise RuntimeError(head.decode())
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            await reader.readexactly(length)
            took.append(elapsed() - due)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(_CONNECTIONS)))
    return Asked(len(took) / (elapsed() - began), tuple(sorted(took)), (target.cpu_s() - cpu_s) / len(took))

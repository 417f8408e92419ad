"""A body on its way through the door: into the spool, carried out, answered. Shared by all routes that deliver."""

import asyncio
import hashlib
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import uuid4

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from infra import clock
from infra.db.door import Asked, Delivery, Taken
from infra.settings import Settings
from infra.signing import Signer
from portal.machine.bringing import room
from portal.machine.problem import problem
from portal.machine.turns import Turns
from schemas.client import Client
from schemas.feeds.catalogue import FEEDS
from schemas.sensitive import masked
from streams.door.door import Door
from streams.door.receipt import KIND
from streams.door.spool import Spooled

__all__ = ["KIND", "answered", "door_of", "named", "opened", "said_of", "through", "turns_in", "turns_of"]
_NAME: Final = 200
_LONGEST_KEY: Final = 255
_OPENING: Final = threading.Lock()


def door_of(request: Request) -> Door:
    """The door of this process."""
    return opened(request.app.state)


def opened(state: Any) -> Door:
    """The door of an interface with this state, opened by whoever comes first: it takes up what a killed one left."""
    with _OPENING:
        if not hasattr(state, "door"):
            settings: Settings = state.settings
            signer = state.signer if hasattr(state, "signer") else Signer.of(settings)
            made = Door(state.engine, settings, signer)
            made.start()
            state.door = made
        found: Door = state.door
        return found


def turns_of(request: Request) -> Turns:
    """The clients' turns in this process."""
    return turns_in(request.app.state)


def turns_in(state: Any) -> Turns:
    """The clients' turns of an interface with this state."""
    with _OPENING:
        if not hasattr(state, "turns"):
            settings: Settings = state.settings
            state.turns = Turns(settings.delivery_runs_each, settings.delivery_rate)
        found: Turns = state.turns
        return found


def named(given: str | None) -> str:
    """What the sender calls the file: the last part of a path, nothing that cannot be printed, no person's number."""
    last = PurePosixPath((given or "").replace("\\", "/")).name
    kept = "".join(character for character in last if character.isprintable())
    return masked(kept)[:_NAME].strip(". ") or "delivery"


def said_of(feed: str | None, source: str | None, sheet: str | None, *, complete: bool = False) -> dict[str, Any]:
    """What the sender says about the file. Raises `Problem` 422 for a feed that there is not."""
    if feed and feed not in FEEDS:
        expected = ", ".join(FEEDS)
        wrong = {"field": "feed", "found": masked(feed)[:80], "expected": expected, "expected_zh": expected}
        raise problem(422, "fields", "there is no such feed", "没有这种报表", [wrong])
    said = {"feed": feed, "source": source, "sheet": sheet, "complete": complete}
    return {name: masked(value) if isinstance(value, str) else value for name, value in said.items() if value}


async def through(  # noqa: PLR0913 (what a delivery is made of)
    door: Door,
    client: Client,
    spool: Spooled,
    *,
    key: str | None,
    name: str,
    channel: str,
    said: Mapping[str, Any],
    wait_s: float,
) -> tuple[Delivery, bool]:
    """Carry out what is spooled and wait for it so long; with it, whether this is the answer to an earlier request.

    Raises:
        Problem: 409 where the key is taken by another request, or its request still runs.
    """
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        door.spool.forget(spool.number)
        raise problem(
            400, "key", f"Idempotency-Key has 1 to {_LONGEST_KEY} characters", "Idempotency-Key 须为1至255个字符"
        )
    digest = hashlib.sha256(json.dumps([spool.sha256, dict(said)], sort_keys=True).encode()).hexdigest()
    asked = Asked(client.id, key or f"once-{uuid4().hex}", digest, name, channel, said, spool.size)
    with room():
        taken = await _outcome(door, client, asked, spool, wait_s)
    return (_earlier(taken), True) if isinstance(taken, Taken) else (taken, False)


async def _outcome(door: Door, client: Client, asked: Asked, spool: Spooled, wait_s: float) -> Delivery | Taken:
    """What became of it by then; what is still under way can no more be lost when its sender hears that it is."""
    taking = asyncio.ensure_future(run_in_threadpool(door.take, client, asked, spool, here=wait_s > 0))
    if not await _ended(taking, wait_s or None):
        return await run_in_threadpool(door.settled, client, asked.key)
    taken = taking.result()
    if isinstance(taken, Taken):
        return taken
    if not taken.done():
        run = asyncio.wrap_future(taken)
        if wait_s == 0 or not await _ended(run, wait_s):
            run.add_done_callback(_heard)
            return await run_in_threadpool(door.settled, client, asked.key)
    return taken.result()


async def _ended(what: "asyncio.Future[Any]", wait_s: float | None) -> bool:
    """Whether it ended in time; what it ends with later is nobody's."""
    done, _ = await asyncio.wait({what}, timeout=wait_s)
    if not done:
        what.add_done_callback(_heard)
    return bool(done)


def _heard(ended: "asyncio.Future[Any]") -> None:
    """Asked for its result, so that asyncio does not complain that nobody did."""
    if not ended.cancelled():
        ended.exception()


def _earlier(taken: Taken) -> Delivery:
    if not taken.same:
        en, zh = "this Idempotency-Key was used for another request", "该 Idempotency-Key 已用于其他内容"
        raise problem(409, "key-reused", en, zh, submission=taken.delivery.id)
    if taken.delivery.running:
        en, zh = "the request with this Idempotency-Key is still running", "相同 Idempotency-Key 的请求仍在处理中"
        made = problem(409, "still-running", en, zh, submission=taken.delivery.id)
        made.headers = {"Retry-After": "2"}
        raise made
    return taken.delivery


def answered(delivery: Delivery, signer: Signer, *, repeated: bool = False) -> Response:
    """The answer: 201 with the receipt, 202 while it runs, 422 where the file as a whole was not read."""
    if delivery.state == "refused":
        told = json.loads(delivery.problem or "{}")
        raise problem(422, "not-read", told["en"] + "; nothing was accepted", told["zh"] + ";未受理任何内容",
                      submission=delivery.id)  # fmt: skip
    headers = {"Location": f"/v1/submissions/{delivery.id}"}
    if repeated:
        headers["Idempotent-Replayed"] = "true"
    return JSONResponse(told_of(delivery, signer), 201 if delivery.state == "done" else 202, headers)


def told_of(delivery: Delivery, signer: Signer) -> dict[str, Any]:
    """A delivery as its sender sees it."""
    told: dict[str, Any] = {
        "id": delivery.id,
        "state": delivery.state,
        "name": delivery.name,
        "bytes": delivery.size,
        "rows_read": delivery.rows,
        "begun_at": _at(delivery.begun_at),
        "finished_at": _at(delivery.finished_at),
        "idempotency_key": None if delivery.key.startswith("once-") else delivery.key,
    }
    if delivery.receipt is not None:
        told["receipt"] = json.loads(signer.read(delivery.receipt))
        told["jws"] = delivery.receipt
    if delivery.problem is not None:
        told["problem"] = json.loads(delivery.problem)
    return told


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(clock.SHANGHAI).isoformat()

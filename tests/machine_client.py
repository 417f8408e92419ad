"""A machine client for tests: keys of every kind, requests signed as any client would sign them."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from joserfc.jwk import ECKey, OKPKey, RSAKey
from sqlalchemy import Engine

from infra import clock
from infra.db.chronicle import Entry
from infra.db.clients import ClientKey, Clients
from infra.signed_request import algorithms_of, public_key
from portal.client.signing import Signature
from schemas.client import Client, ClientKind


def new_key(kind: str = "Ed25519") -> dict[str, Any]:
    """A private JWK with its `kid`."""
    match kind:
        case "Ed25519":
            made: Any = OKPKey.generate_key("Ed25519", auto_kid=True)
        case "P-256":
            made = ECKey.generate_key("P-256", auto_kid=True)
        case _:
            made = RSAKey.generate_key(2048, auto_kid=True)
    return dict(made.as_dict(private=True))


def bank(code: str = "102", name: str = "") -> Client:
    return Client(name or f"bank-{code}", ClientKind.BANK, f"银行{code}", f"urn:bank:{code}", bank_code=code)


def site(*projects: str) -> Client:
    return Client("site-1", ClientKind.SITE, "一号工地", "urn:site:1", projects=frozenset(projects))


def registry(*regions: str) -> Client:
    return Client("registry-1", ClientKind.REGISTRY, "住建局", "urn:registry:1", regions=regions)


def entry(about: str, act: str = "created") -> Entry:
    return Entry(about, act, "test", "", clock.today(), {})


def register(engine: Engine, client: Client, key: dict[str, Any], **more: Any) -> ClientKey:
    """Write the client (unless it is there) and let it sign with the key."""
    store = Clients(engine)
    if store.get(client.id) is None:
        store.add(client, None, clock.now(), entry(f"client:{client.id}"))
    public = public_key(json.dumps({name: value for name, value in key.items() if name not in _PRIVATE}))
    told = {"valid_from": clock.now(), "valid_until": None, "revoked_at": None} | more
    made = ClientKey(key["kid"], client.id, algorithms_of(key)[0], public, **told)
    store.add_key(made, entry(f"client:{client.id}", "key added"))
    return made


_PRIVATE = {"d", "p", "q", "dp", "dq", "qi"}


class Signs(Signature):
    """Signs every request with the key. `change` alters what is said."""

    def __init__(self, key: dict[str, Any], **change: Any) -> None:
        super().__init__(key)
        self._change = change

    def said(self, method: str, target: str, sha256: str) -> dict[str, Any]:
        return super().said(method, target, sha256) | self._change


@contextmanager
def serving(app: Any) -> Iterator[httpx.Client]:
    """A client of the application on a free port, as long as the block lasts."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)

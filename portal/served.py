"""The portal as a server runs it: what stands in front of the application, in its order."""

from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from infra.settings import Settings
from portal.gate.shortcut import Shortcut
from portal.peer import Peer


def served(app: FastAPI, settings: Settings) -> ASGIApp:
    """The application behind the freeze gate, told by its proxies who asks; the server itself must not read that."""
    behind = ProxyHeadersMiddleware(app, trusted_hosts=settings.portal_proxies)  # type: ignore[arg-type]  # uvicorn has its own names for ASGI's types
    return Peer(Shortcut(behind, app.state.interface))  # type: ignore[arg-type]  # the same

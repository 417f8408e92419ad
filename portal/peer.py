"""Who is at the other end of the connection itself, kept before `X-Forwarded-For` says who is behind it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Peer:
    """The layer around everything: keeps the connection's address as `state["peer"]`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            client = scope.get("client")
            scope.setdefault("state", {})["peer"] = client[0] if client else ""
        await self._app(scope, receive, send)

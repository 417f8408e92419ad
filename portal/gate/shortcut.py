"""The shortest way to a check: in front of pages' frames and routers, of which a question to the gate needs none."""

from typing import Final

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from portal.machine.gate.checks import answered

PATH: Final = "/v1/restriction-checks"


class Fronted(FastAPI):
    """The portal with the gate in front of it: checks are answered before anything else is asked."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a check, or pass the request on."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST":
            scope["app"] = self.state.interface
            await answered(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

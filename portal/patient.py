"""uvicorn's HTTP/1.1 whose patience ends: who begins a request and falls silent keeps no place for ever.

A connection is looked at now and then; one on which it was the peer's turn to speak, and nothing came since the look
before, is closed. To whoever reads the request it is as if the peer had hung up.
"""

import asyncio
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

LOOK_S: Final = 30.0


class Patient(H11Protocol):
    """One connection."""

    _looking: asyncio.TimerHandle
    _heard = 0
    _heard_before = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin, and look later."""
        super().connection_made(transport)
        self._looking = self.loop.call_later(LOOK_S, self._look)

    def data_received(self, data: bytes) -> None:
        """The peer speaks."""
        self._heard += 1
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self._heard == self._heard_before and self._is_peers_turn():
            self.transport.close()
            return
        self._heard_before = self._heard
        self._looking = self.loop.call_later(LOOK_S, self._look)

    def _is_peers_turn(self) -> bool:
        """Whether half a request is here, or none was ever; between two requests uvicorn has its own limit."""
        if self.conn.their_state is h11.SEND_BODY:
            return not self.flow.read_paused and not self.cycle.waiting_for_100_continue
        return self.conn.their_state is h11.IDLE and (
            self.cycle is None or bool(self.conn.trailing_data[0])  # type: ignore[redundant-expr]  # None at first
        )

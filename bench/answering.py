"""A server on the loopback that was just started is asked until it answers."""

from collections.abc import Callable
from typing import Final

import httpx

from infra.clock import elapsed

_PATIENCE_S: Final = 60.0


def until_it_answers(client: httpx.Client, check: Callable[[], None]) -> None:
    """Ask until there is an answer, whatever it says; `check` raises where the server has ended.

    Raises:
        TimeoutError: a minute passed without an answer.
    """
    began = elapsed()
    while elapsed() - began < _PATIENCE_S:
        check()
        try:
            client.get("/")
        except httpx.TransportError:
            continue
        return
    raise TimeoutError(f"{client.base_url} did not answer")

"""What a porter does: take orders from its first pipe, carry each delivery out, answer through the second."""

import gc
import os
import sys
import traceback
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Final

from infra import clock
from infra.db.door import Delivery
from infra.db.door.deliveries import TakenOverError
from infra.db.engine import UnreachableError, engine_of
from infra.seal import Seal
from infra.signing import Signer
from streams.door.carrier import Carrier
from streams.door.spool import Spool
from streams.formats.refused import Refused

_TOLD_EVERY_S: Final = 0.5
_GARBAGE: Final = 100_000
"""Rows are no garbage: to look through them for it time and again costs a fifth of reading."""


def main() -> None:
    """Work until there are no more orders."""
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    orders, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(sys.stderr.fileno(), 1)  # whatever is printed belongs into the log
    settings = orders.recv()
    spool = Spool(settings.state_dir, Seal.of(settings))
    carrier = Carrier(engine_of(settings.database), settings, Signer.of(settings), spool)
    while True:
        try:
            client, begun = orders.recv()
        except EOFError:
            return
        progress = _Sparing(lambda rows: answers.send(("rows", rows)))
        answers.send(_answer(partial(carrier.carry, client, begun, progress)))


def _answer(carry: Callable[[], Delivery]) -> tuple[str, Any]:
    """What became of the delivery, in words that a pipe carries."""
    try:
        return "done", carry()
    except Refused as refused:
        return "refused", (refused.en, refused.zh)
    except TakenOverError as error:
        return "taken over", str(error)
    except UnreachableError as error:
        return "unreachable", str(error)
    except Exception:  # noqa: BLE001 (whatever it was, the portal is told and goes on)
        return "failed", traceback.format_exc()


class _Sparing:
    """Hands on the latest number now and then."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._next_s = 0.0

    def __call__(self, rows: int) -> None:
        if clock.elapsed() >= self._next_s:
            self._next_s = clock.elapsed() + _TOLD_EVERY_S
            self._tell(rows)

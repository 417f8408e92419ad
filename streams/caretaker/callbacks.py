"""Sends decisions to the banks that want to be called: signed, and again until they are taken."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Engine

from infra.channels.calls import posted
from infra.channels.outcome import Again, Sent
from infra.db.gate.callbacks import Callback, Callbacks
from infra.seal import Seal, Unreadable
from infra.settings import Settings
from infra.signing import Signer

FIRST_WAIT_S: Final = 10.0
LONGEST_WAIT_S: Final = 3600.0
ATTEMPTS: Final = 40
"""About a day and a half."""
KIND: Final = "restriction-decision+jws"


def call_banks(engine: Engine, settings: Settings, now: datetime, *, most: int = 50) -> int:
    """Attempt each callback that is due; return how many. Every attempt carries the same `Idempotency-Key`."""
    store, done = Callbacks(engine), 0
    while done < most and (callback := store.claim(now)) is not None:
        _attempt(store, callback, settings, now)
        done += 1
    return done


def _attempt(store: Callbacks, callback: Callback, settings: Settings, now: datetime) -> None:
    try:
        url = Seal.of(settings).opened(callback.sealed)
    except Unreadable as error:
        store.failed(callback, now, str(error))
        return
    told = {"kind": "restriction-decision", "callback": callback.id, "case": msgspec.json.decode(callback.body)}
    signed = Signer.of(settings).signed_json(told, KIND)
    headers = {"Content-Type": "application/jose", "Idempotency-Key": f"{callback.case}-{callback.id}"}
    outcome = posted(url, signed.encode(), headers=headers).outcome
    if isinstance(outcome, Sent):
        store.sent(callback, now)
    elif callback.attempt >= ATTEMPTS:
        store.failed(callback, now, outcome.error)
    else:  # a bank that refuses today may have mended its address tomorrow
        asked = outcome.after_s if isinstance(outcome, Again) else 0.0
        wait = max(asked, min(FIRST_WAIT_S * 2 ** min(callback.attempt - 1, 20), LONGEST_WAIT_S))
        store.again(callback, now + timedelta(seconds=wait), outcome.error)

"""Deliveries carried out: each once, in a few threads, and taken up again when their process was killed.

The bytes lie in the spool before anything is written to the database, and stay there until the answer is; the answer
is written in the transaction that accepts the rows. So a kill at any moment leaves a delivery that nobody has heard
of, one that is carried out again, or one that is done.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Engine

from infra import clock
from infra.db.clients import Clients
from infra.db.door import Asked, Begun, Deliveries, Delivery, Taken, Uploads
from infra.db.door.deliveries import TakenOverError
from infra.db.engine import UnreachableError
from infra.seal import Seal
from infra.settings import Settings
from infra.signing import Signer
from schemas.client import Client
from streams.door.carrier import Carrier
from streams.door.porter import Porters
from streams.door.spool import Spool, Spooled
from streams.formats.refused import MEBIBYTE, Refused

_HEAD: Final = 64 * 1024
_KEPT_S: Final = 7 * 24 * 3600.0
_SWEPT_EVERY_S: Final = 3600.0
_log = logging.getLogger(__name__)


class Door:
    """Carries out deliveries. One per process; start it once, stop it at the end."""

    def __init__(self, engine: Engine, settings: Settings, signer: Signer) -> None:
        """Nothing runs yet."""
        self.deliveries = Deliveries(engine, timedelta(seconds=settings.delivery_lease_s))
        self.uploads = Uploads(engine)
        self.spool = Spool(settings.state_dir, Seal.of(settings))
        self._engine = engine
        self._carrier = Carrier(engine, settings, signer, self.spool)
        self._lease_s = settings.delivery_lease_s
        self._large, self._small = (ThreadPoolExecutor(settings.delivery_runs, name) for name in ("large", "small"))
        self._runs_at_once = settings.delivery_runs
        self._here = threading.Semaphore(self._runs_at_once)
        self._runs: dict[str, int] = {}
        self._porters = Porters(settings)
        self._over = threading.Event()
        self._sweep_at_s = 0.0
        self._beats = threading.Thread(target=self._beat, name="delivery-beats", daemon=True)

    def start(self) -> None:
        """Begin to give signs of life, and to take up what others left."""
        self._beats.start()

    def stop(self) -> None:
        """Finish what runs, begin nothing more."""
        self._over.set()
        if self._beats.is_alive():
            self._beats.join()
        self._large.shutdown(wait=True, cancel_futures=True)
        self._small.shutdown(wait=True, cancel_futures=True)
        for _ in range(self._runs_at_once):
            self._here.acquire()
        self._porters.rest(clock.elapsed())

    def expect(self, size: int) -> None:
        """Get ready for so many bytes."""
        if size > MEBIBYTE:
            self._porters.expect()

    def take(self, client: Client, asked: Asked, spooled: Spooled, *, here: bool = False) -> "Future[Delivery] | Taken":
        """Carry out a request, or say what became of it; the bytes belong to the door from now on.

        What is small may be carried out `here`, before this returns.

        Raises:
            UnreachableError: the database is away; nothing was taken.
            OSError: there is no room for the bytes; nothing was taken.
        """
        try:
            if spooled.body is not None:
                self.spool.put(spooled.number, spooled.body)
            begun = self.deliveries.begin(asked)
        except BaseException:
            self.spool.forget(spooled.number)
            raise
        if isinstance(begun, Taken):
            self.spool.forget(spooled.number)
            return begun
        self.spool.rename(spooled.number, begun.delivery)
        return self._submit(client, begun, here=here)

    def settled(self, client: Client, key: str) -> Delivery:
        """A delivery under way as it stands, no more to be lost from now on. Raises `LookupError`: it never began."""
        found = self.deliveries.settled(client.id, key)
        self.spool.settle(found.id)
        return found

    def _submit(self, client: Client, begun: Begun, *, here: bool = False) -> "Future[Delivery]":
        """Small files do not wait for large ones, nor for another thread where this one may do it."""
        self._runs[begun.run] = 0
        if begun.told.size > MEBIBYTE:
            return self._large.submit(self._carried_out, client, begun)
        if not here or not self._here.acquire(blocking=False):
            return self._small.submit(self._carried_out, client, begun)
        try:
            return _done(self._carried_out, client, begun)
        finally:
            self._here.release()

    def _carried_out(self, client: Client, begun: Begun) -> Delivery:
        """Accept it; whatever happens, what stands in the table afterwards is what became of it."""
        try:
            try:
                done = self._accept(client, begun)
            except Refused as refused:
                self.deliveries.ended(begun, "refused", {"en": refused.en, "zh": refused.zh})
            except TakenOverError:
                return self._taken_over(client, begun)
            except UnreachableError:
                self.spool.forget(begun.delivery)
                raise
            except Exception:
                self.deliveries.ended(begun, "failed", None)
                self.spool.forget(begun.delivery)
                raise
            else:
                self.spool.forget(begun.delivery)
                return done
            self.spool.forget(begun.delivery)
            found = self.deliveries.of(client.id, begun.delivery)
            assert found is not None  # nothing deletes it
            return found
        finally:
            self._runs.pop(begun.run, None)

    def _taken_over(self, client: Client, begun: Begun) -> Delivery:
        """As it stands with whoever has it now. A database that lost power just after it began knows nothing of it."""
        found = self.deliveries.of(client.id, begun.delivery)
        if found is None:
            self.spool.forget(begun.delivery)
            raise UnreachableError("the database was started anew")
        _log.warning("delivery %s was taken over by another process", begun.delivery)
        return found

    def _accept(self, client: Client, begun: Begun) -> Delivery:
        """Small files here, large ones in a process of their own."""
        progress = partial(self._runs.__setitem__, begun.run)
        carry = self._carrier.carry if begun.told.size <= MEBIBYTE else self._porters.carry
        return carry(client, begun, progress)

    def _beat(self) -> None:
        while not self._over.is_set():
            try:
                self._beat_once()
            except UnreachableError:
                pass  # the runs notice it themselves
            except Exception:  # noqa: BLE001 (whatever it was, the runs must go on giving signs of life)
                _log.exception("deliveries: a sign of life failed")
            self._over.wait(self._lease_s / 4)

    def _beat_once(self) -> None:
        if self._runs:
            self.deliveries.beat(dict(self._runs))
        self.recover()
        if clock.elapsed() >= self._sweep_at_s:
            self._sweep_at_s = clock.elapsed() + _SWEPT_EVERY_S
            self.sweep()
        self._porters.rest()

    def recover(self) -> int:
        """Take up what a killed process left: carry out what is spooled here, give free the keys of the rest."""
        count = 0
        for left in self.deliveries.abandoned(clock.now()):
            client = Clients(self._engine).get(left.client)
            begun = self.deliveries.adopt(left)
            if begun is None:
                continue
            if client is None or self.spool.size(left.id) != left.size:
                self.deliveries.ended(begun, "failed", None)
                continue
            self._submit(client, begun)
            count += 1
        return count

    def sweep(self) -> None:
        """Forget uploads that nobody comes back for."""
        for number in self.uploads.older_than(clock.now() - timedelta(seconds=_KEPT_S)):
            self.uploads.forget(number)
            self.spool.forget(number)


def _done(do: Callable[..., Delivery], *given: Any) -> "Future[Delivery]":
    """What is done at once, as what will be."""
    done: Future[Delivery] = Future()
    try:
        done.set_result(do(*given))
    except BaseException as error:  # noqa: BLE001 (whoever asks for the result gets it)
        done.set_exception(error)
    return done

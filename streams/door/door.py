"""Deliveries carried out: each once, in a few threads, and taken up again when their process was killed.

The bytes lie in the spool before anything is written to the database, and stay there until the answer is; the answer
is written in the transaction that accepts the rows. So a kill at any moment leaves a delivery that nobody has heard
of, one that is carried out again, or one that is done.
"""

import json
import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import IO, Any, Final

from psycopg import Connection
from sqlalchemy import Engine

from infra import clock
from infra.db.clients import Clients
from infra.db.clients.known import KnownThings
from infra.db.door import Asked, Begun, Deliveries, Delivery, Taken, Uploads
from infra.db.door.deliveries import TakenOverError, finish, link_repairs
from infra.db.engine import UnreachableError
from infra.seal import Seal
from infra.settings import Settings
from infra.signing import Signer
from infra.vault import Vault
from schemas.client import Client
from streams.door.beside import spoken
from streams.door.file import ScopedFile, scoped_lines
from streams.door.receipt import KIND, receipt_of
from streams.door.rejected import Repair
from streams.door.scope import Scope
from streams.door.spool import Spool
from streams.formats.reading import Reading, form_of
from streams.formats.refused import MEBIBYTE, Limits, Refused
from streams.formats.taken import Manner
from streams.formats.unpack import chunks_of, packing_of
from streams.identity import ASTERISKS
from streams.intake import Intake

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
        self._signer = signer
        self._vault = Vault.of(engine, settings)
        self._limits = Limits(
            unpacked_bytes=settings.unpacked_max_mib * MEBIBYTE, unpacked_ratio=settings.unpacked_max_ratio
        )
        self._lease_s = settings.delivery_lease_s
        self._large, self._small = (ThreadPoolExecutor(settings.delivery_runs, name) for name in ("large", "small"))
        self._runs: dict[str, int] = {}
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

    def take(self, client: Client, asked: Asked, spooled: str) -> "Future[Delivery] | Taken":
        """Carry out a request whose bytes are in the spool, or say what became of it.

        The spooled bytes belong to the door from now on. Raises `UnreachableError`; nothing was taken then.
        """
        try:
            begun = self.deliveries.begin(asked)
        except BaseException:
            self.spool.forget(spooled)
            raise
        if isinstance(begun, Taken):
            self.spool.forget(spooled)
            return begun
        self.spool.rename(spooled, begun.delivery)
        return self._submit(client, begun)

    def _submit(self, client: Client, begun: Begun) -> "Future[Delivery]":
        """Small files do not wait for large ones."""
        self._runs[begun.run] = 0
        lane = self._small if begun.told.size <= MEBIBYTE else self._large
        return lane.submit(self._carried_out, client, begun)

    def _carried_out(self, client: Client, begun: Begun) -> Delivery:
        """Accept it; whatever happens, what stands in the table afterwards is what became of it."""
        try:
            try:
                done = self._accept(client, begun)
            except Refused as refused:
                self.deliveries.ended(begun, "refused", {"en": refused.en, "zh": refused.zh})
            except TakenOverError:
                _log.warning("delivery %s was taken over by another process", begun.delivery)
                return begun.told
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

    def _accept(self, client: Client, begun: Begun) -> Delivery:
        delivery = begun.told
        scope = Scope(client, KnownThings(self._engine))
        done: list[Delivery] = []
        repairs: list[Repair] = []
        rows = 0

        def told(more: int, _size: int) -> None:
            nonlocal rows
            rows += more
            self._runs[begun.run] = rows

        def receipted(connection: Connection[Any]) -> None:
            receipt = receipt_of(connection, client, delivery.id, delivery.begun_at, scope.totals.told())
            link_repairs(connection, client.id, repairs)
            done[:] = [finish(connection, begun, receipt["number"], self._signer.signed_json(receipt, KIND), rows)]

        intake = Intake(self._engine, vault=self._vault, tokens=True)
        tokens = intake.tokens()
        given: dict[str, Any] = {"name": delivery.name, "channel": delivery.channel}
        manner = replace(manner_of(json.loads(delivery.said), client), tokens=tokens or ASTERISKS)
        with self.spool.open(delivery.id) as file:
            if self._is_plain(file, delivery.name, manner):
                lines = scoped_lines(file, scope, repairs, tokens or ASTERISKS)
                intake.accept_checked(lines, **given, progress=told, alongside=receipted, tokens=tokens)
                return done[0]
            if self._is_message(file, delivery.name):
                manner = spoken(manner, self._engine, client)
            with Reading(chunks_of(file), delivery.name, manner, self._limits) as reading:
                file_rows = ScopedFile(reading, scope)
                intake.accept_file(file_rows, **given, progress=told, alongside=receipted, tokens=tokens)
                return done[0]

    @staticmethod
    def _is_message(file: IO[bytes], name: str) -> bool:
        """Whether it may be a message that wants the client's own tables beside it."""
        head = file.read(_HEAD)
        file.seek(0)
        return packing_of(head) is not None or form_of(head, name) == "xml"

    @staticmethod
    def _is_plain(file: IO[bytes], name: str, manner: Manner) -> bool:
        head = file.read(_HEAD)
        file.seek(0)
        return manner.feed is None and packing_of(head) is None and form_of(head, name) == "jsonl"

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

    def recover(self) -> int:
        """Take up what a killed process left: carry out what is spooled here, give free the keys of the rest."""
        count = 0
        for left in self.deliveries.abandoned(clock.now()):
            client = Clients(self._engine).get(left.client)
            begun = self.deliveries.adopt(left)
            if begun is None:
                continue
            if client is None or not self.spool.exists(left.id):
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


def manner_of(said: Mapping[str, Any], client: Client) -> Manner:
    """How to read a file by what its sender says about it; unless he says otherwise, he speaks for himself."""
    return Manner(
        feed=said.get("feed") or None,
        source=said.get("source") or client.source,
        sheet=said.get("sheet") or None,
        complete_for=client.bank_code if said.get("complete") else None,
    )

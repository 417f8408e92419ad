"""What a delivery takes: its bytes are read, looked at row by row, and accepted with a receipt, or not at all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import Engine

from infra.db.clients.known import KnownThings
from infra.db.door import Begun, Delivery
from infra.db.door.deliveries import finish
from infra.settings import Settings
from infra.signing import Signer
from infra.vault import Vault
from schemas.client import Client
from streams.door.beside import spoken
from streams.door.file import ScopedFile, scoped_lines
from streams.door.porter import Progress
from streams.door.receipt import KIND, receipt_of
from streams.door.scope import Scope
from streams.door.spool import Spool
from streams.formats.reading import Reading, form_of
from streams.formats.refused import MEBIBYTE, Limits
from streams.formats.taken import Manner
from streams.formats.unpack import packing_of
from streams.identity import ASTERISKS
from streams.intake import Intake
from streams.settling import Repairer

_HEAD: Final = 64 * 1024


class Carrier:
    """Carries deliveries out, one after the other or several at once."""

    def __init__(self, engine: Engine, settings: Settings, signer: Signer, spool: Spool) -> None:
        self._engine = engine
        self._signer = signer
        self._spool = spool
        self._vault = Vault.of(engine, settings)
        self._limits = Limits(
            unpacked_bytes=settings.unpacked_max_mib * MEBIBYTE, unpacked_ratio=settings.unpacked_max_ratio
        )

    def carry(self, client: Client, begun: Begun, progress: Progress) -> Delivery:
        """Read what is spooled and accept it.

        Raises:
            Refused: the file as a whole cannot be read.
            TakenOverError: the delivery is somebody else's by now.
            UnreachableError: the database went away.
        """
        delivery = begun.told
        scope = Scope(client, KnownThings(self._engine))
        done: list[Delivery] = []
        rows = 0

        def told(more: int, _size: int) -> None:
            nonlocal rows
            rows += more
            progress(rows)

        def receipted(connection: Connection[Any]) -> None:
            receipt = receipt_of(connection, client, delivery.id, delivery.begun_at, scope.totals.told())
            done[:] = [finish(connection, begun, receipt["number"], self._signer.signed_json(receipt, KIND), rows)]

        intake = Intake(self._engine, vault=self._vault, tokens=True)
        tokens = intake.tokens()
        given: dict[str, Any] = {"name": delivery.name, "channel": delivery.channel, "by": Repairer(client.id)}
        manner = replace(manner_of(json.loads(delivery.said), client), tokens=tokens or ASTERISKS)
        with self._spool.open(delivery.id) as file:
            head = file.read(_HEAD)
            file.seek(0)
            form = "packed" if packing_of(head) is not None else form_of(head, delivery.name)
            if form == "jsonl" and manner.feed is None:
                lines = scoped_lines(file, scope, tokens or ASTERISKS)
                intake.accept_checked(lines, **given, progress=told, alongside=receipted, tokens=tokens)
                return done[0]
            if form in {"packed", "xml"}:  # it may be a message that wants the client's own tables beside it
                manner = spoken(manner, self._engine, client)
            with Reading(file, delivery.name, manner, self._limits) as reading:
                file_rows = ScopedFile(reading, scope)
                intake.accept_file(file_rows, **given, progress=told, alongside=receipted, tokens=tokens)
                return done[0]


def manner_of(said: Mapping[str, Any], client: Client) -> Manner:
    """How to read a file by what its sender says about it; unless he says otherwise, he speaks for himself."""
    return Manner(
        feed=said.get("feed") or None,
        source=said.get("source") or client.source,
        sheet=said.get("sheet") or None,
        complete_for=client.bank_code if said.get("complete") else None,
    )

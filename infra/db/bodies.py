"""The bytes of a submission as sent: the one place that reads them, whether they are sealed or not."""

from collections.abc import Iterator
from typing import Any

import zstandard
from psycopg import Connection
from sqlalchemy import Engine


def body(engine: Engine, connection: Connection[Any], submission: int) -> Iterator[bytes]:
    """The bytes as sent, piece by piece. Raises `infra.vault.VaultLocked` where they are sealed with another's keys."""
    decompress = zstandard.ZstdDecompressor().decompressobj().decompress
    query = "SELECT body FROM submission_parts WHERE submission_id = %s ORDER BY part"
    found = connection.execute(
        "SELECT key_id FROM sealed_submissions WHERE submission_id = %s", (submission,)
    ).fetchone()
    parts = (bytes(row[0]) for row in connection.execute(query, (submission,), binary=True))
    if found is not None:
        from infra.vault import Vault  # noqa: PLC0415 (only a sealed submission needs its libraries)

        parts = Vault.of(engine).opened_body(parts, found[0], submission)  # type: ignore[assignment]
    for part in parts:
        yield decompress(part)

"""Uploads in several requests: what they will be, not how far they are (their files say that)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, delete, func, insert, select

from infra import clock
from infra.db.door.tables import uploads
from infra.db.engine import connected


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload; `said` is what the sender says about the file, as JSON."""

    id: str
    client: str
    name: str
    said: str
    size: int
    begun_at: datetime


class Uploads:
    """The uploads in PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, client: str, name: str, said: Mapping[str, Any], size: int) -> Upload:
        """A new upload of so many bytes."""
        made = Upload(f"u{uuid4().hex}", client, name, json.dumps(dict(said)), size, clock.now())
        row = {
            "id": made.id,
            "client": client,
            "name": name,
            "said": made.said,
            "size": size,
            "begun_at": made.begun_at,
        }
        with connected(self._engine) as connection:
            connection.execute(insert(uploads).values(row))
        return made

    def of(self, client: str, number: str) -> Upload | None:
        """A client's upload; None also for another client's."""
        query = select(uploads).where(uploads.c.id == number, uploads.c.client == client)
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Upload(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)

    def listed(self, client: str) -> list[Upload]:
        """A client's uploads that are under way, the newest first."""
        query = select(uploads).where(uploads.c.client == client).order_by(uploads.c.begun_at.desc())
        with connected(self._engine) as connection:
            return [Upload(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 (SQLAlchemy's public name)

    def open_of(self, client: str) -> int:
        """How many uploads a client has under way."""
        with connected(self._engine) as connection:
            return connection.execute(select(func.count()).where(uploads.c.client == client)).scalar_one()

    def forget(self, number: str) -> None:
        """The upload was delivered or given up."""
        with connected(self._engine) as connection:
            connection.execute(delete(uploads).where(uploads.c.id == number))

    def older_than(self, instant: datetime) -> list[str]:
        """Uploads begun before then; nobody comes back for them."""
        with connected(self._engine) as connection:
            return list(connection.execute(select(uploads.c.id).where(uploads.c.begun_at < instant)).scalars())

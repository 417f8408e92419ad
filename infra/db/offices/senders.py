"""People who send for a machine client: appointed, given passwords and stopped by whoever administers the client."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from infra.db.chronicle import Entry, append
from infra.db.clients.tables import clients
from infra.db.engine import connected
from infra.db.offices.accounts import new_password, set_password
from infra.db.offices.refusal import Refusal, RefusedError, good_code
from infra.db.offices.sessions import close_all
from infra.db.offices.tables import officers, offices
from infra.db.sight import within
from schemas.office import Officer


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who signs in for a client."""

    id: str
    name: str
    client: str
    disabled: bool


class Senders:
    """What one administrator does on one day. Every change raises `RefusedError` and then changes nothing."""

    def __init__(self, engine: Engine, by: Officer, day: date) -> None:
        self._engine = engine
        self._by = by
        self._day = day

    def add(self, client: str, name: str, called: str, password: str | None = None) -> str:
        """Let somebody sign in for the client; return the first password, made here unless given, told once."""
        if not called.strip():
            raise RefusedError(Refusal.NO_NAME)
        if not good_code(name):
            raise RefusedError(Refusal.BAD_CODE)
        password = password or new_password()
        with connected(self._engine) as connection:
            self._client(connection, client)
            try:
                connection.execute(insert(officers).values(id=name, name=called.strip(), client_id=client))
            except IntegrityError as error:
                raise RefusedError(Refusal.TAKEN) from error
            set_password(connection, name, password)
            self._tell(connection, name, "created", {"name": called.strip(), "client": client})
        return password

    def reset_password(self, client: str, name: str) -> str:
        """Give somebody a new password, told once; what is open ends."""
        password = new_password()
        with connected(self._engine) as connection:
            self._sender(connection, client, name)
            set_password(connection, name, password)
            close_all(connection, name)
            self._tell(connection, name, "password_reset", {})
        return password

    def switch(self, client: str, name: str, *, disabled: bool) -> None:
        """Let somebody sign in no more, or again."""
        with connected(self._engine) as connection:
            self._sender(connection, client, name)
            connection.execute(update(officers).where(officers.c.id == name).values(disabled=disabled))
            close_all(connection, name)
            self._tell(connection, name, "disabled" if disabled else "enabled", {})

    def _sender(self, connection: sqlalchemy.Connection, client: str, name: str) -> None:
        self._client(connection, client)
        query = select(officers.c.id).where(officers.c.id == name, officers.c.client_id == client)
        if connection.execute(query).scalar() is None:
            raise RefusedError(Refusal.MISSING)

    def _client(self, connection: sqlalchemy.Connection, client: str) -> None:
        """Look whether the client is there, and administered within sight."""
        query = (
            select(clients.c.id)
            .outerjoin(offices, offices.c.code == clients.c.office)
            .where(clients.c.id == client, within(offices.c.region, self._by.sight))
        )
        if connection.execute(query).scalar() is None:
            raise RefusedError(Refusal.MISSING)

    def _tell(self, connection: sqlalchemy.Connection, name: str, act: str, body: dict[str, Any]) -> None:
        append(connection, [Entry(f"officer:{name}", act, self._by.id, self._by.office, self._day, body)])


def senders_of(engine: Engine, of: Collection[str]) -> dict[str, list[Sender]]:
    """The people of each client, by name; clients without any are missing."""
    query = select(officers).where(officers.c.client_id.in_(list(of))).order_by(officers.c.name, officers.c.id)
    found: dict[str, list[Sender]] = {}
    with connected(engine) as connection:
        for row in connection.execute(query):
            found.setdefault(row.client_id, []).append(Sender(row.id, row.name, row.client_id, row.disabled))
    return found

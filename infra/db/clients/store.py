"""Clients and their keys in PostgreSQL: looked up for every request, changed by administrators."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy
from psycopg.rows import namedtuple_row
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from infra.db.chronicle import Entry, append
from infra.db.clients.tables import client_keys, clients, seen_requests
from infra.db.engine import connected, statements
from schemas.client import Client, ClientKind

_NEVER_USED: Final = timedelta(minutes=1)
"""`used_at` is written at most so often: it tells an administrator which key is still in use, no more."""
_CALLED: Final = """
    WITH manner AS MATERIALIZED (
        SELECT set_config('synchronous_commit',
            CASE WHEN %(lasting)s THEN current_setting('synchronous_commit') ELSE 'off' END, true)
    ),
    known AS (
        SELECT clients.id, clients.kind, clients.name, source, bank_code, projects, regions, active,
            kid, client_id, alg, public, valid_from, valid_until, revoked_at, used_at
        FROM client_keys JOIN clients ON clients.id = client_id, manner WHERE kid = %(kid)s AND client_id = %(client)s
    ), seen AS (
        INSERT INTO seen_requests (client_id, jti, until) SELECT client_id, %(jti)s, %(until)s FROM known
        ON CONFLICT DO NOTHING RETURNING jti
    ), used AS (
        UPDATE client_keys SET used_at = %(at)s FROM known
        WHERE client_keys.kid = known.kid AND (known.used_at IS NULL OR known.used_at < %(before)s)
    )
    SELECT EXISTS (SELECT FROM seen), known.* FROM known
"""


class Taken(Exception):
    """The id, or the key, is there already."""


class Unknown(Exception):
    """There is no such client, or no such key of it."""


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A public key, or a certificate (`alg` is `mtls`, `kid` its fingerprint)."""

    kid: str
    client_id: str
    alg: str
    public: dict[str, Any]
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None = None

    def refusal(self, at: datetime) -> str | None:
        """Why the key is not good at an instant; None if it is."""
        if self.revoked_at is not None and self.revoked_at <= at:
            return "revoked"
        if at < self.valid_from:
            return "not valid yet"
        return "expired" if self.valid_until is not None and self.valid_until <= at else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A client as an administrator sees it."""

    client: Client
    active: bool
    office: str | None
    created_at: datetime
    keys: tuple[ClientKey, ...]


class Clients:
    """The clients' store. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def caller(self, kid: str) -> tuple[Client, ClientKey, bool] | None:
        """Whose a key is, the key, and whether the client is active; None for an unknown one."""
        query = select(clients, client_keys).join(client_keys, client_keys.c.client_id == clients.c.id)
        with connected(self._engine) as connection:
            row = connection.execute(query.where(client_keys.c.kid == kid)).one_or_none()
        return None if row is None else (_client(row), _key(row), bool(row.active))

    def everybody(self) -> dict[str, tuple[Client, ClientKey, bool]]:
        """All keys by id, for whoever must know them when the database is away."""
        query = select(clients, client_keys).join(client_keys, client_keys.c.client_id == clients.c.id)
        with connected(self._engine) as connection:
            return {row.kid: (_client(row), _key(row), bool(row.active)) for row in connection.execute(query)}

    def called(  # noqa: PLR0913 (a request is named by so much)
        self, client_id: str, kid: str, jti: str, at: datetime, until: datetime, *, lasting: bool = True
    ) -> tuple[tuple[Client, ClientKey, bool], bool] | None:
        """What `caller` says, and whether the request was never seen before; from now on it was.

        Written before anything is answered. Not `lasting`, it is for who commits something else before he answers: it
        is on the disk with that at the latest.
        """
        digest = hashlib.sha256(f"{client_id}\0{jti}".encode()).hexdigest()  # clients may write into it what they like
        told = {
            "client": client_id, "kid": kid, "jti": digest, "at": at, "until": until, "before": at - _NEVER_USED,
            "lasting": lasting,
        }  # fmt: skip
        with statements(self._engine) as connection:
            row: Any = connection.cursor(row_factory=namedtuple_row).execute(_CALLED, told).fetchone()
        return None if row is None else ((_client(row), _key(row), bool(row.active)), bool(row[0]))

    def forget_requests(self, at: datetime) -> int:
        """Delete what would not be accepted any more anyway; return how many."""
        with connected(self._engine) as connection:
            return connection.execute(delete(seen_requests).where(seen_requests.c.until < at)).rowcount

    def get(self, client_id: str) -> Client | None:
        """One client."""
        with connected(self._engine) as connection:
            row = connection.execute(select(clients).where(clients.c.id == client_id)).one_or_none()
        return None if row is None else _client(row)

    def listed(self, offices: Sequence[str] | None = None) -> list[Listed]:
        """The clients that the offices administer (None: all of them), with their keys, the newest first."""
        query = select(clients).order_by(clients.c.kind, clients.c.id)
        if offices is not None:
            query = query.where(clients.c.office.in_(offices))
        keys = select(client_keys).order_by(client_keys.c.valid_from.desc(), client_keys.c.kid)
        with connected(self._engine) as connection:
            found: dict[str, list[ClientKey]] = {}
            for row in connection.execute(keys):
                found.setdefault(row.client_id, []).append(_key(row))
            return [
                Listed(_client(row), row.active, row.office, row.created_at, tuple(found.get(row.id, ())))
                for row in connection.execute(query)
            ]

    def add(self, client: Client, office: str | None, at: datetime, entry: Entry) -> None:
        """Register a client. Raises `Taken`."""
        row = {
            "id": client.id, "kind": client.kind.value, "name": client.name, "source": client.source,
            "bank_code": client.bank_code, "projects": sorted(client.projects), "regions": list(client.regions),
            "office": office, "created_at": at,
        }  # fmt: skip
        self._write(insert(clients).values(row), entry)

    def change(self, client: Client, entry: Entry, *, active: bool) -> None:
        """Change a client's name and scope, or let it in no more. Raises `Unknown`."""
        row = {"name": client.name, "projects": sorted(client.projects), "regions": list(client.regions)}
        self._write(update(clients).where(clients.c.id == client.id).values(**row, active=active), entry)

    def add_key(self, key: ClientKey, entry: Entry) -> None:
        """Let a client sign with one more key: the old one stays good until revoked. Raises `Taken` or `Unknown`."""
        row = {
            "kid": key.kid, "client_id": key.client_id, "alg": key.alg, "public": json.dumps(key.public),
            "valid_from": key.valid_from, "valid_until": key.valid_until,
        }  # fmt: skip
        self._write(insert(client_keys).values(row), entry)

    def revoke(self, client_id: str, kid: str, at: datetime, entry: Entry) -> None:
        """Refuse a key from now on, for ever. Raises `Unknown`."""
        chosen = (client_keys.c.client_id == client_id) & (client_keys.c.kid == kid)
        when = func.coalesce(client_keys.c.revoked_at, at)
        self._write(update(client_keys).where(chosen).values(revoked_at=when), entry)

    def _write(self, statement: Any, entry: Entry) -> None:
        """The change and its entry in the chronicle, or neither."""
        try:
            with connected(self._engine) as connection:
                if _rows(connection, statement) == 0:
                    raise Unknown
                append(connection, [entry])
        except IntegrityError as error:
            raise (Taken if "already exists" in str(error.orig) else Unknown) from error


def _rows(connection: sqlalchemy.Connection, statement: Any) -> int:
    return int(connection.execute(statement).rowcount)


def _client(row: Any) -> Client:
    return Client(
        row.id, ClientKind(row.kind), row.name, row.source, row.bank_code, frozenset(row.projects), tuple(row.regions)
    )


def _key(row: Any) -> ClientKey:
    public = json.loads(row.public)
    dates = (row.valid_from, row.valid_until, row.revoked_at, row.used_at)
    return ClientKey(row.kid, row.client_id, row.alg, public, *dates)

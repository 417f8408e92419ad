"""The vault's keys: each stands in the database wrapped by the deployment's seal, which stands in no table."""

import base64
import os
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Connection
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.db.engine import connected
from infra.db.vault.tables import vault_keys
from infra.seal import Seal, Unreadable

TOKEN: Final = "token"  # noqa: S105 (a use of a key, not a key)
DATA: Final = "data"
_BYTES: Final = 32
_IN_USE: Final = "SELECT id FROM vault_keys WHERE use = %s AND retired_at IS NULL"
_NONCE: Final = 12


class VaultLocked(Exception):
    """The vault's keys were wrapped with a seal that is not here: set the same WAGEWATCH_SEAL_KEYS everywhere."""


class Keys:
    """The keys of one database, unwrapped when first needed. Safe to use from several threads."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal
        self._unwrapped: dict[int, bytes] = {}

    def at_hand(self, use: str, connection: Connection[Any]) -> tuple[int, bytes] | None:
        """The key in use as somebody's own transaction sees it; None where there is none yet. Raises `VaultLocked`."""
        row = connection.execute(_IN_USE, (use,)).fetchone()
        return None if row is None else (row[0], self.key(row[0]))

    def current(self, use: str, at: datetime) -> tuple[int, bytes]:
        """The key in use, made when there is none. Raises `VaultLocked`."""
        query = select(vault_keys.c.id).where(vault_keys.c.use == use, vault_keys.c.retired_at.is_(None))
        with connected(self._engine) as connection:
            found = connection.execute(query).scalar()
            if found is None:
                row = upsert(vault_keys).values(use=use, wrapped=self._wrapped(os.urandom(_BYTES)), made_at=at)
                row = row.on_conflict_do_nothing(
                    index_elements=[vault_keys.c.use], index_where=text("retired_at IS NULL")
                )
                connection.execute(row)
                found = connection.execute(query).scalar_one()
        return found, self.key(found)

    def key(self, number: int) -> bytes:
        """A key by its number. Raises `VaultLocked`."""
        if number not in self._unwrapped:
            with connected(self._engine) as connection:
                wrapped = connection.execute(select(vault_keys.c.wrapped).where(vault_keys.c.id == number)).scalar_one()
            self._unwrapped[number] = self._opened(wrapped)
        return self._unwrapped[number]

    def renew(self, at: datetime) -> int:
        """Wrap every key with the newest seal, and begin a new data key; return its number. Raises `VaultLocked`."""
        with connected(self._engine) as connection:
            for number, wrapped in connection.execute(select(vault_keys.c.id, vault_keys.c.wrapped)).all():
                again = self._wrapped(self._opened(wrapped))
                connection.execute(update(vault_keys).where(vault_keys.c.id == number).values(wrapped=again))
            in_use = (vault_keys.c.use == DATA) & vault_keys.c.retired_at.is_(None)
            connection.execute(update(vault_keys).where(in_use).values(retired_at=at))
            row = insert(vault_keys).values(use=DATA, wrapped=self._wrapped(os.urandom(_BYTES)), made_at=at)
            return int(connection.execute(row.returning(vault_keys.c.id)).scalar_one())

    def _wrapped(self, key: bytes) -> bytes:
        return self._seal.sealed(base64.b64encode(key).decode())

    def _opened(self, wrapped: bytes) -> bytes:
        try:
            return base64.b64decode(self._seal.opened(bytes(wrapped)))
        except Unreadable as error:
            raise VaultLocked("the vault's keys are sealed with a key that is not here") from error


def sealed(key: bytes, plain: bytes, about: bytes) -> bytes:
    """AES-256-GCM with a fresh nonce before it; `about` is what it may only be read as."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def opened(key: bytes, given: bytes, about: bytes) -> bytes:
    """What was sealed. Raises `VaultLocked` with another key, or if it stands in another's place."""
    try:
        return AESGCM(key).decrypt(given[:_NONCE], given[_NONCE:], about)
    except InvalidTag as error:
        raise VaultLocked("it is sealed with another key, or damaged") from error

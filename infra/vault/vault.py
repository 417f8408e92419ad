"""Numbers in, tokens out; back again only for an officer with a purpose and a case, written down before it is shown."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from psycopg import Connection
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra import clock
from infra.db.chronicle import append
from infra.db.engine import connected
from infra.db.vault.tables import vault_entries, vault_reveals
from infra.seal import Seal
from infra.settings import Settings, settings
from infra.vault.asked import Asked, Revealed
from infra.vault.keys import DATA, TOKEN, Keys, opened, sealed
from schemas.office import Officer
from schemas.sensitive import Kind, mapped, replaced

_DIGITS: Final = 32
_PREFIXES: Final = {Kind.IDENTITY: "w", Kind.CARD: "c"}
_KEPT_AT_ONCE: Final = 5_000
_BATCH: Final = 1_000
_seals: dict[str, Seal] = {}
"""The seals by database, as the composition root named them; whoever was told nothing reads the settings."""


class Tokens:
    """Turns numbers into tokens and remembers the new ones until `keep`: use one for each submission."""

    def __init__(self, vault: "Vault") -> None:
        self._vault = vault
        self._seen: dict[tuple[Kind, str], str] = {}
        self._fresh: dict[str, tuple[Kind, str]] = {}

    def of(self, kind: Kind, number: str) -> str:
        """The token of a number: the same for ever. A misspelt one has none, and is refused as what it is then."""
        if kind is Kind.MISSPELT:
            return "*" * len(number)
        token = self._seen.get((kind, number))
        if token is None:
            token = self._seen[kind, number] = self._vault.token(kind, number)
            self._fresh[token] = (kind, number)
            if len(self._fresh) >= _KEPT_AT_ONCE:
                self.keep()
        return token

    def value(self, value: Any, field: str = "") -> Any:
        """A JSON value, a whole event for instance, with tokens in place of numbers."""
        return mapped(value, self.of, field)

    def text(self, text: str, field: str = "") -> str:
        """A text with tokens in place of numbers."""
        return replaced(text, self.of, field)

    def keep(self) -> None:
        """Store what is new: before anything that carries the tokens is."""
        self._vault.keep(self._fresh)
        self._fresh = {}


class Vault:
    """The vault of one database. Safe to use from several threads."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._keys = Keys(engine, seal)
        self._token_key: bytes | None = None

    @classmethod
    def of(cls, engine: Engine, given: Settings | None = None) -> Self:
        """The deployment's vault. Without settings, those of the composition root, else those of this process."""
        name = str(engine.url)
        if given is not None:
            _seals[name] = Seal.of(given)
        return cls(engine, _seals[name] if name in _seals else Seal.of(settings()))

    def tokens(self) -> Tokens:
        """A mapping of numbers to tokens, for one submission."""
        return Tokens(self)

    def token_of(self, kind: Kind, number: str) -> str:
        """The token of a number, which is stored. Raises `VaultLocked`."""
        token = self.token(kind, number)
        self.keep({token: (kind, number)})
        return token

    def token(self, kind: Kind, number: str) -> str:
        """The token of a number: its HMAC-SHA256 under a key of this deployment, the first 128 bits."""
        if self._token_key is None:
            self._token_key = self._keys.current(TOKEN, clock.now())[1]
        message = f"{kind.value}:{number.upper()}".encode()
        return _PREFIXES[kind] + hmac.new(self._token_key, message, hashlib.sha256).hexdigest()[:_DIGITS]

    def keep(self, found: dict[str, tuple[Kind, str]]) -> None:
        """Store numbers by their tokens; those that are there stay."""
        if not found:
            return
        number, key = self._keys.current(DATA, clock.now())
        rows = [
            {
                "token": token,
                "kind": kind.value,
                "key_id": number,
                "sealed": sealed(key, plain.encode(), token.encode()),
            }
            for token, (kind, plain) in sorted(found.items())
        ]
        with connected(self._engine) as connection:
            connection.execute(upsert(vault_entries).on_conflict_do_nothing(), rows)

    def keeps(self, token: str) -> bool:
        """Whether the number behind a token is here; others' tokens are opaque."""
        with connected(self._engine) as connection:
            query = select(vault_entries.c.token).where(vault_entries.c.token == token)
            return connection.execute(query).scalar() is not None

    def reveal(self, asked: Asked, officer: Officer, day: date, at: datetime, lasts: timedelta) -> Revealed | None:
        """The number behind a token, for so long; None if there is none. The chronicle has it in either case."""
        with connected(self._engine) as connection:
            row = connection.execute(select(vault_entries).where(vault_entries.c.token == asked.token)).one_or_none()
            made = {
                "id": secrets.token_urlsafe(18), "token": asked.token, "officer": officer.id,
                "purpose": asked.purpose, "case_number": asked.case, "at": at, "until": at + lasts,
            }  # fmt: skip
            if row is not None:
                connection.execute(insert(vault_reveals).values(made))
            append(connection, asked.entries(officer, day, found=row is not None))
        return None if row is None else self._revealed(str(made["id"]), at + lasts, row)

    def revealed(self, name: str, officer: Officer, at: datetime) -> Revealed | None:
        """A number that the officer revealed and may still read; None for another's, an old or an invented one."""
        query = select(vault_entries, vault_reveals.c.id, vault_reveals.c.until).join(
            vault_reveals, vault_reveals.c.token == vault_entries.c.token
        )
        mine = (vault_reveals.c.id == name, vault_reveals.c.officer == officer.id, vault_reveals.c.until > at)
        with connected(self._engine) as connection:
            row = connection.execute(query.where(*mine)).one_or_none()
        return None if row is None else self._revealed(row.id, row.until, row)

    def rotate(self, at: datetime) -> int:
        """Wrap all keys with the newest seal, and encrypt every number anew with a new data key; return how many.

        Sealed submissions keep their data keys, which are wrapped anew.
        """
        fresh = self._keys.renew(at)
        count = 0
        while batch := self._older(fresh):
            count += len(batch)
        return count

    def _older(self, fresh: int) -> list[Any]:
        query = select(vault_entries).where(vault_entries.c.key_id != fresh).limit(_BATCH).with_for_update()
        with connected(self._engine) as connection:
            rows = list(connection.execute(query))
            for row in rows:
                again = sealed(self._keys.key(fresh), self._plain(row), row.token.encode())
                chosen = vault_entries.c.token == row.token
                connection.execute(update(vault_entries).where(chosen).values(key_id=fresh, sealed=again))
        return rows

    def body_key(self, connection: Connection[Any]) -> tuple[int, bytes]:
        """The data key for a submission's bytes, with its number; `connection` is the submission's transaction."""
        return self._keys.at_hand(DATA, connection) or self._keys.current(DATA, clock.now())

    def opened_body(self, parts: Iterator[bytes], key_id: int, submission: int) -> Iterator[bytes]:
        """The parts of a sealed submission. Raises `VaultLocked`."""
        for number, part in enumerate(parts):
            yield opened(self._keys.key(key_id), part, part_of(submission, number))

    def _plain(self, row: Any) -> bytes:
        return opened(self._keys.key(row.key_id), bytes(row.sealed), row.token.encode())

    def _revealed(self, name: str, until: datetime, row: Any) -> Revealed:
        return Revealed(name, row.token, Kind(row.kind), self._plain(row).decode(), until)


def part_of(submission: int, number: int) -> bytes:
    """What a sealed part may only be read as: itself, in its place."""
    return f"submission:{submission}:{number}".encode()


def sealed_part(key: bytes, body: bytes, submission: int, number: int) -> bytes:
    """A part of a submission, encrypted."""
    return sealed(key, body, part_of(submission, number))

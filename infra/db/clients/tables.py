"""The tables of machine clients."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    text,
)

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)
_NONE: Final = text("'{}'")

clients = Table(
    "clients",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("bank_code", Text),
    Column("projects", ARRAY(Text(collation="C")), nullable=False, server_default=_NONE),
    Column("regions", ARRAY(Text(collation="C")), nullable=False, server_default=_NONE),
    Column("office", Text(collation="C"), ForeignKey("offices.code")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", _INSTANT, nullable=False),
    CheckConstraint("kind IN ('bank', 'site', 'registry', 'device')", name="clients_kind_is_known"),
    CheckConstraint("(kind = 'bank') = (bank_code IS NOT NULL)", name="clients_banks_have_a_code"),
    Index("clients_by_bank_code", "bank_code"),
    comment="who feeds by machine: a bank, a site, a registry, a terminal; `office` administers it, empty: the console",
)
client_keys = Table(
    "client_keys",
    metadata,
    Column("kid", Text(collation="C"), primary_key=True),
    Column("client_id", Text(collation="C"), ForeignKey("clients.id"), nullable=False),
    Column("alg", Text, nullable=False),
    Column("public", Text, nullable=False),
    Column("valid_from", _INSTANT, nullable=False),
    Column("valid_until", _INSTANT),
    Column("revoked_at", _INSTANT),
    Column("used_at", _INSTANT),
    Index("client_keys_by_client", "client_id"),
    comment="public keys (JWK) and certificates (kid: mtls: and their SHA-256) of clients; never a private one",
)
seen_requests = Table(
    "seen_requests",
    metadata,
    Column("client_id", Text(collation="C"), primary_key=True),
    Column("jti", Text(collation="C"), primary_key=True),
    Column("until", _INSTANT, nullable=False),
    Index("seen_requests_by_until", "until"),
    comment="signatures used within the time in which they would be accepted again",
)

"""The tables of the vault: identity and card numbers, only ever encrypted, and the keys, only ever wrapped."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, LargeBinary, Table, Text, text

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

vault_keys = Table(
    "vault_keys",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("use", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
    Column("retired_at", _INSTANT),
    Index("vault_keys_in_use", "use", unique=True, postgresql_where=text("retired_at IS NULL")),
    comment="data keys and the tokens' key, each wrapped by the key-encryption key that stands in no table",
)
vault_entries = Table(
    "vault_entries",
    metadata,
    Column("token", Text(collation="C"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key_id", BigInteger, ForeignKey("vault_keys.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("vault_entries_by_key", "key_id"),
    comment="the number behind each token, encrypted with a data key",
)
vault_reveals = Table(
    "vault_reveals",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("token", Text(collation="C"), nullable=False),
    Column("officer", Text(collation="C"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("until", _INSTANT, nullable=False),
    Index("vault_reveals_by_officer", "officer", "until"),
    comment="who may read which number until when; the chronicle has each for ever",
)
sealed_submissions = Table(
    "sealed_submissions",
    metadata,
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key_id", BigInteger, ForeignKey("vault_keys.id"), nullable=False),
    comment="submissions whose parts are encrypted with a data key, because they carry identity or card numbers",
)

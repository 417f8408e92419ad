"""The table of policies."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, ForeignKey, Identity, Index, Table, Text

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

policies = Table(
    "policies",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("prefix", Text(collation="C"), nullable=False),
    Column("from_day", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("tables", Text, nullable=False),
    Column("drafted_by", Text(collation="C"), ForeignKey("officers.id"), nullable=False),
    Column("drafted_at", _INSTANT, nullable=False),
    Column("decided_by", Text(collation="C"), ForeignKey("officers.id")),
    Column("decided_at", _INSTANT),
    Column("publication", BigInteger, unique=True),
    CheckConstraint("kind IN ('rules', 'limits', 'fund')", name="policies_kind"),
    CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="policies_state"),
    CheckConstraint("(state = 'published') = (publication IS NOT NULL)", name="policies_publication"),
    CheckConstraint("state <> 'published' OR decided_by <> drafted_by", name="policies_need_four_eyes"),
    Index("policies_by_prefix", "prefix", "from_day"),
    comment="parameters drafted by one person and published by another, as TOML; `publication` orders the published",
)

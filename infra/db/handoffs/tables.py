"""The table of hand-offs."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Identity, Index, Integer, Table, Text, text

from infra.db.tables import metadata

_OPEN: Final = text("state <> 'closed'")

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("work_id", BigInteger, ForeignKey("works.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("project", Text(collation="C"), nullable=False),
    Column("prepared_on", Date, nullable=False),
    Column("due_on", Date),
    Column("elements", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("handoffs_one_open", "work_id", "kind", unique=True, postgresql_where=_OPEN),
    Index("handoffs_by_region", "region", "due_on", postgresql_where=_OPEN),
    comment="one row per hand-off of an alert; `body` is all of it, `elements` what was met when it was prepared",
)

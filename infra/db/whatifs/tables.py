"""The tables of trials."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Identity, Index, Integer, Table, Text, text

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

whatifs = Table(
    "whatifs",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("title", Text, nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("asked_by", Text(collation="C"), nullable=False),
    Column("asked_at", _INSTANT, nullable=False),
    Column("sight", Text, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("project", Text(collation="C")),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date, nullable=False),
    Column("hypothesis", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("error", Text),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("beat_at", _INSTANT),
    Column("ended_at", _INSTANT),
    Index("whatifs_one_per_office", "office", unique=True, postgresql_where=text("state IN ('waiting', 'running')")),
    Index("whatifs_by_office", "office", "id"),
    comment="trials; `done` of `total` project-days are judged. Nothing here touches the live system",
)
whatif_projects = Table(
    "whatif_projects",
    metadata,
    Column("whatif_id", BigInteger, ForeignKey("whatifs.id"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    Column("region", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("days", Integer),
    comment="the projects of a trial; `days` is empty until the project is judged",
)
whatif_changes = Table(
    "whatif_changes",
    metadata,
    Column("whatif_id", BigInteger, ForeignKey("whatifs.id"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("rule", Text(collation="C"), nullable=False),
    Column("subject", Text(collation="C"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("level", Text, nullable=False),
    Column("days", Integer, nullable=False),
    Column("before_first", Date),
    Column("before_last", Date),
    Column("before_level", Text),
    Column("after_first", Date),
    Column("after_last", Date),
    Column("after_level", Text),
    Column("workers", Integer, nullable=False),
    comment="what differs, one row per difference",
)

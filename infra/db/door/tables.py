"""The tables of the door."""

from typing import Final

from sqlalchemy import DDL, BigInteger, Column, DateTime, Index, Table, Text, event, text

from infra.db.tables import journal, metadata

_INSTANT: Final = DateTime(timezone=True)
NAMING_KINDS: Final = ("project.registered", "bank.account_opened", "bank.bond_deposited", "bank.wages_paid")
"""The events by which something becomes somebody's."""
_NAMING: Final = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in NAMING_KINDS))

deliveries = Table(
    "client_deliveries",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("client", Text(collation="C"), nullable=False),
    Column("key", Text(collation="C"), nullable=False),
    Column("run", Text(collation="C"), nullable=False),
    Column("digest", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", Text(collation="C"), nullable=False),
    Column("rows", BigInteger, nullable=False, server_default=text("0")),
    Column("begun_at", _INSTANT, nullable=False),
    Column("beat_at", _INSTANT, nullable=False),
    Column("finished_at", _INSTANT),
    Column("submission_id", BigInteger, unique=True),
    Column("receipt", Text),
    Column("problem", Text),
    Index("client_deliveries_by_key", "client", "key", unique=True),
    Index("client_deliveries_by_time", "client", "begun_at", "id"),
    Index("client_deliveries_running", "beat_at", postgresql_where=text("state IN ('waiting', 'reading')")),
    comment="what each client delivered, in which request, and what it was answered: an Idempotency-Key's memory",
)
"""`state` is waiting, reading, done, refused or failed; `said` and `problem` are JSON; `receipt` is a compact JWS."""

uploads = Table(
    "uploads",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("client", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("begun_at", _INSTANT, nullable=False),
    Index("uploads_by_client", "client", "begun_at"),
    comment="uploads in several requests; how far each has come says its file in the state directory",
)
punch_clocks = Table(
    "punch_clocks",
    metadata,
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("client", Text(collation="C"), nullable=False),
    Column("skew_ms", BigInteger, nullable=False),
    comment="by how much a terminal's clock went fast when it delivered; its punches stand as it told them",
)

Index("journal_by_naming", journal.c.project, postgresql_where=text(_NAMING))
event.listen(deliveries, "after_create", DDL(f"CREATE INDEX journal_by_naming ON journal (project) WHERE {_NAMING}"))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped

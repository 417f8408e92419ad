"""The tables, as the latest migration leaves them. A test compares the two.

`submissions`, `submission_parts`, `journal`, `event_ids` and `alert_history` are only ever appended to. `relayed` is
the relay's flag, kept beside the journal so that the evidence itself is never touched.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

metadata: Final = MetaData()
_INSTANT: Final = DateTime(timezone=True)

submissions = Table(
    "submissions",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_at", _INSTANT, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("lines", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
    Column("duplicate", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
    comment="one row per delivery: its receipt",
)
submission_parts = Table(
    "submission_parts",
    metadata,
    Column(
        "submission_id",
        BigInteger,
        ForeignKey("submissions.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    comment="the bytes as sent, one zstd stream cut into parts",
)
event_ids = Table(
    "event_ids",
    metadata,
    Column("pair", Uuid, primary_key=True),
    Column("submission_id", BigInteger, nullable=False),
    comment="each (source, id) ever carried by a line, as a digest, and who carried it first",
)
heads = Table(
    "heads",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("records", BigInteger, nullable=False),
    comment="the last sequence number given out per project; its lock orders the acceptors",
)
journal = Table(
    "journal",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("received_at", _INSTANT, nullable=False),
    Column("submission_id", BigInteger),
    Column("line_no", BigInteger),
    Column("records", Integer, nullable=False),
    Column("records_upto", BigInteger, nullable=False),
    Column("route_key", Text),
    Column("body", LargeBinary, nullable=False),
    Index("journal_by_route_key", "route_key", postgresql_using="hash", postgresql_where=text("route_key IS NOT NULL")),
    comment="the frames of every project in order: the evidence",
)
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("route_key", Text(collation="C"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    Column("n", BigInteger, Identity(always=False), nullable=False),
    comment="which projects follow the statements of a bank or a lead",
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("submission_id", BigInteger, nullable=False),
    Column("line_no", BigInteger, nullable=False),
    Column("line_index", Integer),
    Column("source", Text),
    Column("event_id", Text),
    Column("kind", Text),
    Column("project", Text),
    Column("records", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("value", Text),
    Column("state", Text, nullable=False, server_default="open"),
    Column("retried_as", Text),
    Column("retry_no", Integer),
    Column("superseded_by", BigInteger, comment="the row in which the same was sent again and was wrong again"),
    Index("quarantine_by_state", "state", "id"),
    Index("quarantine_by_line", "submission_id", "line_no"),
    Index("quarantine_by_event", "event_id", postgresql_using="hash"),
    Index("quarantine_by_superseding", "superseded_by", postgresql_where=text("superseded_by IS NOT NULL")),
    comment="records set aside, with the reasons and where the bytes are",
)
clock = Table(
    "clock",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    comment="one row: the day of the last tick",
)
relayed = Table(
    "relayed",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    comment="up to where the broker has acknowledged the frames of each project",
)
broker_offsets = Table(
    "broker_offsets",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("cluster_id", Text, nullable=False),
    Column("acknowledged", BigInteger, nullable=False),
    comment="what was acknowledged: a broker whose end is below it has forgotten",
)
feed_offsets = Table(
    "feed_offsets",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("cluster_id", Text, nullable=False),
    Column("next", BigInteger, nullable=False),
    comment="the next offset to read of each feed, written with what was read before it",
)
ledgers = Table(
    "ledgers",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("judged_seq", BigInteger, nullable=False),
    Column("as_of", Date),
    Column("state", LargeBinary, nullable=False),
    comment="the folded state per project; written by compare-and-swap on version",
)
ledger_months = Table(
    "ledger_months",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("month", Text(collation="C"), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
alerts = Table(
    "alerts",
    metadata,
    Column("rule", Text(collation="C"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    Column("subject", Text(collation="C"), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("finding", Text, nullable=False),
    Index("alerts_by_project", "project"),
    comment="the alerts open now",
)
alert_history = Table(
    "alert_history",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("rule", Text(collation="C"), nullable=False),
    Column("project", Text(collation="C"), nullable=False),
    Column("subject", Text(collation="C"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("finding", Text, nullable=False),
    Index("alert_history_by_key", "rule", "project", "subject", "id"),
    comment="every opening, change and clearing of an alert",
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    comment="what is still to be published; deleted when the broker has acknowledged it",
)
faults = Table(
    "faults",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("project", Text(collation="C"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    comment="frames that could not be folded and rules that crashed",
)
beats = Table(
    "beats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", _INSTANT, nullable=False),
    Column("detail", Text, nullable=False),
    comment="the last sign of life of each process",
)

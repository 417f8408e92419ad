"""The tables of what the offices are told: notices, who has read them, contact points, and the outbox of deliveries."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

notices = Table(
    "notices",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("about", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("officer", Text(collation="C"), nullable=False, server_default="", comment="empty: the whole office"),
    Column("reason", Text, nullable=False),
    Column("mark", Text(collation="C"), nullable=False, server_default=""),
    Column("day", Date, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("level", Text, comment="of an alert"),
    Column("facts", JSONB, nullable=False),
    UniqueConstraint("about", "reason", "mark", "office", "officer", name="notices_once"),
    Index("notices_by_office", "office", "officer", "id"),
    comment="what each office or officer was told in the portal; posted in the transaction of the change",
)
notice_reads = Table(
    "notice_reads",
    metadata,
    Column("officer", Text(collation="C"), primary_key=True),
    Column("notice_id", BigInteger, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("read_at", _INSTANT, nullable=False),
    comment="who has read what",
)
contact_points = Table(
    "contact_points",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("office", Text(collation="C"), nullable=False),
    Column("officer", Text(collation="C"), nullable=False, server_default="", comment="empty: the whole office"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="the address with its secrets, encrypted"),
    Column("shown", Text, nullable=False, comment="the address without its secrets"),
    Column("lang", Text, nullable=False, server_default="zh"),
    Column("from_level", Text, nullable=False, server_default="orange", comment="alerts below it wait for the digest"),
    Column("digest", Text, nullable=False, server_default="workdays"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint(
        "kind IN ('mail','webhook','wecom','dingtalk','feishu','alertmanager')", name="contact_points_kind"
    ),
    CheckConstraint("digest IN ('never', 'workdays', 'daily')", name="contact_points_digest"),
    Index("contact_points_by_office", "office"),
    comment="where an office wants to be told beside the portal",
)
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("contact", BigInteger, ForeignKey("contact_points.id"), nullable=False),
    Column("key", Text(collation="C"), nullable=False, comment="the same message is never queued twice"),
    Column("notices", ARRAY(BigInteger), nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claims", Integer, nullable=False, server_default="0", comment="never goes back; the fence of a claim"),
    Column("queued_at", _INSTANT, nullable=False),
    Column("next_at", _INSTANT, nullable=False, comment="waiting: not before; sending: until when it is claimed"),
    Column("sent_at", _INSTANT),
    Column("error", Text),
    Column("permanent", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("key", name="deliveries_once"),
    CheckConstraint("state IN ('waiting','sending','sent','failed')", name="deliveries_state"),
    Index("deliveries_due", "next_at", "id", postgresql_where=text("state IN ('waiting', 'sending')")),
    Index("deliveries_by_contact", "contact", "id"),
    comment="the outbox: what is to be sent where, written in the transaction of the change",
)

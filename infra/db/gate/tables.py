"""The tables of the freeze gate."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    text,
)

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)
_HELD: Final = text("state = 'held'")

mark_versions = Sequence("protection_mark_versions", metadata=metadata)
protection_marks = Table(
    "protection_marks",
    metadata,
    Column("bank_code", Text(collation="C"), primary_key=True),
    Column("account_id", Text(collation="C"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("version", BigInteger, nullable=False),
    Index("protection_marks_by_version", "version"),
    Index("protection_marks_by_project", "project"),
    comment="the accounts that no order touches unreviewed; `version` grows in the order of commits",
)
marked_projects = Table(
    "marked_projects",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    comment="up to which frame of each ledger its accounts were marked",
)
restriction_reviews = Table(
    "restriction_reviews",
    metadata,
    Column("case_no", Text(collation="C"), primary_key=True),
    Column("client", Text(collation="C"), nullable=False),
    Column("bank_code", Text(collation="C"), nullable=False),
    Column("account_id", Text(collation="C"), nullable=False),
    Column("project", Text(collation="C"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("state", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("asked_at", _INSTANT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("restriction_reviews_by_region", "region", "asked_at"),
    Index("restriction_reviews_by_client", "client", "asked_at"),
    Index("restriction_reviews_by_project", "project"),
    Index("restriction_reviews_held", "due_on", postgresql_where=_HELD),
    comment="one row per order that a bank holds; `body` is all of it",
)
gate_answers = Table(
    "gate_answers",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("at", _INSTANT, nullable=False),
    Column("client", Text(collation="C"), nullable=False),
    Column("case_no", Text(collation="C"), nullable=False),
    Column("answer", Text, nullable=False),
    Column("marks_version", BigInteger, nullable=False),
    Column("degraded", Boolean, nullable=False),
    Index("gate_answers_by_case", "case_no"),
    Index("gate_answers_by_at", "at", postgresql_using="brin"),
    comment="every answer; of an unprotected account only the digest of the question, nothing that names it",
)
gate_sayings = Table(
    "gate_sayings",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("case_no", Text(collation="C"), nullable=False),
    Column("event", Text, nullable=False),
    comment="events of the contract that reviews have become, until the intake has taken them",
)
gate_listeners = Table(
    "gate_listeners",
    metadata,
    Column("client", Text(collation="C"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("shown", Text, nullable=False),
    comment="where each bank wants to be told of decisions",
)
gate_callbacks = Table(
    "gate_callbacks",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("client", Text(collation="C"), nullable=False),
    Column("case_no", Text(collation="C"), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", _INSTANT, nullable=False),
    Column("claimed_until", _INSTANT),
    Column("sent_at", _INSTANT),
    Column("error", Text),
    Index("gate_callbacks_due", "next_at", postgresql_where=text("state = 'waiting'")),
    comment="what is to be told to the banks, and what became of it",
)

"""The tables of leads."""

from typing import Final

from sqlalchemy import (
    DDL,
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
    SmallInteger,
    Table,
    Text,
    event,
    text,
)

import infra.db.chronicle.tables  # noqa: F401 (its trigger function is used here)
from infra.db.tables import metadata

_OPEN: Final = text("state <> 'closed'")
_INSTANT: Final = DateTime(timezone=True)

leads = Table(
    "leads",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("first_region", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date),
    Column("close_by", Date, nullable=False),
    Column("claimants", Integer, nullable=False),
    Column("amount_fen", BigInteger),
    Column("project", Text(collation="C")),
    Column("placed", Boolean, nullable=False),
    Column("case_id", BigInteger, ForeignKey("cases.id")),
    Column("body", Text, nullable=False),
    CheckConstraint("(state = 'closed') = (due_on IS NULL)", name="leads_have_a_deadline_until_closed"),
    Index("leads_by_region", "region", "due_on", postgresql_where=_OPEN),
    Index("leads_by_first_region", "first_region", "due_on", postgresql_where=_OPEN),
    Index("leads_by_project", "project"),
    Index("leads_by_case", "case_id"),
    comment="every lead ever admitted; `body` is all of it, the other columns are for finding it",
)
"""`placed` says whether the project's registration settled the region; until then the lead lies with the top office."""

lead_forms = Table(
    "lead_forms",
    metadata,
    Column("lead_id", Text(collation="C"), primary_key=True),
    Column("project_text", Text, nullable=False),
    Column("employer_text", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("representatives", SmallInteger, nullable=False),
    Column("contact", LargeBinary),
    Column("taken_by", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("taken_at", _INSTANT, nullable=False),
    comment="what an officer wrote down at the intake; `contact` is sealed, and read only for a stated purpose",
)
lead_evidence = Table(
    "lead_evidence",
    metadata,
    Column("lead_id", Text(collation="C"), ForeignKey("leads.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("project", Text(collation="C"), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("taken_at", _INSTANT, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    comment="who attended and who was paid, as the ledger said when the lead came in; only ever appended to",
)
lead_numbers = Table(
    "lead_numbers",
    metadata,
    Column("office", Text(collation="C"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    comment="the last number given out per office and year",
)
lead_sayings = Table(
    "lead_sayings",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("lead_id", Text(collation="C"), nullable=False),
    Column("event", Text, nullable=False),
    comment="events that the offices say through the intake; deleted in the transaction that accepts them",
)
lead_cursor = Table(
    "lead_cursor",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    comment="one row: up to which frame of the commons the leads were admitted",
)
event.listen(
    metadata,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        "CREATE OR REPLACE TRIGGER appended_only BEFORE UPDATE OR DELETE ON lead_evidence"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    ),
)  # the function is the chronicle's, whose tables are registered before these

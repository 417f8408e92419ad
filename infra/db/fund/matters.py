"""The tables of what two persons decide about a fund, and of the receipts that were told by a bank."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    text,
)

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

fund_proposals = Table(
    "fund_proposals",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("fund", Text(collation="C"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("matter", Text(collation="C"), nullable=False),
    Column("content", Text, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("proposed_by", Text(collation="C"), nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("proposed_at", _INSTANT, nullable=False),
    Column("decision", Text(collation="C"), nullable=False),
    Column("decided_by", Text(collation="C")),
    Column("decided_on", Date),
    Column("decided_at", _INSTANT),
    Column("why", Text, nullable=False),
    CheckConstraint("decision IN ('waits', 'confirmed', 'refused')", name="fund_proposals_decision"),
    CheckConstraint("(decision = 'waits') = (decided_by IS NULL)", name="fund_proposals_decided_by_somebody"),
    CheckConstraint("decision <> 'confirmed' OR decided_by <> proposed_by", name="fund_proposals_need_four_eyes"),
    Index("fund_proposals_of_fund", "fund", "id"),
    Index("fund_proposals_waiting", "region", "id", postgresql_where=text("decision = 'waits'")),
    comment="what one person proposed about a fund and another decided; `content` is JSON",
)
fund_receipts = Table(
    "fund_receipts",
    metadata,
    Column("fund", Text(collation="C"), ForeignKey("funds.code"), primary_key=True),
    Column("reference", Text(collation="C"), primary_key=True),
    Column("about", Text(collation="C"), nullable=False),
    Index("fund_receipts_about", "about"),
    comment="which proposal or repayment a line of a bank's statement stands behind: one; given up when it is refused",
)

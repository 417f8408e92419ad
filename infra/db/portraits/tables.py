"""The tables of portraits. All but the look-ups, the campaigns and their checks can be made again at any time."""

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
    SmallInteger,
    Table,
    Text,
)

from infra.db.tables import metadata

SAFEGUARDS: Final = ("real_name", "account", "proxy", "bond", "board", "monthly")
"""The six safeguards, each a column of `portraits`; a test compares them with the judgement's."""

portraits = Table(
    "portraits",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("region", Text(collation="C"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("funding", Text, nullable=False),
    Column("course", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("contractor", Text, nullable=False),
    *(Column(safeguard, Text, nullable=False) for safeguard in SAFEGUARDS),
    Column("lacking", SmallInteger, nullable=False),
    Column("unknown", SmallInteger, nullable=False),
    Column("standings", Text, nullable=False),
    Column("banks", Text, nullable=False),
    Column("on_site", Integer, nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    comment="one row per project: how its six safeguards stand, as of its ledger's version",
)
"""`standings` and `banks` are JSON: why each safeguard stands so, and how far each of its banks has delivered."""

Index("portraits_of_region", portraits.c.region, portraits.c.lacking.desc(), portraits.c.project)

coverage_days = Table(
    "coverage_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("region", Text(collation="C"), primary_key=True),
    Column("sector", Text, primary_key=True),
    Column("funding", Text, primary_key=True),
    Column("safeguard", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("projects", Integer, nullable=False),
    comment="how many projects of a region, on each level, stood how on each day: the trend",
)
Index("coverage_days_of_region", coverage_days.c.region, coverage_days.c.day)

worker_projects = Table(
    "worker_projects",
    metadata,
    Column("worker", Text(collation="C"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    comment="on which projects a worker was ever enrolled, seen, put on a sheet or paid",
)
worker_lookups = Table(
    "worker_lookups",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("worker", Text(collation="C"), nullable=False),
    Column("officer", Text(collation="C"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Index("worker_lookups_of_officer", "officer", "at"),
    comment="who asked about which worker for what purpose, and until when the answer may be read",
)
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("name", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("filter", Text, nullable=False),
    Column("created_by", Text(collation="C"), nullable=False),
    Column("created_on", Date, nullable=False),
    Index("campaigns_of_region", "region", "begins_on"),
    comment="special campaigns: a saved view of projects and alerts over a span of days",
)
campaign_checks = Table(
    "campaign_checks",
    metadata,
    Column("campaign_id", BigInteger, ForeignKey("campaigns.id"), primary_key=True),
    Column("project", Text(collation="C"), primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("officer", Text(collation="C"), nullable=False),
    Column("on_day", Date, nullable=False),
    comment="the projects that were looked at in a campaign, and what came of it",
)

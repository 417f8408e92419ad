"""The tables of the work on alerts, and of the case files that gather it."""

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
    SmallInteger,
    Table,
    Text,
    event,
    func,
    text,
)

from infra.db.tables import metadata

_OPEN: Final = text("state <> 'closed'")
_INSTANT: Final = DateTime(timezone=True)

alert_news = Table(
    "alert_news",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    comment="the rows of alert_history that no work knows of yet; deleted with the admission of what they tell",
)
cases = Table(
    "cases",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("number", Text(collation="C"), nullable=False, unique=True),
    Column("project", Text(collation="C"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Index("cases_open_by_project", "project", unique=True, postgresql_where=text("closed_on IS NULL")),
    Index("cases_by_region", "region", "id"),
    comment="case files: the open alerts of one project under one number",
)
case_numbers = Table(
    "case_numbers",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    comment="the last case number given out per county and year",
)
works = Table(
    "works",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("rule", Text(collation="C"), nullable=False),
    Column("project", Text(collation="C"), nullable=False),
    Column("subject", Text(collation="C"), nullable=False),
    Column("finding", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("since", Date),
    Column("workers", Integer, nullable=False),
    Column("amount_fen", BigInteger),
    Column("state", Text, nullable=False),
    Column("state_since", Date, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("chain", Text, nullable=False),
    Column("step", SmallInteger, nullable=False),
    Column("escalated_to", Text(collation="C")),
    Column("escalated_on", Date),
    Column("assignee", Text(collation="C")),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date),
    Column("reopened", Integer, nullable=False),
    Column("case_id", BigInteger, ForeignKey("cases.id")),
    Column("muted_by", BigInteger),
    Column("project_name", Text),
    Column("sector", Text),
    Column("funding", Text),
    Column("rectify_by", Date),
    Column("document_no", Text),
    Column("outcome", Text),
    Column("reason", Text),
    Column("closed_on", Date),
    Column("accepted", Text),
    Column("waiver", Text),
    Column("waived_until", Date),
    Column("extension", Text),
    Column("told", Text, nullable=False, server_default="{}"),
    CheckConstraint("(state = 'closed') = (due_on IS NULL)", name="works_have_a_deadline_until_closed"),
    Index("works_by_key", "project", "rule", "subject", unique=True),
    Index("works_due", "due_on", "id", postgresql_where=_OPEN),
    Index("works_by_case", "case_id"),
    comment="every alert ever worked, one row per rule, project and subject",
)
"""`rank` is the level's (2 red, 1 orange, 0 yellow), for sorting; `finding`, `chain`, `accepted`, `waiver`, JSON."""

Index("works_of_office", works.c.office, works.c.rank.desc(), works.c.due_on, works.c.id, postgresql_where=_OPEN)
Index("works_by_urgency", works.c.rank.desc(), works.c.due_on, works.c.id, postgresql_where=_OPEN)
Index("works_by_newest", works.c.opened_on.desc(), works.c.id.desc(), postgresql_where=_OPEN)
Index("works_by_amount", func.coalesce(works.c.amount_fen, 0).desc(), works.c.id, postgresql_where=_OPEN)
Index("works_closed", works.c.closed_on.desc(), works.c.id.desc(), postgresql_where=text("state = 'closed'"))
Index(
    "works_counted",
    works.c.region,
    postgresql_include=["rank", "due_on", "rule", "state", "sector", "funding", "office", "assignee", "escalated_to"],
    postgresql_where=_OPEN,
)  # the queue's facets are counted from this index alone
Index("works_named", works.c.project, postgresql_include=["project_name", "region"], postgresql_where=_OPEN)
Index("works_of_assignee", works.c.assignee, works.c.rank.desc(), works.c.due_on, works.c.id, postgresql_where=_OPEN)
Index(
    "works_escalated_to", works.c.escalated_to, works.c.rank.desc(), works.c.due_on, works.c.id, postgresql_where=_OPEN
)

placements = Table(
    "placements",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("region", Text(collation="C"), nullable=False),
    comment="the township (nine digits) that a project was handed over to, finer than its registration says",
)
missed_escalations = Table(
    "missed_escalations",
    metadata,
    Column("work_id", BigInteger, ForeignKey("works.id"), primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("found_on", Date, nullable=False),
    Column("found_at", _INSTANT, nullable=False),
    comment="what the auditor found: escalations that were due and had not happened",
)

event.listen(
    alert_news,
    "after_create",
    DDL("INSERT INTO alert_news SELECT max(id) FROM alert_history GROUP BY rule, project, subject"),  # type: ignore[no-untyped-call] # SQLAlchemy's
)  # the alerts that stand when the offices begin to work are news to them

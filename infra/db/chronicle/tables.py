"""The chronicle's table, and the triggers that refuse to change what is appended only."""

from typing import Final

from sqlalchemy import DDL, BigInteger, Column, Date, DateTime, Index, Table, Text, event

from infra.db.tables import metadata

APPENDED_ONLY: Final = ("chronicle", "alert_history", "journal", "submissions", "submission_parts")
"""The tables in which no row is ever changed or deleted."""

chronicle = Table(
    "chronicle",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("actor", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("act", Text(collation="C"), nullable=False),
    Column("about", Text(collation="C"), nullable=False),
    Column("body", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    comment="every decision, step and look-up; each entry carries the digest of the one before",
)
Index("chronicle_by_about", chronicle.c.about, chronicle.c.n.desc())
Index("chronicle_by_actor", chronicle.c.actor, chronicle.c.n.desc())
Index("chronicle_by_act", chronicle.c.act, chronicle.c.n.desc())
Index("chronicle_by_day", chronicle.c.day, chronicle.c.n.desc())

_REFUSAL: Final = """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
    BEGIN
        RAISE EXCEPTION '% is appended to only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END
    $refuse$
"""
_ROWS: Final = """
    CREATE OR REPLACE TRIGGER appended_only BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
_WHOLE: Final = """
    CREATE OR REPLACE TRIGGER never_truncated BEFORE TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def statements() -> tuple[str, ...]:
    """The SQL that makes the tables refuse, in order; harmless when run again."""
    triggers = (trigger.format(table) for table in APPENDED_ONLY for trigger in (_ROWS, _WHOLE))
    return (_REFUSAL, *triggers)


for _statement in statements():
    event.listen(metadata, "after_create", DDL(_statement.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's

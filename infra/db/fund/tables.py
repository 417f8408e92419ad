"""The tables of the emergency wage fund: funds, cases, their books, the advances made, the payment orders.

What may never happen is refused by the database itself: a fund that promised more than it has, an entry that is not
balanced, a posting changed afterwards, two advances to one worker for the same month and employer.
"""

from typing import Final

from sqlalchemy import (
    DDL,
    BigInteger,
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
    UniqueConstraint,
    event,
    text,
)

import infra.db.chronicle.tables  # noqa: F401 (its trigger function is used here)
from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)
_OPEN: Final = text("closed_on IS NULL")
APPENDED_ONLY: Final = ("fund_entries", "fund_postings")
"""The books: what was posted stays as it was posted, and is corrected by another entry."""

funds = Table(
    "funds",
    metadata,
    Column("code", Text(collation="C"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("account_no", Text, nullable=False),
    Column("bank_code", Text, nullable=False),
    Column("next_budget_on", Date),
    Column("next_budget_fen", BigInteger),
    Column("cash_fen", BigInteger, nullable=False, server_default="0"),
    Column("reserved_fen", BigInteger, nullable=False, server_default="0"),
    Column("ordered_fen", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("cash_fen >= 0", name="funds_never_over_promised"),
    CheckConstraint("reserved_fen >= 0", name="funds_never_over_released"),
    CheckConstraint("ordered_fen >= 0", name="funds_never_pay_what_was_not_ordered"),
    Index("funds_by_region", "region"),
    comment="the funds; each sum is what the entries of its account add up to, kept so that the row can refuse",
)
fund_cases = Table(
    "fund_cases",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("number", Text(collation="C"), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("fund", Text(collation="C"), ForeignKey("funds.code"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("office", Text(collation="C"), nullable=False),
    Column("project", Text(collation="C"), nullable=False),
    Column("project_name", Text, nullable=False),
    Column("employer", Text(collation="C"), nullable=False),
    Column("state", Text, nullable=False),
    Column("due_on", Date),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("workers", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("origin", Text(collation="C"), nullable=False),
    Column("body", Text, nullable=False),
    Index("fund_cases_by_region", "region", "due_on", "id", postgresql_where=_OPEN),
    Index("fund_cases_due", "due_on", "id", postgresql_where=_OPEN),
    Index("fund_cases_by_project", "project"),
    Index("fund_cases_by_fund", "fund", "state"),
    comment="the cases of the funds; `body` is all of it, the other columns are for finding it",
)
fund_numbers = Table(
    "fund_numbers",
    metadata,
    Column("name", Text(collation="C"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    comment="the last number given out per series and year",
)
fund_postings = Table(
    "fund_postings",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("fund", Text(collation="C"), ForeignKey("funds.code"), nullable=False),
    Column("kind", Text(collation="C"), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("case_id", BigInteger, ForeignKey("fund_cases.id")),
    Column("worker", Text(collation="C"), nullable=False),
    Column("party", Text(collation="C"), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("actor", Text(collation="C"), nullable=False),
    Index("fund_postings_of_fund", "fund", "id"),
    Index("fund_postings_of_case", "case_id", "id"),
    comment="the journal of the funds' books, appended only",
)
fund_entries = Table(
    "fund_entries",
    metadata,
    Column("posting_id", BigInteger, ForeignKey("fund_postings.id"), primary_key=True, autoincrement=False),
    Column("n", SmallInteger, primary_key=True, autoincrement=False),
    Column("fund", Text(collation="C"), nullable=False),
    Column("account", Text(collation="C"), nullable=False),
    Column("case_id", BigInteger),
    Column("debtor", Text(collation="C"), nullable=False),
    Column("fen", BigInteger, nullable=False),
    Index("fund_entries_by_account", "fund", "account", postgresql_include=["fen"]),
    Index("fund_entries_by_case", "case_id"),
    comment="the sides of the postings in fen: debits positive, credits negative; those of a posting add up to nothing",
)
fund_slots = Table(
    "fund_slots",
    metadata,
    Column("worker", Text(collation="C"), primary_key=True),
    Column("employer", Text(collation="C"), primary_key=True),
    Column("month", Text(collation="C"), primary_key=True),
    Column("case_id", BigInteger, ForeignKey("fund_cases.id"), nullable=False),
    Index("fund_slots_by_case", "case_id"),
    comment="which case, of whatever fund, asks for a worker's month or has advanced it; given up with the case",
)
fund_batches = Table(
    "fund_batches",
    metadata,
    Column("batch", Text(collation="C"), primary_key=True),
    Column("case_id", BigInteger, ForeignKey("fund_cases.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("bank", Text(collation="C"), nullable=False),
    Column("fund", Text(collation="C"), ForeignKey("funds.code"), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("payments", Text, nullable=False),
    UniqueConstraint("case_id", "n", "bank", name="fund_batches_once"),
    CheckConstraint("amount_fen > 0", name="fund_batches_pay_something"),
    comment="what a released order asks one bank to pay; written with the release: neither is without the other",
)
fund_files = Table(
    "fund_files",
    metadata,
    Column("batch", Text(collation="C"), ForeignKey("fund_batches.batch"), primary_key=True),
    Column("name", Text(collation="C"), primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    comment="the files of a batch as they are handed to its bank",
)
fund_results = Table(
    "fund_results",
    metadata,
    Column("fund", Text(collation="C"), ForeignKey("funds.code"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    comment="up to which frame of a fund's own subject the banks' answers were read",
)
fund_answers = Table(
    "fund_answers",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("fund", Text(collation="C"), ForeignKey("funds.code"), nullable=False),
    Column("batch", Text(collation="C"), nullable=False),
    Column("line", Text(collation="C"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("event", Text, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("handled_by", Text(collation="C")),
    Column("handled_on", Date),
    Column("handled_why", Text),
    CheckConstraint("num_nulls(handled_by, handled_on, handled_why) IN (0, 3)", name="fund_answers_handled_wholly"),
    Index("fund_answers_of_batch", "batch", "line"),
    Index("fund_answers_waiting", "fund", "id", postgresql_where=text("trouble <> '' AND handled_by IS NULL")),
    comment="what a bank answered of a payment of the fund, and why it could not be taken, if it could not",
)

_BALANCED: Final = """
    CREATE OR REPLACE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $refuse$
    BEGIN
        IF (SELECT sum(fen) FROM fund_entries WHERE posting_id = NEW.posting_id) <> 0 THEN
            RAISE EXCEPTION 'posting % is not balanced', NEW.posting_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END
    $refuse$
"""
_AT_COMMIT: Final = """
    CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON fund_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced()
"""
_FOREVER: Final = """
    CREATE OR REPLACE TRIGGER appended_only BEFORE UPDATE OR DELETE ON {0}
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
event.listen(fund_entries, "after_create", DDL(_BALANCED.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's
event.listen(fund_entries, "after_create", DDL(_AT_COMMIT))  # type: ignore[no-untyped-call] # SQLAlchemy's
for _table in APPENDED_ONLY:
    event.listen(metadata, "after_create", DDL(_FOREVER.format(_table)))  # type: ignore[no-untyped-call] # SQLAlchemy's

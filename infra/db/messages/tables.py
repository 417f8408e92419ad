"""The tables beside ISO 20022 messages, each client's own."""

from typing import Final

from sqlalchemy import DDL, Column, ForeignKey, Index, Table, Text, event, text

from infra.db.clients.tables import clients
from infra.db.tables import journal, metadata

_OPENED: Final = "kind = 'bank.account_opened'"

message_accounts = Table(
    "message_accounts",
    metadata,
    Column("client", Text(collation="C"), ForeignKey(clients.c.id), primary_key=True),
    Column("number", Text(collation="C"), primary_key=True),
    Column("project", Text(collation="C"), nullable=False),
    Column("account_id", Text(collation="C"), nullable=False),
    comment="how a bank's messages call an account that its other reports call otherwise",
)
message_purposes = Table(
    "message_purposes",
    metadata,
    Column("client", Text(collation="C"), ForeignKey(clients.c.id), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("purpose", Text, nullable=False),
    comment="which purpose a code of a bank's messages means: direction, kind of code and code, debit:prtry:Z24",
)
message_payments = Table(
    "message_payments",
    metadata,
    Column("client", Text(collation="C"), ForeignKey(clients.c.id), primary_key=True),
    Column("batch_id", Text(collation="C"), primary_key=True),
    Column("line_id", Text(collation="C"), primary_key=True),
    Column("project", Text(collation="C"), nullable=False),
    Column("batch", Text, nullable=False),
    Column("line", Text, nullable=False),
    comment="payments that a bank was instructed to make, whose results a pain.002 tells; persons by their tokens",
)
"""`batch` and `line` are JSON."""

Index("journal_openings", journal.c.project, journal.c.seq, postgresql_where=text(_OPENED))
event.listen(
    message_accounts,
    "after_create",
    DDL(f"CREATE INDEX journal_openings ON journal (project, seq) WHERE {_OPENED}"),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
)

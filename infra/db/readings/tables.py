"""The table that says how a submission was read, where it is no JSON Lines."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text

from infra.db.tables import metadata

readings = Table(
    "readings",
    metadata,
    Column(
        "submission_id",
        BigInteger,
        ForeignKey("submissions.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("form", Text, nullable=False),
    Column("feed", Text),
    Column("sheet", Text),
    comment="what kind of file a submission is: csv, xlsx, json, camt.053 …; its line numbers are then rows of it",
)

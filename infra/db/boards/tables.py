"""The tables of the notice-board maker."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, DateTime, Float, Identity, Index, Integer, LargeBinary, Table, Text

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

board_codes = Table(
    "board_codes",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), nullable=False, unique=True),
    Column("made_on", Date, nullable=False),
    Column("made_by", Text(collation="C"), nullable=False),
    comment="the unguessable code of each project's public board page, as its QR code has it",
)
board_entries = Table(
    "board_entries",
    metadata,
    Column("project", Text(collation="C"), primary_key=True),
    Column("item", Text(collation="C"), primary_key=True),
    Column("value", Text, nullable=False),
    Column("entered_on", Date, nullable=False),
    Column("entered_by", Text(collation="C"), nullable=False),
    comment="board items that no registry delivers, as an officer entered them",
)
board_photos = Table(
    "board_photos",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("project", Text(collation="C"), nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("received_at", _INSTANT, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("sha256", Text(collation="C"), nullable=False),
    Column("dhash", Text(collation="C"), nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("taken_at", _INSTANT),
    Column("items", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("original", LargeBinary, nullable=False),
    Column("shown", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text(collation="C")),
    Column("decided_on", Date),
    Column("verdict", Text),
    Index("board_photos_by_project", "project", "id"),
    Index("board_photos_by_sha256", "sha256"),
    comment="photos of boards sent by sites; `original` as sent, `shown` without what a camera writes into it",
)
"""`state` is waiting, confirmed or refused; `items` (ticked by the sender) and `verdict` are JSON; `dhash` 128 bits."""

"""The tables of offices, officers and sign-in."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    text,
)

from infra.db.tables import metadata

_INSTANT: Final = DateTime(timezone=True)

offices = Table(
    "offices",
    metadata,
    Column("code", Text(collation="C"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text(collation="C"), nullable=False),
    Column("parent", Text(collation="C"), ForeignKey("offices.code")),
    CheckConstraint("region ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$'", name="offices_region_is_a_prefix"),
    Index("offices_by_region", "region", unique=True),
    comment="one labour-inspection office per region: county, prefecture, province, township",
)
officers = Table(
    "officers",
    metadata,
    Column("id", Text(collation="C"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("office", Text(collation="C"), ForeignKey("offices.code")),
    Column("client_id", Text(collation="C"), ForeignKey("clients.id")),
    Column("password", Text),
    Column("oidc_subject", Text, unique=True),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("(office IS NULL) = (client_id IS NOT NULL)", name="officers_work_for_one"),
    Index("officers_by_office", "office"),
    Index("officers_by_client", "client_id"),
    comment="who may sign in: for an office, or for a machine client and then in no office; `password` is an Argon2 "
    "hash, empty where the identity provider alone signs in",
)
officer_roles = Table(
    "officer_roles",
    metadata,
    Column("officer", Text(collation="C"), ForeignKey("officers.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    CheckConstraint("role <> 'sender'", name="officer_roles_are_of_offices"),
)
substitutes = Table(
    "substitutes",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("absent", Text(collation="C"), ForeignKey("officers.id"), nullable=False),
    Column("substitute", Text(collation="C"), ForeignKey("officers.id"), nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date, nullable=False),
    CheckConstraint("absent <> substitute", name="substitutes_are_somebody_else"),
    CheckConstraint("from_day <= until_day", name="substitutes_end_after_they_begin"),
    Index("substitutes_by_substitute", "substitute", "until_day"),
    Index("substitutes_by_absent", "absent", "until_day"),
    comment="who acts for an absent officer, first and last day included",
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("officer", Text(collation="C"), ForeignKey("officers.id"), nullable=False),
    Column("opened_at", _INSTANT, nullable=False),
    Column("seen_at", _INSTANT, nullable=False),
    Index("sessions_by_officer", "officer"),
    comment="who is signed in; the SHA-256 of the cookie's token, never the token",
)
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("at", _INSTANT, nullable=False),
    Column("officer", Text, nullable=False),
    Column("address", Text, nullable=False),
    Index("sign_in_attempts_by_officer", "officer", "at"),
    Index("sign_in_attempts_by_address", "address", "at"),
    comment="attempts that failed, or whose answer is still computed",
)
phones = Table(
    "phones",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="where workers of a region turn to: a phone, an address",
)
sign_ons = Table(
    "sign_ons",
    metadata,
    Column("state", LargeBinary, primary_key=True),
    Column("visit", LargeBinary, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("target", Text, nullable=False),
    comment="single sign-ons under way: digests of the state and of the browser's token, and what proves the answer",
)
